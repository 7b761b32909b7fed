package desk_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
)

func texts(list []zagaj.AskedQuestion) []string {
	out := []string{}
	for _, q := range list {
		out = append(out, q.Text)
	}
	return out
}

func TestTheFirstQuestionsAreSound(t *testing.T) {
	set := desk.FirstQuestions()
	if err := desk.CheckQuestions(set); err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, q := range set {
		for _, lang := range []string{"pl", "en", "de", "cs", "sk", "uk"} {
			if q.Text[lang] == "" {
				t.Errorf("%s has no text in %s", q.ID, lang)
			}
		}
		if len(q.Answer) > 0 && len(q.Answer) != len(q.Text) {
			t.Errorf("%s is answered in %d languages, want %d", q.ID, len(q.Answer), len(q.Text))
		}
		if other, ok := said[q.Text["pl"]]; ok {
			t.Errorf("%s and %s ask the same", q.ID, other)
		}
		said[q.Text["pl"]] = string(q.ID)
	}
	for _, kind := range []zagaj.PageType{zagaj.PageHome, zagaj.PageCategory, zagaj.PageProduct, zagaj.PageCart, zagaj.PageCheckout, zagaj.PagePayment,
		zagaj.PageThanks, zagaj.PageOther, "", "odd"} {
		if got := texts(desk.Suggested(set, nil, &zagaj.Page{Type: kind}, "pl", true)); len(got) < 2 || len(got) > 3 {
			t.Errorf("%s: got %q, want two or three questions", kind, got)
		}
	}
}

func TestQuestionsFitThePage(t *testing.T) {
	const sizes, returned = "Czy ten produkt jest dostępny w innych rozmiarach?", "Can I return it?"
	for _, test := range []struct {
		name   string
		page   *zagaj.Page
		lang   string
		person bool
		want   string
		in     bool
	}{
		{"of a product with sizes", &zagaj.Page{Type: zagaj.PageProduct, Variants: []string{"41", "42"}}, "pl", true, sizes, true},
		{"never of a product of one size", &zagaj.Page{Type: zagaj.PageProduct, Variants: []string{"one"}}, "pl", true, sizes, false},
		{"never of sizes nobody told", &zagaj.Page{Type: zagaj.PageProduct}, "pl", true, sizes, false},
		{"of delivery's cost in the cart", &zagaj.Page{Type: zagaj.PageCart}, "pl", true, "Ile kosztuje dostawa?", true},
		{"when it is out of stock", &zagaj.Page{Type: zagaj.PageProduct, Stock: zagaj.StockOut}, "en", true, "When will it be back in stock?", true},
		{"not when it is in stock", &zagaj.Page{Type: zagaj.PageProduct, Stock: zagaj.StockIn}, "en", true, "When will it be back in stock?", false},
		{"without a page", nil, "pl", true, "Szukam czegoś konkretnego.", true},
		{"in a language nobody wrote", nil, "fr", true, "I am looking for something specific.", true},
		{"with nobody there and no answer", &zagaj.Page{Type: zagaj.PageProduct}, "en", false, returned, false},
		{"with nobody there but an answer", &zagaj.Page{Type: zagaj.PageProduct, Returns: 30}, "en", false, returned, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := desk.Suggested(desk.FirstQuestions(), nil, test.page, test.lang, test.person)
			if slices.Contains(texts(got), test.want) != test.in {
				t.Errorf("got %q, want %q there: %v", texts(got), test.want, test.in)
			}
		})
	}
	got := desk.Suggested(desk.FirstQuestions(), nil, &zagaj.Page{Type: zagaj.PageProduct, Returns: 30, Variants: []string{"S", "M"}}, "en", false)
	if len(got) != 2 || got[0].Answer != "You can choose from: S, M." || got[1].Answer != "Yes, within 30 days." {
		t.Errorf("got %+v, want the answers the page knows", got)
	}
}

func TestQuestionsAreRankedByWhatIsAnswered(t *testing.T) {
	set := []zagaj.Question{}
	for i := range 5 {
		set = append(set, zagaj.Question{ID: zagaj.QuestionID(strconv.Itoa(i)), Text: map[string]string{"en": "question " + strconv.Itoa(i)}})
	}
	set[4].Category = "Boots"
	counts := []zagaj.QuestionCount{{ID: "0", Tapped: 40, Answered: 2}, {ID: "2", Tapped: 40, Answered: 39}, {ID: "1", Tapped: 1}}
	page := &zagaj.Page{Category: "boots"}
	ids := ""
	for _, q := range desk.Suggested(set, counts, page, "en", true) {
		ids += string(q.ID)
	}
	if ids != "423" {
		t.Errorf("got %s, want 423: the category's, the one that is answered, the one nobody tapped", ids)
	}
}

func TestQuestionsAreChecked(t *testing.T) {
	good := zagaj.Question{ID: "a", Text: map[string]string{"en": "How long is {product}?"}, Pages: []zagaj.PageType{"product"}}
	for name, q := range map[string]zagaj.Question{
		"no id":               {Text: good.Text},
		"no text":             {ID: "a"},
		"an unknown page":     {ID: "a", Text: good.Text, Pages: []zagaj.PageType{"moon"}},
		"an unknown fact":     {ID: "a", Text: good.Text, Needs: []zagaj.ProductFact{"weather"}},
		"an unknown blank":    {ID: "a", Text: map[string]string{"en": "{password}?"}},
		"an unknown language": {ID: "a", Text: map[string]string{"english": "x"}},
	} {
		if err := desk.CheckQuestions([]zagaj.Question{q}); zagaj.CodeOf(err) != zagaj.CodeInvalid {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
	if err := desk.CheckQuestions([]zagaj.Question{good, good}); zagaj.CodeOf(err) != zagaj.CodeInvalid {
		t.Errorf("one id twice: got %v, want it refused", err)
	}
	if err := desk.CheckQuestions([]zagaj.Question{good}); err != nil {
		t.Errorf("got %v, want it taken", err)
	}
}
