package desk

import "github.com/zagaj/zagaj"

// asked holds the suggested questions by language and kind of page, most useful first.
var asked = map[string]map[zagaj.PageType][]string{
	"pl": {
		zagaj.PageProduct:  {"Czy ten produkt jest dostępny w innych rozmiarach?", "Kiedy paczka będzie u mnie?", "Czy mogę to zwrócić?"},
		zagaj.PageCart:     {"Ile kosztuje dostawa?", "Czy mogę to zwrócić?", "Czy wyślecie do paczkomatu?"},
		zagaj.PageCheckout: {"Mam problem z zamówieniem.", "Jakie są sposoby płatności?", "Kiedy paczka będzie u mnie?"},
		zagaj.PageOther:    {"Szukam czegoś konkretnego.", "Kiedy paczka będzie u mnie?", "Czy mogę zwrócić zakupy?"},
	},
	"en": {
		zagaj.PageProduct:  {"Is this available in other sizes?", "When will it arrive?", "Can I return it?"},
		zagaj.PageCart:     {"How much is delivery?", "Can I return it?", "Do you deliver to parcel lockers?"},
		zagaj.PageCheckout: {"I have a problem with my order.", "How can I pay?", "When will it arrive?"},
		zagaj.PageOther:    {"I am looking for something specific.", "When will it arrive?", "Can I return what I buy?"},
	},
}

// Questions returns two or three questions that fit the page. Nobody is asked about other sizes of a product that
// has one.
func Questions(p *zagaj.Page, lang string) []string {
	texts, ok := asked[lang]
	if !ok {
		texts = asked["en"]
	}
	if p == nil {
		return texts[zagaj.PageOther]
	}
	list, ok := texts[p.Type]
	if !ok {
		list = texts[zagaj.PageOther]
	}
	if p.Type == zagaj.PageProduct && len(p.Variants) < 2 {
		return list[1:]
	}
	return list
}
