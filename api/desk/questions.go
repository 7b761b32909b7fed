package desk

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/zagaj/zagaj"
)

// Questions is what suggesting questions keeps and asks.
type Questions interface {
	QuestionSet(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Question, error)
	QuestionCounts(ctx context.Context, shop zagaj.ShopID) ([]zagaj.QuestionCount, error)
}

// suggested is how many questions a visitor is shown: more are a form.
const suggested = 3

// QuestionSet returns the questions of a shop: its own, or those every shop begins with.
func (d *Desk) QuestionSet(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Question, error) {
	set, err := d.Store.QuestionSet(ctx, shop)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return FirstQuestions(), nil
	}
	return set, err
}

// Suggest returns the questions that fit the page, at most three, in the language or in English. person says whether
// somebody can answer now; without, only questions that the page's own facts answer are left.
func (d *Desk) Suggest(ctx context.Context, shop zagaj.ShopID, p *zagaj.Page, lang string, person bool) ([]zagaj.AskedQuestion, error) {
	set, err := d.QuestionSet(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	counts, err := d.Store.QuestionCounts(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("counts of questions: %w", err)
	}
	return Suggested(set, counts, p, lang, person), nil
}

// Suggested is Suggest with all it needs to know. What is about the product in view comes before its category, its
// category before its kind of page; then what was answered most often of the times it was tapped; then the shop's order.
func Suggested(set []zagaj.Question, counts []zagaj.QuestionCount, p *zagaj.Page, lang string, person bool) []zagaj.AskedQuestion {
	page := zagaj.Page{Type: zagaj.PageOther}
	if p != nil {
		page = *p
	}
	if !slices.Contains(pageTypes, page.Type) {
		page.Type = zagaj.PageOther
	}
	rate := map[zagaj.QuestionID]float64{}
	for _, c := range counts {
		rate[c.ID] = answeredShare(c)
	}
	fits := slices.DeleteFunc(slices.Clone(set), func(q zagaj.Question) bool { return !fitsPage(q, page) })
	slices.SortStableFunc(fits, func(a, b zagaj.Question) int {
		return cmp.Or(cmp.Compare(closeness(b), closeness(a)), cmp.Compare(rateOf(rate, b.ID), rateOf(rate, a.ID)))
	})
	out := []zagaj.AskedQuestion{}
	for _, q := range fits {
		asked := zagaj.AskedQuestion{ID: q.ID, Text: filled(q.Text, lang, page), Answer: filled(q.Answer, lang, page)}
		if asked.Text != "" && (asked.Answer != "" || person) && len(out) < suggested {
			out = append(out, asked)
		}
	}
	return out
}

// answeredShare is the share of taps that got an answer, as if two of four had before anybody tapped: one lucky tap
// says little.
func answeredShare(c zagaj.QuestionCount) float64 {
	const before, of = 2, 4
	return float64(c.Answered+before) / float64(c.Tapped+of)
}

func rateOf(rates map[zagaj.QuestionID]float64, id zagaj.QuestionID) float64 {
	if r, ok := rates[id]; ok {
		return r
	}
	return answeredShare(zagaj.QuestionCount{})
}

// closeness says how much of what is in view a question is about.
func closeness(q zagaj.Question) int {
	switch {
	case q.Product != "":
		return 3
	case q.Category != "":
		return 2
	case len(q.Pages) > 0:
		return 1
	}
	return 0
}

func fitsPage(q zagaj.Question, p zagaj.Page) bool {
	return (len(q.Pages) == 0 || slices.Contains(q.Pages, p.Type)) && (q.Product == "" || q.Product == p.Product) &&
		(q.Category == "" || strings.EqualFold(q.Category, p.Category)) &&
		!slices.ContainsFunc(q.Needs, func(f zagaj.ProductFact) bool { return !says(p, f) })
}

// says reports whether the page tells a fact of its product. A fact nobody knows is none.
func says(p zagaj.Page, f zagaj.ProductFact) bool {
	switch f {
	case zagaj.FactVariants:
		return len(p.Variants) > 1
	case zagaj.FactInStock:
		return p.Stock == zagaj.StockIn
	case zagaj.FactOutOfStock:
		return p.Stock == zagaj.StockOut
	case zagaj.FactDelivery:
		return p.Delivery != ""
	case zagaj.FactReturns:
		return p.Returns > 0
	}
	return false
}

var blank = regexp.MustCompile(`\{[a-z]+\}`)

// filled returns a text in the language, with what the page says in its blanks; "" when there is no such text, or the
// page does not say.
func filled(texts map[string]string, lang string, p zagaj.Page) string {
	text := texts[lang]
	if text == "" {
		text = texts["en"]
	}
	known := true
	text = blank.ReplaceAllStringFunc(text, func(mark string) string {
		word := map[string]string{"{product}": p.Name, "{category}": p.Category, "{variants}": strings.Join(p.Variants, ", "), "{delivery}": p.Delivery}[mark]
		if mark == "{returns}" && p.Returns > 0 {
			word = strconv.Itoa(p.Returns)
		}
		known = known && word != ""
		return word
	})
	if !known {
		return ""
	}
	return text
}

// CheckQuestions returns CodeInvalid, naming the place, for a set that cannot be shown.
func CheckQuestions(set []zagaj.Question) error {
	if len(set) > zagaj.MaxQuestions {
		return zagaj.E(zagaj.CodeInvalid, "at most 100 questions")
	}
	seen := map[zagaj.QuestionID]bool{}
	for i, q := range set {
		at := fmt.Sprintf("questions[%d]", i)
		switch {
		case q.ID == "" || len(q.ID) > 64 || seen[q.ID]:
			return zagaj.E(zagaj.CodeInvalid, at+".id: every question needs an id of its own")
		case !within(q.Text, zagaj.MaxQuestionRunes) || len(q.Text) == 0:
			return zagaj.E(zagaj.CodeInvalid, at+".text: one to 120 characters in each language")
		case !within(q.Answer, zagaj.MaxAnswerRunes):
			return zagaj.E(zagaj.CodeInvalid, at+".answer: one to 600 characters in each language")
		case slices.ContainsFunc(q.Pages, func(t zagaj.PageType) bool { return !slices.Contains(pageTypes, t) }):
			return zagaj.E(zagaj.CodeInvalid, at+".pages: no such kind of page")
		case slices.ContainsFunc(q.Needs, func(f zagaj.ProductFact) bool { return !slices.Contains(facts, f) }):
			return zagaj.E(zagaj.CodeInvalid, at+".needs: no such fact")
		case !fillable(q.Text, "{product}", "{category}"), !fillable(q.Answer, "{product}", "{category}", "{variants}", "{delivery}", "{returns}"):
			return zagaj.E(zagaj.CodeInvalid, at+": no page fills one of the blanks in braces")
		}
		seen[q.ID] = true
	}
	return nil
}

var (
	pageTypes = []zagaj.PageType{zagaj.PageHome, zagaj.PageCategory, zagaj.PageProduct, zagaj.PageCart, zagaj.PageCheckout, zagaj.PagePayment, zagaj.PageThanks, zagaj.PageOther}
	facts     = []zagaj.ProductFact{zagaj.FactVariants, zagaj.FactInStock, zagaj.FactOutOfStock, zagaj.FactDelivery, zagaj.FactReturns}
)

func within(texts map[string]string, runes int) bool {
	for lang, text := range texts {
		if len(lang) != 2 || strings.TrimSpace(text) == "" || len([]rune(text)) > runes {
			return false
		}
	}
	return true
}

func fillable(texts map[string]string, marks ...string) bool {
	for _, text := range texts {
		for _, mark := range blank.FindAllString(text, -1) {
			if !slices.Contains(marks, mark) {
				return false
			}
		}
	}
	return true
}
