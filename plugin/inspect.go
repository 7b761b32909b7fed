package plugin

import (
	"context"

	"github.com/zagaj/zagaj"
)

// Inspector is a Connector that sees more in the shop than how its webhooks stand.
type Inspector interface {
	Connector
	// Inspect tells what else is wrong, nothing when all is well. It fails as the methods of a Connector do.
	Inspect(ctx context.Context, r Remote) ([]Finding, error)
}

// Found is a finding in both languages of the panel.
func Found(code, en, pl string) Finding {
	return Finding{code, map[string]string{"en": en, "pl": pl}}
}

// MissingScopes is what an app or a key was not given.
func MissingScopes(names string) Finding {
	return Found("scopes", "Zagaj was not given all that it needs in the shop. Missing: "+names+". Give it these rights and let it in or enter the key again.",
		"Zagaj nie ma w sklepie wszystkich potrzebnych uprawnień. Brakuje: "+names+". Dodaj je i ponownie wpuść Zagaj do sklepu albo wpisz klucz od nowa.")
}

// Seen says what is wrong with a connection as far as can be seen without asking anybody: whether it is complete, and what became of its
// deliveries.
func Seen(a Adapter, in zagaj.Installation, now zagaj.Instant) []Finding {
	return append(append([]Finding{}, unfinished(a, in)...), Diagnose(in, nil, now)...)
}

// isApp: such platforms are let in or install an app, and have no key that a person could make anew.
func isApp(a Adapter) bool {
	_, door := a.(Authorizer)
	_, app := a.(Installer)
	return door || app
}

// unfinished is a connection of which only a part was entered. Where a platform's API is not needed, nothing is missing without it.
func unfinished(a Adapter, in zagaj.Installation) []Finding {
	entered := in.Address != "" && len(in.Credentials) > 0
	if door, ok := a.(Authorizer); ok && !door.Allowed(in) {
		if !entered {
			return []Finding{Found("not-connected", "Zagaj is not in the shop: its app was not entered yet, or was taken out. Enter the shop's address and what the app's page shows, then let Zagaj in.",
				"Zagaj nie jest w sklepie: aplikacji jeszcze nie wpisano albo ją usunięto. Wpisz adres sklepu i dane ze strony aplikacji, a potem wpuść Zagaj do sklepu.")}
		}
		return []Finding{Found("not-let-in", "The app's data are entered, but Zagaj was not let into the shop: the app is not installed there. Press “Let Zagaj into the shop” and agree on the platform's page.",
			"Dane aplikacji są wpisane, ale nikt nie wpuścił Zagaj do sklepu: aplikacja nie jest tam zainstalowana. Naciśnij „Wpuść Zagaj do sklepu” i wyraź zgodę na stronie platformy.")}
	}
	if app, ok := a.(Installer); ok && entered && !app.Installed(in) {
		return []Finding{Found("not-installed", "The app's data are entered, but the app is not installed in the shop. Install it there: the platform then calls this server by itself. If it is installed, take it out and install it again, and see that its address is this connection's.",
			"Dane aplikacji są wpisane, ale aplikacja nie jest zainstalowana w sklepie. Zainstaluj ją tam: platforma sama odezwie się do tego serwera. Jeśli jest zainstalowana, usuń ją i zainstaluj ponownie oraz sprawdź, czy ma adres tego połączenia.")}
	}
	return nil
}
