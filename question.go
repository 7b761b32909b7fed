package zagaj

// QuestionID names a suggested question; unique in its shop.
type QuestionID string

// Question is one the widget suggests where it fits: on these pages, about this category or product, when the page says
// what the question needs.
type Question struct {
	ID QuestionID `json:"id"`
	// Text is the question by language; {product} and {category} stand for what is in view.
	Text map[string]string `json:"text"`
	// Answer is what the shop says at once, by language; {product}, {variants}, {delivery} and {returns} stand for what the
	// page says. Where one of them is not known there is no answer.
	Answer   map[string]string `json:"answer,omitempty"`
	Pages    []PageType        `json:"pages,omitempty"` // none: on every page
	Category string            `json:"category,omitempty"`
	Product  ProductID         `json:"product,omitempty"`
	Needs    []ProductFact     `json:"needs,omitempty"` // all of them
}

// ProductFact is something a page may say of its product.
type ProductFact string

// The facts a question may need.
const (
	FactVariants   ProductFact = "variants"     // two or more sizes or colours
	FactInStock    ProductFact = "in_stock"     // it can be bought now
	FactOutOfStock ProductFact = "out_of_stock" // it cannot
	FactDelivery   ProductFact = "delivery"     // how long or how it is delivered
	FactReturns    ProductFact = "returns"      // within how many days it may be given back
)

// QuestionCount is how often a question was tapped, and how often the tap got an answer.
type QuestionCount struct {
	ID       QuestionID `json:"id" db:"question_id"`
	Tapped   int        `json:"tapped" db:"tapped"`
	Answered int        `json:"answered" db:"answered"`
}

// AskedQuestion is a question as one visitor sees it.
type AskedQuestion struct {
	ID     QuestionID `json:"id"`
	Text   string     `json:"text"`
	Answer string     `json:"answer,omitempty"` // the shop's own, shown at once; empty when a person answers
}

// The bounds of a shop's questions.
const (
	MaxQuestions     = 100
	MaxQuestionRunes = 120 // of its text in one language
	MaxAnswerRunes   = 600
)
