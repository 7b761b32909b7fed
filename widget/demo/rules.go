package demo

import (
	"encoding/json"
	"fmt"

	"github.com/zagaj/zagaj"
)

// Rules returns the demo's two rules: an unchanged cart, and leaving after a look at several similar products. Both
// keep quiet from the checkout on, where a question costs more than it helps.
func Rules(shop zagaj.ShopID, wait zagaj.Seconds) []zagaj.Rule {
	busy := conditions(`{"fact":"on_page_type","of":"checkout"}`, `{"fact":"on_page_type","of":"payment"}`, `{"fact":"on_page_type","of":"thanks"}`)
	return []zagaj.Rule{
		{ID: "demo-cart", Shop: shop, Version: 1, Name: "Koszyk bez zmian", Enabled: true, Priority: 20,
			When:   conditions(fmt.Sprintf(`{"fact":"cart_unchanged","op":">=","value":%d}`, wait)),
			Who:    conditions(`{"not":{"fact":"cart_empty"}}`, `{"fact":"tab_visible"}`),
			Unless: busy,
			Text: map[string]string{"pl": "Zastanawiasz się nad rozmiarem? Chętnie pomogę.",
				"en": "Wondering about the size? I'm happy to help."}},
		{ID: "demo-browse", Shop: shop, Version: 1, Name: "Ogląda podobne i wychodzi", Enabled: true, Priority: 10,
			When: conditions(fmt.Sprintf(`{"all":[{"fact":"dwell","scope":"category","op":">=","value":%d,"products":3},`+
				`{"fact":"pulse","of":"exit","within":10}]}`, wait)),
			Unless: busy,
			Text: map[string]string{"pl": "Trudno wybrać? Napisz, dokąd się wybierasz, a coś doradzę.",
				"en": "Hard to choose? Tell me where you're going and I'll suggest something."}},
	}
}

func conditions(raws ...string) []json.RawMessage {
	out := make([]json.RawMessage, 0, len(raws))
	for _, r := range raws {
		out = append(out, json.RawMessage(r))
	}
	return out
}

// Answers returns the demo's ready answers, without ids and shop.
func Answers() []zagaj.Answer {
	return []zagaj.Answer{
		{Shortcut: "Rozmiar", Language: "pl", Text: "Najprościej zmierzyć rzecz, którą już dobrze nosisz, i porównać z tabelą. Między dwoma rozmiarami radzę większy: zmieści się polar."},
		{Shortcut: "Dostawa", Language: "pl", Text: "Paczki wychodzą tego samego dnia przy zamówieniu do 13:00 i zwykle docierają nazajutrz. Dostawa jest bezpłatna."},
		{Shortcut: "Zwrot", Language: "pl", Text: "Na zwrot jest 30 dni, a pierwsza wymiana rozmiaru idzie na nasz koszt. Etykieta leży w paczce."},
		{Shortcut: "Membrana", Language: "pl", Text: "Pierz w 30 stopniach, w płynie do membran, bez płynu do płukania. Potem krótko wysusz na ciepło, to odnawia impregnację."},
		{Shortcut: "Dziękuję", Language: "pl", Text: "Dziękuję za rozmowę i do zobaczenia na szlaku! Gdyby coś jeszcze przyszło do głowy, proszę pisać."},
	}
}
