package desk

import "github.com/zagaj/zagaj"

type words = map[string]string

// FirstQuestions are the questions every shop begins with. Each is shown only where it fits: a product of one size is
// never asked about others.
func FirstQuestions() []zagaj.Question {
	return []zagaj.Question{
		{ID: "sizes", Text: words{"pl": "Czy ten produkt jest dostępny w innych rozmiarach?", "en": "Is this available in other sizes?", "de": "Gibt es das in anderen Größen?", "cs": "Je tento produkt i v jiných velikostech?", "sk": "Je tento produkt aj v iných veľkostiach?", "uk": "Чи є цей товар в інших розмірах?"},
			Answer: words{"pl": "Do wyboru są: {variants}.", "en": "You can choose from: {variants}.", "de": "Zur Auswahl stehen: {variants}.", "cs": "Na výběr jsou: {variants}.", "sk": "Na výber sú: {variants}.", "uk": "На вибір є: {variants}."},
			Pages:  []zagaj.PageType{zagaj.PageProduct}, Needs: []zagaj.ProductFact{zagaj.FactVariants}},
		{ID: "back", Text: words{"pl": "Kiedy będzie znowu dostępny?", "en": "When will it be back in stock?", "de": "Wann ist es wieder da?", "cs": "Kdy bude znovu skladem?", "sk": "Kedy bude znova na sklade?", "uk": "Коли він знову з’явиться?"},
			Pages: []zagaj.PageType{zagaj.PageProduct}, Needs: []zagaj.ProductFact{zagaj.FactOutOfStock}},
		{ID: "when", Text: words{"pl": "Kiedy paczka będzie u mnie?", "en": "When will it arrive?", "de": "Wann kommt das Paket an?", "cs": "Kdy mi balík dorazí?", "sk": "Kedy mi balík príde?", "uk": "Коли прийде посилка?"},
			Answer: words{"pl": "Dostawa: {delivery}.", "en": "Delivery: {delivery}.", "de": "Lieferung: {delivery}.", "cs": "Doručení: {delivery}.", "sk": "Doručenie: {delivery}.", "uk": "Доставка: {delivery}."},
			Pages:  []zagaj.PageType{zagaj.PageProduct, zagaj.PageCheckout, zagaj.PageOther, zagaj.PageHome, zagaj.PageCategory}},
		{ID: "cost", Text: words{"pl": "Ile kosztuje dostawa?", "en": "How much is delivery?", "de": "Was kostet der Versand?", "cs": "Kolik stojí doprava?", "sk": "Koľko stojí doprava?", "uk": "Скільки коштує доставка?"},
			Pages: []zagaj.PageType{zagaj.PageCart, zagaj.PageCheckout}},
		{ID: "return", Text: words{"pl": "Czy mogę to zwrócić?", "en": "Can I return it?", "de": "Kann ich es zurückgeben?", "cs": "Mohu to vrátit?", "sk": "Môžem to vrátiť?", "uk": "Чи можу я це повернути?"},
			Answer: words{"pl": "Tak, w ciągu {returns} dni.", "en": "Yes, within {returns} days.", "de": "Ja, innerhalb von {returns} Tagen.", "cs": "Ano, do {returns} dnů.", "sk": "Áno, do {returns} dní.", "uk": "Так, протягом {returns} днів."},
			Pages:  []zagaj.PageType{zagaj.PageProduct, zagaj.PageCart, zagaj.PageOther, zagaj.PageHome, zagaj.PageCategory}},
		{ID: "locker", Text: words{"pl": "Czy wyślecie do paczkomatu?", "en": "Do you deliver to parcel lockers?", "de": "Liefern Sie an Paketstationen?", "cs": "Doručujete do výdejních boxů?", "sk": "Doručujete do výdajných boxov?", "uk": "Чи доставляєте ви в поштомат?"},
			Pages: []zagaj.PageType{zagaj.PageCart}},
		{ID: "problem", Text: words{"pl": "Mam problem z zamówieniem.", "en": "I have a problem with my order.", "de": "Ich habe ein Problem mit meiner Bestellung.", "cs": "Mám problém s objednávkou.", "sk": "Mám problém s objednávkou.", "uk": "У мене проблема із замовленням."},
			Pages: []zagaj.PageType{zagaj.PageCheckout, zagaj.PagePayment, zagaj.PageThanks}},
		{ID: "pay", Text: words{"pl": "Jakie są sposoby płatności?", "en": "How can I pay?", "de": "Wie kann ich bezahlen?", "cs": "Jak mohu zaplatit?", "sk": "Ako môžem zaplatiť?", "uk": "Як я можу заплатити?"},
			Pages: []zagaj.PageType{zagaj.PageCheckout, zagaj.PagePayment}},
		{ID: "search", Text: words{"pl": "Szukam czegoś konkretnego.", "en": "I am looking for something specific.", "de": "Ich suche etwas Bestimmtes.", "cs": "Hledám něco konkrétního.", "sk": "Hľadám niečo konkrétne.", "uk": "Я шукаю щось конкретне."},
			Pages: []zagaj.PageType{zagaj.PageOther, zagaj.PageHome, zagaj.PageCategory}},
		{ID: "order", Text: words{"pl": "Gdzie jest moja paczka?", "en": "Where is my parcel?", "de": "Wo ist mein Paket?", "cs": "Kde je můj balík?", "sk": "Kde je môj balík?", "uk": "Де моя посилка?"},
			Pages: []zagaj.PageType{zagaj.PageThanks}},
	}
}
