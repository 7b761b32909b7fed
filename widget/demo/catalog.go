package demo

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// Category is one of the shop's three shelves.
type Category struct {
	Slug, Name, Intro string
	Sizes             []Size
	Table             sizeTable
	Art               template.HTML
}

// Size is a variant of a product: its name as people read it and its code inside the SKU.
type Size struct{ Name, Code string }

// sizeTable is what "Tabela rozmiarów" unfolds to.
type sizeTable struct {
	Head []string
	Rows [][]string
	Hint string
}

// Product is one thing on a shelf.
type Product struct {
	ID, Slug, Name, Category string
	Lead, Text               string
	Facts                    []string
	Price                    int64 // in grosze
	Colour                   string
	Art                      template.HTML
}

const brand = "Halny"

// ImagePath is where the product's picture is served.
func (p Product) ImagePath() string { return "/obraz/" + p.Slug + ".svg" }

// Path is the product's page.
func (p Product) Path() string { return "/produkt/" + p.Slug }

func (p Product) sku(s Size) string {
	return strings.ToUpper(p.Category[:3]) + "-" + p.ID + "-" + s.Code
}

// size finds a size by its code.
func (p Product) size(code string) (Size, bool) {
	c, ok := categoryBySlug(p.Category)
	if !ok {
		return Size{}, false
	}
	i := slices.IndexFunc(c.Sizes, func(s Size) bool { return s.Code == code })
	if i < 0 {
		return Size{}, false
	}
	return c.Sizes[i], true
}

func sizes(names ...string) []Size {
	out := make([]Size, 0, len(names))
	for _, n := range names {
		out = append(out, Size{Name: n, Code: strings.ReplaceAll(n, "/", "")})
	}
	return out
}

var categories = []Category{
	{Slug: "kurtki", Name: "Kurtki", Intro: "Na deszcz, na mróz i na grań, po której zawsze wieje.", Sizes: sizes("S", "M", "L", "XL"),
		Table: sizeTable{Head: []string{"Rozmiar", "Klatka", "Pas", "Rękaw"}, Rows: [][]string{{"S", "88–94 cm", "76–82 cm", "63 cm"},
			{"M", "95–101 cm", "83–89 cm", "65 cm"}, {"L", "102–108 cm", "90–97 cm", "67 cm"}, {"XL", "109–116 cm", "98–106 cm", "68 cm"}},
			Hint: "Między dwoma rozmiarami? Weź większy, jeśli nosisz pod spodem polar."}, Art: jacket(jacketLook{colour: "#2f6f8f", hood: true})},
	{Slug: "buty", Name: "Buty", Intro: "Na skałę, błoto i długi powrót doliną.", Sizes: sizes("39", "40", "41", "42", "43", "44", "45"),
		Table: sizeTable{Head: []string{"Rozmiar", "Długość stopy"}, Rows: [][]string{{"39", "25,0 cm"}, {"40", "25,5 cm"}, {"41", "26,2 cm"},
			{"42", "26,8 cm"}, {"43", "27,5 cm"}, {"44", "28,2 cm"}, {"45", "28,9 cm"}},
			Hint: "Zmierz stopę wieczorem i dodaj pół centymetra na zejścia."}, Art: boot(bootLook{colour: "#8a4b2d", high: true})},
	{Slug: "plecaki", Name: "Plecaki", Intro: "Na popołudnie, na weekend i na cały grzbiet Bieszczadów.", Sizes: sizes("S/M", "M/L"),
		Table: sizeTable{Head: []string{"Rozmiar", "Długość pleców", "Pas biodrowy"}, Rows: [][]string{{"S/M", "41–47 cm", "70–95 cm"},
			{"M/L", "47–54 cm", "80–115 cm"}}, Hint: "Plecy mierz od kręgu szyjnego do górnej krawędzi bioder."}, Art: pack(packLook{colour: "#4c6b3c", lid: true})},
}

var products = []Product{
	{ID: "201", Slug: "kurtka-wichura", Name: "Kurtka Wichura", Category: "kurtki", Price: 69900, Colour: "morska",
		Lead:  "Trójwarstwowa membrana na grań, po której naprawdę wieje.",
		Text:  "Kaptur mieści kask, mankiety zapinasz jedną ręką, a wywietrzniki pod pachami otworzysz bez zdejmowania plecaka.",
		Facts: []string{"Membrana 20 000 mm", "420 g w rozmiarze M", "Klejone szwy"}, Art: jacket(jacketLook{colour: "#2f6f8f", hood: true})},
	{ID: "202", Slug: "kurtka-puchowa-zaspa", Name: "Kurtka puchowa Zaspa", Category: "kurtki", Price: 84900, Colour: "rdzawa",
		Lead:  "Ciepła jak schronisko o szóstej rano, pakuje się do własnej kieszeni.",
		Text:  "Puch z certyfikatem, komory szyte tak, żeby nie uciekał w dół, i wysoki kołnierz, w którym schowasz nos.",
		Facts: []string{"Puch 750 cuin", "390 g w rozmiarze M", "Do −12 °C w ruchu"}, Art: jacket(jacketLook{colour: "#b5532f", quilted: true})},
	{ID: "203", Slug: "softshell-hala", Name: "Softshell Hala", Category: "kurtki", Price: 42900, Colour: "mchowa",
		Lead:  "Na podejście, przy którym w kurtce za gorąco, a w bluzie wieje.",
		Text:  "Elastyczny materiał z lekką szczotką od środka. Przeczeka mżawkę i wyschnie, zanim dojdziesz na przełęcz.",
		Facts: []string{"Rozciąga się w cztery strony", "460 g w rozmiarze M", "Odpycha mżawkę"}, Art: jacket(jacketLook{colour: "#55743a", yoke: true})},
	{ID: "204", Slug: "kurtka-przeciwdeszczowa-siklawa", Name: "Kurtka Siklawa", Category: "kurtki", Price: 34900, Colour: "słoneczna",
		Lead:  "Lekka przeciwdeszczówka, która mieszka na dnie plecaka.",
		Text:  "Dwie i pół warstwy, kaptur ze sznurkiem i kolor, który widać we mgle. Zwinięta jest mniejsza niż termos.",
		Facts: []string{"Membrana 10 000 mm", "260 g w rozmiarze M", "Worek w komplecie"}, Art: jacket(jacketLook{colour: "#d39a1c", hood: true, yoke: true})},

	{ID: "101", Slug: "buty-turnia", Name: "Buty Turnia", Category: "buty", Price: 74900, Colour: "orzechowa",
		Lead:  "Wysokie buty na kamień i ciężki plecak.",
		Text:  "Licowa skóra, gumowy otok i podeszwa, która trzyma mokrą skałę. Po tygodniu noszenia zapominasz, że je masz.",
		Facts: []string{"Skóra 2,4 mm", "Membrana", "Podeszwę można wymienić"}, Art: boot(bootLook{colour: "#8a4b2d", high: true})},
	{ID: "102", Slug: "buty-gran", Name: "Buty Grań", Category: "buty", Price: 56900, Colour: "granitowa",
		Lead:  "Niskie podejściówki, w których dojdziesz pod ścianę i dalej.",
		Text:  "Gładki czubek do stawania na małych stopniach, sznurowanie aż do palców i sztywność w sam raz na całodzienną wycieczkę.",
		Facts: []string{"Zamsz z otokiem", "Guma wspinaczkowa", "840 g para 42"}, Art: boot(bootLook{colour: "#56616b", accent: "#e0722f"})},
	{ID: "103", Slug: "buty-lawina", Name: "Buty Lawina", Category: "buty", Price: 89900, Colour: "nocna",
		Lead:  "Zimowe buty, do których przypniesz raki.",
		Text:  "Ocieplina w cholewce, ranty z przodu i z tyłu, i język, który zatrzymuje śnieg. Na Rysy w lutym.",
		Facts: []string{"Pod raki półautomatyczne", "Ocieplina 200 g", "Membrana"}, Art: boot(bootLook{colour: "#2c4468", accent: "#d9b23a", high: true, winter: true})},
	{ID: "104", Slug: "buty-kosowka", Name: "Buty Kosówka", Category: "buty", Price: 43900, Colour: "leśna",
		Lead:  "Lekkie buty do biegania po szlaku i po śniadaniu.",
		Text:  "Siatka, która oddycha, pianka, która nie siada, i bieżnik na błoto. Schną przy kominku w godzinę.",
		Facts: []string{"Bieżnik 5 mm", "560 g para 42", "Drop 6 mm"}, Art: boot(bootLook{colour: "#2f7a5b", accent: "#f0c14b"})},

	{ID: "301", Slug: "plecak-polana-18", Name: "Plecak Polana 18", Category: "plecaki", Price: 25900, Colour: "szałwiowa",
		Lead:  "Osiemnaście litrów na popołudnie za miastem.",
		Text:  "Jedna duża komora, kieszeń na telefon w szelce i miejsce na bukłak. W mieście udaje zwykły plecak.",
		Facts: []string{"18 l", "620 g", "Kieszeń na laptop 14″"}, Art: pack(packLook{colour: "#6b8a6e"})},
	{ID: "302", Slug: "plecak-przelecz-30", Name: "Plecak Przełęcz 30", Category: "plecaki", Price: 42900, Colour: "jagodowa",
		Lead:  "Na dwa dni i jedną noc w schronisku.",
		Text:  "Siatka odsuwa plecy od plecaka, pas przenosi ciężar na biodra, a pokrowiec na deszcz czeka w klapie.",
		Facts: []string{"30 l", "1 150 g", "Pokrowiec w komplecie"}, Art: pack(packLook{colour: "#5b4a86", lid: true})},
	{ID: "303", Slug: "plecak-wyprawa-55", Name: "Plecak Wyprawa 55", Category: "plecaki", Price: 64900, Colour: "bazaltowa",
		Lead:  "Na tydzień z namiotem i wszystkim, co do namiotu.",
		Text:  "Regulowane plecy, dostęp od dołu do śpiwora i pasy na karimatę. Klapa odpina się i staje się saszetką.",
		Facts: []string{"55 + 10 l", "1 780 g", "Nosi wygodnie do 18 kg"}, Art: pack(packLook{colour: "#37474f", accent: "#e0722f", lid: true, roll: true})},
	{ID: "304", Slug: "plecak-zwijany-potok-24", Name: "Plecak zwijany Potok 24", Category: "plecaki", Price: 31900, Colour: "lazurowa",
		Lead:  "Zwijana góra i zgrzewane szwy: deszcz zostaje na zewnątrz.",
		Text:  "Zwijasz tyle, ile masz rzeczy. Dobry na kajak, na rower i na jesień, która zaczyna się w sierpniu.",
		Facts: []string{"24 l", "780 g", "Wodoszczelny"}, Art: pack(packLook{colour: "#1f7f94", accent: "#f2b544", folded: true})},
}

func categoryBySlug(slug string) (Category, bool) {
	i := slices.IndexFunc(categories, func(c Category) bool { return c.Slug == slug })
	if i < 0 {
		return Category{}, false
	}
	return categories[i], true
}

func productBySlug(slug string) (Product, bool) {
	i := slices.IndexFunc(products, func(p Product) bool { return p.Slug == slug })
	if i < 0 {
		return Product{}, false
	}
	return products[i], true
}

// inCategory lists a shelf, without one product.
func inCategory(category, without string) []Product {
	var out []Product
	for _, p := range products {
		if p.Category == category && p.Slug != without {
			out = append(out, p)
		}
	}
	return out
}

// zl writes an amount as Polish shops do: 1 299,00 zł, with spaces at which no line breaks.
func zl(grosze int64) string {
	whole := fmt.Sprint(grosze / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u00a0" + whole[i:]
	}
	return fmt.Sprintf("%s,%02d\u00a0zł", whole, grosze%100)
}

// linkedData is the schema.org description that search engines, and the widget, read.
type linkedData struct {
	Context   string          `json:"@context"`
	Type      string          `json:"@type"`
	ProductID string          `json:"productID"`
	SKU       string          `json:"sku"`
	Name      string          `json:"name"`
	Text      string          `json:"description"`
	Image     string          `json:"image"`
	Category  string          `json:"category"`
	Colour    string          `json:"color"`
	Brand     linkedBrand     `json:"brand"`
	Offers    linkedOffer     `json:"offers"`
	Variants  []linkedVariant `json:"hasVariant"`
}

type linkedBrand struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type linkedOffer struct {
	Type         string `json:"@type"`
	Price        string `json:"price"`
	Currency     string `json:"priceCurrency"`
	Availability string `json:"availability"`
	URL          string `json:"url"`
}

type linkedVariant struct {
	Type string `json:"@type"`
	SKU  string `json:"sku"`
	Size string `json:"size"`
}

func (p Product) linked(base string, sizes []Size) linkedData {
	d := linkedData{Context: "https://schema.org", Type: "Product", ProductID: p.ID, SKU: p.ID, Name: p.Name, Text: p.Lead,
		Image: base + p.ImagePath(), Category: p.Category, Colour: p.Colour, Brand: linkedBrand{Type: "Brand", Name: brand},
		Offers: linkedOffer{Type: "Offer", Price: decimal(p.Price), Currency: currency, Availability: "https://schema.org/InStock",
			URL: base + p.Path()}}
	for _, s := range sizes {
		d.Variants = append(d.Variants, linkedVariant{Type: "Product", SKU: p.sku(s), Size: s.Name})
	}
	return d
}
