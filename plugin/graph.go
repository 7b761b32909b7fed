package plugin

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
)

// ReadGraph reads the data of a GraphQL answer. unauthorized and forbidden are what a person reads of a refusal of the whole question, as in Read;
// refused says what the code of an error means, which some shops write below "exception", and nil for one that is not known: then the
// error is CodeUnavailable with at most 200 bytes of what the shop says.
func (a Answer) ReadGraph(into any, unauthorized, forbidden string, refused func(code string) error) error {
	var answer struct {
		Data   jsontext.Value `json:"data"`
		Errors []struct {
			Message    string `json:"message"`
			Extensions struct {
				Code      string `json:"code"`
				Exception struct {
					Code string `json:"code"`
				} `json:"exception"`
			} `json:"extensions"`
		} `json:"errors"`
	}
	if err := a.Read(&answer, unauthorized, forbidden); err != nil {
		return err
	}
	for _, e := range answer.Errors {
		code := e.Extensions.Exception.Code
		if code == "" {
			code = e.Extensions.Code
		}
		if err := refused(code); err != nil {
			return err
		}
	}
	if len(answer.Errors) > 0 {
		text := answer.Errors[0].Message
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API refuses the question: "+text[:min(len(text), 200)])
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
	}
	return nil
}
