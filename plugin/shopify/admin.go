package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// version is the API's; Shopify serves one for at least a year, and the oldest that it still serves after that.
const version = "2026-10"

// What a person can do about a refusal.
const (
	badToken  = "Shopify does not accept the token: the app was removed; install it again"
	forbidden = "the app may not do this: install it again, so that it is given what it needs"
)

// ask puts a GraphQL question, with patience where the shop's budget is used up, and reads its data.
func ask(ctx context.Context, r plugin.Remote, query string, variables map[string]any, into any) error {
	a, err := put(ctx, r, query, variables)
	if err != nil {
		return err
	}
	return readAnswer(a, into)
}

func put(ctx context.Context, r plugin.Remote, query string, variables map[string]any) (plugin.Answer, error) {
	q := plugin.Question{Method: http.MethodPost, Path: "/admin/api/" + version + "/graphql.json", Header: http.Header{"X-Shopify-Access-Token": {r.Credentials[accessToken]}},
		Body: map[string]any{"query": query, "variables": variables}}
	return r.Ask(ctx, q, hold)
}

func readAnswer(a plugin.Answer, into any) error {
	return a.ReadGraph(into, badToken, forbidden, func(code string) error {
		if code == "ACCESS_DENIED" {
			return zagaj.E(zagaj.CodeForbidden, forbidden)
		}
		return nil
	})
}

// throttled is the error that says so.
const throttled = "THROTTLED"

// spent is what a refusal says of the shop's budget.
type spent struct {
	Errors []struct {
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

// hold says how long the budget takes to grow to what the question costs; a second where the shop does not say.
func hold(a plugin.Answer, n int) (time.Duration, bool) {
	var answer spent
	// Pages of orders are large: only what may be a refusal is read here.
	if !bytes.Contains(a.Body, []byte(throttled)) || json.Unmarshal(a.Body, &answer) != nil || !answer.isThrottled() {
		return plugin.RetryAfter(a, n)
	}
	cost := answer.Extensions.Cost
	if missing := cost.Requested - cost.Throttle.Available; missing > 0 && cost.Throttle.Rate > 0 {
		return time.Duration(missing / cost.Throttle.Rate * float64(time.Second)), true
	}
	return time.Second, true
}

func (s spent) isThrottled() bool {
	for _, e := range s.Errors {
		if e.Extensions.Code == throttled {
			return true
		}
	}
	return false
}

// firstLine keeps a platform's own words short.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line[:min(len(line), 200)]
}
