package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

const (
	// version is the API's; Shopify serves one for at least a year, and the oldest that it still serves after that.
	version = "2026-10"
	// answerSize bounds an answer: a page of large orders.
	answerSize = 32 << 20
	// tries and longestWait bound the patience with a shop that is out of its query budget.
	tries       = 5
	longestWait = 2 * time.Minute
)

// post sends JSON to the shop and returns the answer as it is.
func post(ctx context.Context, r plugin.Remote, path string, body any) (int, []byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.Address+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, zagaj.E(zagaj.CodeInvalid, "the shop's address is not one")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if token := r.Credentials[accessToken]; token != "" {
		req.Header.Set("X-Shopify-Access-Token", token)
	}
	answer, err := r.Client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return 0, nil, ctx.Err()
		}
		return 0, nil, zagaj.E(zagaj.CodeUnavailable, "the shop does not answer at its address")
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(io.LimitReader(answer.Body, answerSize))
	if err != nil {
		return 0, nil, zagaj.E(zagaj.CodeUnavailable, "the shop's answer ended early")
	}
	return answer.StatusCode, got, nil
}

// readAnswer turns an answer into a value, or a refusal into what a person can do about it.
func readAnswer(status int, text []byte, into any) error {
	switch {
	case status == http.StatusUnauthorized:
		return zagaj.E(zagaj.CodeUnauthorized, "Shopify does not accept the token: the app was removed; install it again")
	case status == http.StatusForbidden:
		return zagaj.E(zagaj.CodeForbidden, "the app may not do this: install it again, so that it is given what it needs")
	case status < 200 || status > 299:
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with the status "+strconv.Itoa(status))
	}
	if err := json.Unmarshal(text, into); err != nil {
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
	}
	return nil
}

// graphAnswer is the envelope of every GraphQL answer.
type graphAnswer struct {
	Data   jsontext.Value `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Extensions struct {
			Code string `json:"code"`
		} `json:"extensions"`
	} `json:"errors"`
	Extensions struct {
		Cost struct {
			Requested float64 `json:"requestedQueryCost"`
			Throttle  struct {
				Available float64 `json:"currentlyAvailable"`
				Rate      float64 `json:"restoreRate"` // points a second
			} `json:"throttleStatus"`
		} `json:"cost"`
	} `json:"extensions"`
}

// ask puts a GraphQL question, with patience where the shop's budget is used up, and reads its data.
func ask(ctx context.Context, r plugin.Remote, query string, variables map[string]any, into any) error {
	for n := 1; ; n++ {
		status, text, err := post(ctx, r, "/admin/api/"+version+"/graphql.json", map[string]any{"query": query, "variables": variables})
		if err != nil {
			return err
		}
		var answer graphAnswer
		isThrottled := status == http.StatusTooManyRequests
		if !isThrottled {
			if err := readAnswer(status, text, &answer); err != nil {
				return err
			}
			isThrottled = answer.is("THROTTLED")
		}
		if !isThrottled {
			return answer.read(into)
		}
		wait := answer.wait()
		if n == tries || wait > longestWait {
			return zagaj.E(zagaj.CodeTooMany, "the shop asks for more patience than we have; try again later")
		}
		if err := r.Wait(ctx, wait); err != nil {
			return err
		}
	}
}

func (a graphAnswer) is(code string) bool {
	for _, e := range a.Errors {
		if e.Extensions.Code == code {
			return true
		}
	}
	return false
}

// wait is how long the budget takes to grow to what the question costs; a second where the shop does not say.
func (a graphAnswer) wait() time.Duration {
	cost := a.Extensions.Cost
	if missing := cost.Requested - cost.Throttle.Available; missing > 0 && cost.Throttle.Rate > 0 {
		return time.Duration(missing / cost.Throttle.Rate * float64(time.Second))
	}
	return time.Second
}

func (a graphAnswer) read(into any) error {
	if a.is("ACCESS_DENIED") {
		return zagaj.E(zagaj.CodeForbidden, "the app may not do this: install it again, so that it is given what it needs")
	}
	if len(a.Errors) > 0 {
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API refuses the question: "+firstLine(a.Errors[0].Message))
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
	}
	return nil
}

// firstLine keeps a platform's own words short.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line[:min(len(line), 200)]
}
