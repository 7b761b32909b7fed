package plugin

import (
	"errors"
	"strings"

	"github.com/zagaj/zagaj"
)

// Limit is something that a platform cannot give, or that nobody has seen on a real one: the panel and the doctor say so.
type Limit struct {
	Code string            `json:"code"`
	Text map[string]string `json:"text"` // by language
}

// The limits that platforms share.
var (
	NoCarts = Limit{"no-carts", map[string]string{"en": "The platform has no cart webhook: carts come from the page, marked as a hint.",
		"pl": "Platforma nie wysyła koszyków: koszyk pochodzi ze strony sklepu i jest oznaczony jako wskazówka."}}
	Thin = Limit{"thin", map[string]string{"en": "The platform's webhooks carry ids only. With its API key Zagaj fetches carts and orders; without it orders come without lines and worth, and carts from the page, marked as a hint.",
		"pl": "Platforma wysyła same numery. Z kluczem do jej API Zagaj pobiera koszyki i zamówienia; bez niego zamówienia przychodzą bez pozycji i kwot, a koszyk pochodzi ze strony sklepu i jest oznaczony jako wskazówka."}}
	NotVerified = Limit{"not-verified", map[string]string{"en": "Not verified on the real platform.",
		"pl": "Nie sprawdzone na prawdziwej platformie."}}
	NotInShop = Limit{"not-in-shop", map[string]string{"en": "What is installed in the shop was tested outside of a real shop only.",
		"pl": "To, co instaluje się w sklepie, sprawdzono tylko poza prawdziwym sklepem."}}
	NoCartList = Limit{"no-cart-list", map[string]string{"en": "The platform's API lists no carts that a page would know again: missed orders can be fetched, a missed cart is whole again with its next change.",
		"pl": "API platformy nie podaje koszyków, które dałoby się rozpoznać na stronie: brakujące zamówienia można dociągnąć, a koszyk jest znów pełny po następnej zmianie."}}
	NoFetch = Limit{"no-fetch", map[string]string{"en": "Zagaj asks no API of this platform: what was missed is not fetched. A cart is whole again with its next change, an order with its next state.",
		"pl": "Zagaj nie pyta API tej platformy: tego, co nie dotarło, nie dociąga. Koszyk jest znów pełny po następnej zmianie, a zamówienie przy następnym stanie."}}
	NoHooks = Limit{"no-hooks", map[string]string{"en": "The platform has no webhooks: what is installed in the shop sends carts and orders.",
		"pl": "Platforma nie ma webhooków: koszyki i zamówienia wysyła to, co instaluje się w sklepie."}}
	SecretOnly = Limit{"secret-only", map[string]string{"en": "The platform signs nothing: the secret stands in a header and does not cover the body.",
		"pl": "Platforma niczego nie podpisuje: sekret jest w nagłówku i nie chroni treści."}}
)

// Limited is an Adapter with limits.
type Limited interface {
	Limits() []Limit
}

// LimitsOf returns a platform's limits, with what cannot be fetched when it was missed.
func LimitsOf(a Adapter) []Limit {
	out := []Limit{}
	if l, ok := a.(Limited); ok {
		out = append(out, l.Limits()...)
	}
	_, orders := a.(Connector)
	_, carts := a.(CartLister)
	switch {
	case !orders:
		out = append(out, NoFetch)
	case !carts:
		out = append(out, NoCartList)
	}
	return out
}

// Finding is something that is wrong with a connection, in words for the shop's owner.
type Finding struct {
	Code string            `json:"code"`
	Text map[string]string `json:"text"` // by language; what it is and what to do
}

// Asked is what a platform's own API said, when there was one to ask.
type Asked struct {
	Hooks []Hook
	More  []Finding // what else was found in the shop
	Err   error
	App   bool // we are there as an app, and not with a key that a person has made
}

const (
	// silentAfter is when a connection that used to deliver is told to be silent.
	silentAfter = 48 * 60 * 60 * 1000
	// slowAfter is the delay from which deliveries are too late to help anybody, in ms.
	slowAfter = 5 * 60 * 1000
)

// Diagnose says what is wrong with a connection, the gravest first, and nothing when all is well. asked is nil where there is no
// API to ask.
func Diagnose(in zagaj.Installation, asked *Asked, now zagaj.Instant) []Finding {
	out := []Finding{}
	add := func(code, en, pl string) { out = append(out, Found(code, en, pl)) }
	if asked != nil {
		diagnoseRefusal(*asked, add)
		diagnoseHooks(*asked, add)
		out = append(out, asked.More...)
	}
	if in.Failures > 0 {
		diagnoseRefusals(in, add)
	}
	switch {
	case in.LastEventAt == 0 && in.Failures == 0:
		if asked.allActive() {
			add("never", "The webhooks stand on the platform and are on, but nothing has come yet. If something has happened in the shop since, its calls do not get through: look at the firewall or proxy in front of this server, and that the address is https with a certificate that the world trusts.",
				"Webhooki są zarejestrowane i włączone, ale nic jeszcze nie przyszło. Jeśli w sklepie coś się już działo, wywołania nie docierają: sprawdź zaporę lub pośrednika przed tym serwerem oraz to, czy adres jest https z powszechnie uznawanym certyfikatem.")
			break
		}
		add("never", "Nothing has come yet. Check in the shop that the address is entered exactly as the panel shows it, that its plugin or webhooks are switched on, and that the shop's server may open connections to this one.",
			"Nic jeszcze nie przyszło. Sprawdź w sklepie, czy adres jest dokładnie taki, jak w panelu, czy wtyczka lub webhooki są włączone i czy serwer sklepu może łączyć się z tym serwerem.")
	case in.LastEventAt > 0 && now.Sub(in.LastEventAt).Milliseconds() > silentAfter:
		add("silent", "Nothing has come for more than two days. If the shop was visited since, see in the shop that its plugin or webhooks are on, and that no firewall in between blocks them.",
			"Od ponad dwóch dni nic nie przyszło. Jeśli sklep miał w tym czasie gości, sprawdź w sklepie, czy wtyczka lub webhooki są włączone i czy po drodze nie blokuje ich zapora.")
	}
	if in.Lag > slowAfter {
		add("late", "Deliveries come more than five minutes after what they tell of. The shop's queue of background jobs is slow or its cron does not run, or the shop's clock is behind: see in the shop that its scheduled jobs run every minute, and let its clock be set by NTP.",
			"Dostawy przychodzą ponad pięć minut po zdarzeniu. Kolejka zadań sklepu jest powolna albo nie działa jego cron, albo zegar sklepu się spóźnia: sprawdź w sklepie, czy zadania uruchamiają się co minutę, i włącz synchronizację zegara (NTP).")
	}
	return out
}

// allActive reports whether the platform says that all is set for deliveries to come.
func (a *Asked) allActive() bool {
	if a == nil || a.Err != nil || len(a.Hooks) == 0 {
		return false
	}
	for _, hook := range a.Hooks {
		if hook.State != HookActive {
			return false
		}
	}
	return true
}

// diagnoseRefusal explains why the platform's API did not answer the question.
func diagnoseRefusal(asked Asked, add func(code, en, pl string)) {
	code := zagaj.CodeOf(asked.Err)
	switch {
	case code == "":
	case code == zagaj.CodeUnauthorized && asked.App:
		add("credentials", "The platform does not accept Zagaj's token: it has expired, or the app was taken out of the shop. Install the app or let it in again.",
			"Platforma nie przyjmuje tokenu Zagaj: wygasł albo aplikacja została usunięta ze sklepu. Zainstaluj aplikację albo wpuść ją ponownie.")
	case code == zagaj.CodeForbidden && asked.App:
		add("scopes", "The app was given less than it needs in the shop. Let it in or install it again, and agree to all that it asks for.",
			"Aplikacja ma w sklepie za mało uprawnień. Wpuść ją albo zainstaluj ponownie i zgódź się na wszystko, o co prosi.")
	case code == zagaj.CodeUnauthorized:
		add("credentials", "The shop does not accept the API key. It was removed or mistyped: make a new one and enter it.",
			"Sklep nie przyjmuje klucza API. Został usunięty albo źle przepisany: utwórz nowy i wpisz go.")
	case code == zagaj.CodeForbidden:
		add("scopes", "The API key may not read or change webhooks. Make one with the permission to read and write.",
			"Klucz API nie może czytać ani zmieniać webhooków. Utwórz klucz z prawem odczytu i zapisu.")
	case code == zagaj.CodeTooMany:
		add("busy", "The shop's API asks for patience: too many questions came at once. This by itself is no fault: check again in some minutes. If it stays, other apps of the shop use up its limit.",
			"API sklepu prosi o cierpliwość: naraz przyszło zbyt wiele pytań. Samo w sobie to nie usterka: sprawdź ponownie za kilka minut. Jeśli to nie mija, limit zużywają inne aplikacje sklepu.")
	default:
		words := said(asked.Err)
		add("unreachable", "The shop's API does not answer as it should at the address that was entered ("+words+"). Open that address in a browser: the shop must be there, by https with a certificate that the world trusts. Then see that nothing in front of the shop blocks this server.",
			"API sklepu nie odpowiada jak trzeba pod podanym adresem (po angielsku: "+words+"). Otwórz ten adres w przeglądarce: ma tam być sklep, przez https z powszechnie uznawanym certyfikatem. Potem sprawdź, czy nic przed sklepem nie blokuje tego serwera.")
	}
}

// said is the shop's refusal in the words that are ours to tell.
func said(err error) string {
	var known *zagaj.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return "no answer in time"
}

func diagnoseHooks(asked Asked, add func(code, en, pl string)) {
	for _, hook := range asked.Hooks {
		switch hook.State {
		case HookMissing:
			add("hook-missing", "The webhook "+hook.Topic+" is not there, or goes to another address. Repair makes it anew.",
				"Nie ma webhooka "+hook.Topic+" albo prowadzi pod inny adres. Naprawa utworzy go na nowo.")
		case HookPaused:
			add("hook-paused", "Somebody paused the webhook "+hook.Topic+" in the shop. Set it to active there, or repair switches it on.",
				"Ktoś wstrzymał w sklepie webhook "+hook.Topic+". Ustaw go tam jako aktywny albo użyj naprawy.")
		case HookOff:
			add("hook-off", "The webhook "+hook.Topic+" is switched off. Platforms do so after failures, without a word. Repair switches it on.",
				"Webhook "+hook.Topic+" jest wyłączony. Platformy robią to po nieudanych dostawach, bez słowa. Naprawa go włączy.")
		}
	}
}

func diagnoseRefusals(in zagaj.Installation, add func(code, en, pl string)) {
	switch {
	case strings.HasPrefix(in.LastError, NoSignature):
		add("unsigned", "Deliveries come without a signature ("+in.LastError+"). In the shop enter the secret that the panel shows, for a webhook without one is not signed; see that its format is JSON, and that no proxy in front of this server takes headers away.",
			"Dostawy przychodzą bez podpisu (po angielsku: "+in.LastError+"). Wpisz w sklepie sekret z panelu, bo webhook bez sekretu nie jest podpisywany; sprawdź, czy jego format to JSON i czy pośrednik przed tym serwerem nie usuwa nagłówków.")
	case in.LastError == WrongSignature:
		add("secret", "Deliveries are refused because their signature is wrong: the shop has another secret than this connection. Copy the secret again, or make a new one. A proxy that changes bodies has the same effect.",
			"Dostawy są odrzucane, bo podpis jest zły: sklep ma inny sekret niż to połączenie. Przepisz sekret ponownie albo utwórz nowy. Tak samo działa pośrednik, który zmienia treść.")
	case in.LastError == Stale:
		add("clock", "Deliveries are refused because they were signed more than five minutes from now: the clock of the shop's server or of this one is wrong. Let both be set by NTP.",
			"Dostawy są odrzucane, bo podpisano je ponad pięć minut od teraz: źle chodzi zegar serwera sklepu albo tego serwera. Włącz na obu synchronizację NTP.")
	case in.LastError == TooOld:
		add("too-old", "Deliveries are refused because the platform triggered them more than a day ago: they were held up on the way, or this server's clock is ahead. Let it be set by NTP.",
			"Dostawy są odrzucane, bo platforma wysłała je ponad dobę temu: zatrzymały się po drodze albo zegar tego serwera się spieszy. Włącz na nim synchronizację NTP.")
	default:
		add("refused", "The last deliveries were refused or set aside ("+in.LastError+"). What was set aside stands in the panel under Settings, Connection to the shop, Events not understood, and can be played again once this is mended. Send only the webhooks that the guide of the platform names.",
			"Ostatnie dostawy zostały odrzucone albo odłożone (po angielsku: "+in.LastError+"). Odłożone są w panelu: Ustawienia, Połączenie ze sklepem, Niezrozumiałe zdarzenia; po naprawie można je odtworzyć. Wysyłaj tylko te webhooki, które wymienia opis platformy.")
	}
}
