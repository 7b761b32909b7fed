package medusa

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// What a person can do about a refusal.
const (
	badKey   = "Medusa does not accept the secret API key"
	noPlugin = "Medusa does not know what Zagaj asks for: our plugin is not installed there, or an older one"
)

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit { return []plugin.Limit{plugin.NoHooks} }

// Needs implements plugin.Connector.
func (Adapter) Needs() []string { return []string{"api_key"} }

// Hooks implements plugin.Connector: Medusa has none, our plugin sends.
func (Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	_, err := ask(ctx, r, "orders", 0, 0)
	return nil, err
}

// Repair implements plugin.Connector: there is nothing to register.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	return a.Hooks(ctx, r)
}

// Orders implements plugin.Connector.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	return page(ctx, r, in, "orders", since, now, from)
}

// Carts implements plugin.CartLister. Medusa's own API lists no carts, our plugin's does.
func (Adapter) Carts(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	return page(ctx, r, in, "carts", since, now, from)
}

// answer is what the plugin in the shop answers: messages as it sends them, without versions.
type answer struct {
	Now    int64            `json:"now"` // by the shop's clock, in ms: all of it was read after that
	Count  int              `json:"count"`
	Take   int              `json:"take"` // how many of them are looked at in one answer
	Missed []jsontext.Value `json:"missed"`
}

func ask(ctx context.Context, r plugin.Remote, of string, since zagaj.Instant, skip int) (answer, error) {
	query := url.Values{"of": {of}, "since": {strconv.FormatInt(int64(since), 10)}, "skip": {strconv.Itoa(skip)}}
	key := base64.StdEncoding.EncodeToString([]byte(r.Credentials["api_key"] + ":"))
	a, err := r.Ask(ctx, plugin.Question{Method: http.MethodGet, Path: "/admin/zagaj/missed?" + query.Encode(), Header: http.Header{"Authorization": {"Basic " + key}}}, plugin.RetryAfter)
	if err != nil {
		return answer{}, err
	}
	if a.Status == http.StatusNotFound {
		return answer{}, zagaj.E(zagaj.CodeUnavailable, noPlugin)
	}
	var got answer
	if err := a.Read(&got, badKey, badKey); err != nil {
		return got, err
	}
	if got.Take < 1 || got.Now < 1 {
		return got, zagaj.E(zagaj.CodeUnavailable, noPlugin)
	}
	return got, nil
}

// page reads from where the last one ended: from is how many were looked at already.
func page(ctx context.Context, r plugin.Remote, in zagaj.Installation, of string, since, now zagaj.Instant, from string) (plugin.Page, error) {
	skip, err := plugin.PageOf(from)
	if err != nil {
		return plugin.Page{}, err
	}
	if from == "" {
		skip = 0
	}
	got, err := ask(ctx, r, of, since, skip)
	if err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: max((got.Count+got.Take-1)/got.Take, 1)}
	if next := skip + got.Take; next < got.Count {
		out.Next = strconv.Itoa(next)
	}
	for _, raw := range got.Missed {
		out.Take(known(raw, got.Now, in, now))
	}
	return out, nil
}

// known reads a message that tells how a cart or an order stood when it was read, at the shop's time version: newer than what the plugin told
// before, older than what it will tell. Its id is its content, so that the same state is taken once.
func known(raw jsontext.Value, version int64, in zagaj.Installation, now zagaj.Instant) ([]zagaj.Event, error) {
	sum := sha256.Sum256(raw)
	d := plugin.Delivery{Header: http.Header{"Webhook-Id": {"api:" + hex.EncodeToString(sum[:12])}}, Body: raw, ReceivedAt: now}
	events, err := plugin.DecodeMessage(d, in)
	switch {
	case err != nil:
		return nil, err
	case len(events) == 1 && events[0].Cart != nil:
		events[0].Cart.Version = version
	case len(events) == 1 && events[0].Order != nil:
		events[0].Order.Version = version
	default:
		return nil, zagaj.E(zagaj.CodeInvalid, "this is neither a cart nor an order")
	}
	return events, nil
}
