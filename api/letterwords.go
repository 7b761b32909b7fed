package api

// letterTexts are the words of the letters. %s of promised and transcript is the shop's name.
type letterTexts struct {
	invite, inviteText, inviteEnd, reset, resetText, resetEnd string
	promised, promisedText, promisedEnd                       string
	code, codeText, codeEnd                                   string
	transcript, transcriptText, transcriptEnd, cut, you       string
}

var letterWords = map[string]letterTexts{
	"pl": {
		invite: "Zaproszenie do Zagaj", inviteText: "Dostajesz dostęp do panelu rozmów sklepu. Otwórz odnośnik i ustaw hasło; działa przez 7 dni i tylko raz:",
		inviteEnd: "Jeśli nie wiesz, o co chodzi, nie rób nic.",
		reset:     "Nowe hasło do Zagaj", resetText: "Ktoś poprosił o nowe hasło do Twojego konta. Odnośnik działa przez godzinę i tylko raz:",
		resetEnd: "Jeśli to nie Ty, nie rób nic: stare hasło działa dalej.",
		promised: "Obiecana odpowiedź: %s", promisedText: "Oto odpowiedź, którą obiecaliśmy na czacie sklepu %s:",
		promisedEnd: "Ten adres podano na czacie sklepu tylko po to, by wysłać tę odpowiedź. Właśnie go usunęliśmy, więc na ten list nie da się odpisać.",
		code:        "Kod do zapisu rozmowy: %s", codeText: "Na czacie sklepu %s ktoś poprosił o wysłanie zapisu rozmowy na ten adres. Wpisz tam ten kod; działa przez 15 minut:",
		codeEnd:    "Jeśli to nie Ty, nie rób nic: bez kodu niczego nie wyślemy.",
		transcript: "Zapis rozmowy: %s", transcriptText: "Oto zapis Twojej rozmowy ze sklepem %s.",
		transcriptEnd: "Adres, na który przyszedł ten list, został już usunięty.", cut: "Dalszy ciąg jest za długi na list.", you: "Ty",
	},
	"en": {
		invite: "Invitation to Zagaj", inviteText: "You are given access to a shop's conversations. Open the link and set a password; it works for 7 days and once:",
		inviteEnd: "If you do not know what this is about, do nothing.",
		reset:     "A new password for Zagaj", resetText: "Somebody asked for a new password for your account. The link works for one hour and once:",
		resetEnd: "If it was not you, do nothing: the old password still works.",
		promised: "The promised answer: %s", promisedText: "Here is the answer we promised in the chat of %s:",
		promisedEnd: "This address was given in the shop's chat for this answer alone. We have just deleted it, so nobody reads replies to this letter.",
		code:        "Code for your chat's transcript: %s", codeText: "In the chat of %s somebody asked for a transcript to be sent to this address. Enter this code there; it works for 15 minutes:",
		codeEnd:    "If it was not you, do nothing: without the code nothing is sent.",
		transcript: "Chat transcript: %s", transcriptText: "Here is what was said in your chat with %s.",
		transcriptEnd: "The address this letter came to has been deleted already.", cut: "The rest is too long for a letter.", you: "You",
	},
	"de": {
		promised: "Die versprochene Antwort: %s", promisedText: "Hier ist die Antwort, die wir Ihnen im Chat von %s versprochen haben:",
		promisedEnd: "Diese Adresse wurde im Chat des Shops nur für diese Antwort angegeben. Wir haben sie soeben gelöscht, deshalb liest niemand Antworten auf diese E-Mail.",
		code:        "Code für Ihr Gesprächsprotokoll: %s", codeText: "Im Chat von %s hat jemand darum gebeten, das Gespräch an diese Adresse zu schicken. Geben Sie dort diesen Code ein; er gilt 15 Minuten:",
		codeEnd:    "Wenn Sie das nicht waren, tun Sie nichts: Ohne den Code wird nichts verschickt.",
		transcript: "Gesprächsprotokoll: %s", transcriptText: "Das wurde in Ihrem Gespräch mit %s gesagt.",
		transcriptEnd: "Die Adresse, an die diese E-Mail ging, ist bereits gelöscht.", cut: "Der Rest ist zu lang für eine E-Mail.", you: "Sie",
	},
	"cs": {
		promised: "Slíbená odpověď: %s", promisedText: "Tady je odpověď, kterou jsme vám slíbili v chatu obchodu %s:",
		promisedEnd: "Tato adresa byla v chatu obchodu uvedena jen kvůli této odpovědi. Právě jsme ji smazali, takže odpovědi na tento e-mail nikdo nečte.",
		code:        "Kód k záznamu konverzace: %s", codeText: "V chatu obchodu %s někdo požádal o zaslání záznamu konverzace na tuto adresu. Zadejte tam tento kód; platí 15 minut:",
		codeEnd:    "Pokud jste to nebyli vy, nedělejte nic: bez kódu nic nepošleme.",
		transcript: "Záznam konverzace: %s", transcriptText: "Tady je záznam vaší konverzace s obchodem %s.",
		transcriptEnd: "Adresu, na kterou tento e-mail přišel, jsme už smazali.", cut: "Zbytek je na e-mail příliš dlouhý.", you: "Vy",
	},
	"sk": {
		promised: "Sľúbená odpoveď: %s", promisedText: "Tu je odpoveď, ktorú sme vám sľúbili v chate obchodu %s:",
		promisedEnd: "Táto adresa bola v chate obchodu uvedená len kvôli tejto odpovedi. Práve sme ju zmazali, takže odpovede na tento e-mail nikto nečíta.",
		code:        "Kód k záznamu rozhovoru: %s", codeText: "V chate obchodu %s niekto požiadal o zaslanie záznamu rozhovoru na túto adresu. Zadajte tam tento kód; platí 15 minút:",
		codeEnd:    "Ak ste to neboli vy, nerobte nič: bez kódu nič nepošleme.",
		transcript: "Záznam rozhovoru: %s", transcriptText: "Tu je záznam vášho rozhovoru s obchodom %s.",
		transcriptEnd: "Adresu, na ktorú tento e-mail prišiel, sme už zmazali.", cut: "Zvyšok je na e-mail príliš dlhý.", you: "Vy",
	},
	"uk": {
		promised: "Обіцяна відповідь: %s", promisedText: "Ось відповідь, яку ми пообіцяли вам у чаті магазину %s:",
		promisedEnd: "Цю адресу вказали в чаті магазину лише для цієї відповіді. Ми щойно її видалили, тож відповідей на цей лист ніхто не читає.",
		code:        "Код для запису розмови: %s", codeText: "У чаті магазину %s хтось попросив надіслати запис розмови на цю адресу. Введіть там цей код; він діє 15 хвилин:",
		codeEnd:    "Якщо це були не ви, нічого не робіть: без коду ми нічого не надішлемо.",
		transcript: "Запис розмови: %s", transcriptText: "Ось запис вашої розмови з магазином %s.",
		transcriptEnd: "Адресу, на яку прийшов цей лист, уже видалено.", cut: "Решта задовга для листа.", you: "Ви",
	},
}

// wordsOf returns the words of a language, English where it has none: letters to the shop's people are in the panel's two languages.
func wordsOf(language string) letterTexts {
	en := letterWords["en"]
	w, ok := letterWords[language]
	if !ok {
		return en
	}
	if w.invite == "" {
		w.invite, w.inviteText, w.inviteEnd, w.reset, w.resetText, w.resetEnd = en.invite, en.inviteText, en.inviteEnd, en.reset, en.resetText, en.resetEnd
	}
	return w
}
