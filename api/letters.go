package api

import "github.com/zagaj/zagaj"

// Letters quote nothing a stranger has typed: only the link, which we have made ourselves.

func invitationLetter(from zagaj.Operator, n zagaj.Ticket, url string) Letter {
	if from.Language == "pl" {
		return Letter{To: n.Email, Subject: "Zaproszenie do Zagaj",
			Text: "Dostajesz dostęp do panelu rozmów sklepu. Otwórz odnośnik i ustaw hasło; działa przez 7 dni i tylko raz:\n\n" + url +
				"\n\nJeśli nie wiesz, o co chodzi, nie rób nic.\n"}
	}
	return Letter{To: n.Email, Subject: "Invitation to Zagaj",
		Text: "You are given access to a shop's conversations. Open the link and set a password; it works for 7 days and once:\n\n" + url +
			"\n\nIf you do not know what this is about, do nothing.\n"}
}

func resetLetter(o zagaj.Operator, url string) Letter {
	if o.Language == "pl" {
		return Letter{To: o.Email, Subject: "Nowe hasło do Zagaj",
			Text: "Ktoś poprosił o nowe hasło do Twojego konta. Odnośnik działa przez godzinę i tylko raz:\n\n" + url +
				"\n\nJeśli to nie Ty, nie rób nic: stare hasło działa dalej.\n"}
	}
	return Letter{To: o.Email, Subject: "A new password for Zagaj",
		Text: "Somebody asked for a new password for your account. The link works for one hour and once:\n\n" + url +
			"\n\nIf it was not you, do nothing: the old password still works.\n"}
}
