package woocommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

const (
	// pageSize is the most that WooCommerce gives at once.
	pageSize = 100
	// hookPages bounds the search for our webhooks.
	hookPages = 20
	// answerSize bounds an answer: a hundred large orders.
	answerSize = 32 << 20
	// tries and longestWait bound the patience with a shop that says "too many requests" or "busy".
	tries       = 5
	longestWait = 2 * time.Minute
	firstWait   = time.Second
)

// topics are the webhooks that orders need; carts come from our plugin.
var topics = []string{"order.created", "order.updated"}

// Needs implements plugin.Connector: a key of WooCommerce's REST API, which is made with "read/write".
func (Adapter) Needs() []string { return []string{"consumer_key", "consumer_secret"} }

type webhook struct {
	ID     int64  `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Topic  string `json:"topic,omitempty"`
	Target string `json:"delivery_url,omitempty"`
	Status string `json:"status"` // active, paused, disabled
	Secret string `json:"secret,omitempty"`
}

// Hooks implements plugin.Connector.
func (a Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := registered(ctx, r)
	if err != nil {
		return nil, err
	}
	out := make([]plugin.Hook, len(topics))
	for i, topic := range topics {
		out[i] = plugin.Hook{Topic: topic, State: plugin.HookMissing}
		if hook, ok := found[topic]; ok {
			out[i].State = stateOf(hook.Status)
		}
	}
	return out, nil
}

// stateOf reads WooCommerce's word: "disabled" is what it does itself after failures, "paused" only a person does.
func stateOf(status string) plugin.HookState {
	switch status {
	case "active":
		return plugin.HookActive
	case "paused":
		return plugin.HookPaused
	}
	return plugin.HookOff
}

// Repair implements plugin.Connector. WooCommerce switches a webhook off after more than five failures, and tells nobody.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := registered(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, topic := range topics {
		hook, ok := found[topic]
		switch {
		case ok && hook.Status == "active":
			continue
		case ok:
			_, err = call(ctx, r, http.MethodPut, "webhooks/"+strconv.FormatInt(hook.ID, 10), webhook{Status: "active", Secret: r.Secret}, nil)
		default:
			_, err = call(ctx, r, http.MethodPost, "webhooks", webhook{Name: "Zagaj " + topic, Topic: topic, Target: r.HookURL, Secret: r.Secret, Status: "active"}, nil)
		}
		if err != nil {
			return nil, err
		}
	}
	return a.Hooks(ctx, r)
}

// registered finds the webhooks that go to our address, by topic; an active one counts before one that is off.
func registered(ctx context.Context, r plugin.Remote) (map[string]webhook, error) {
	found := map[string]webhook{}
	for page, pages := 1, 1; page <= pages && page <= hookPages; page++ {
		var list []webhook
		header, err := call(ctx, r, http.MethodGet, "webhooks?per_page="+strconv.Itoa(pageSize)+"&page="+strconv.Itoa(page), nil, &list)
		if err != nil {
			return nil, err
		}
		pages = total(header)
		for _, hook := range list {
			if hook.Target == r.HookURL && found[hook.Topic].Status != "active" {
				found[hook.Topic] = hook
			}
		}
	}
	return found, nil
}

func total(header http.Header) int {
	n, err := strconv.Atoi(header.Get("X-WP-TotalPages"))
	if err != nil {
		return 1
	}
	return n
}

// Orders implements plugin.Connector. The API's order is the webhook's, but not byte for byte, so the events' ids are of their
// own; the order's version makes sure that an older one changes nothing.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.OrderPage, error) {
	page := 1
	if from != "" {
		var err error
		if page, err = strconv.Atoi(from); err != nil || page < 1 {
			return plugin.OrderPage{}, zagaj.E(zagaj.CodeInvalid, "this is no page")
		}
	}
	query := url.Values{"per_page": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}, "orderby": {"modified"}, "order": {"asc"}, "dates_are_gmt": {"true"},
		"modified_after": {since.Time().UTC().Format("2006-01-02T15:04:05")}}
	var list []jsontext.Value
	header, err := call(ctx, r, http.MethodGet, "orders?"+query.Encode(), nil, &list)
	if err != nil {
		return plugin.OrderPage{}, err
	}
	out := plugin.OrderPage{Pages: total(header)}
	if page < out.Pages {
		out.Next = strconv.Itoa(page + 1)
	}
	for _, raw := range list {
		var o order
		if err := plugin.Decode(raw, &o); err != nil {
			out.Bad++
			continue
		}
		known, err := o.order()
		if err != nil {
			out.Bad++
			continue
		}
		out.Events = append(out.Events, zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":order:" + string(known.ID) + ":api:" + strconv.FormatInt(known.Version, 10)), Shop: in.Shop,
			Source: zagaj.FromShop, Installation: in.ID, Kind: zagaj.KindOrder, Order: known, OccurredAt: zagaj.Instant(known.Version), ReceivedAt: now})
	}
	return out, nil
}

// call asks WooCommerce's REST API, with patience where it is asked for.
func call(ctx context.Context, r plugin.Remote, method, path string, body, into any) (http.Header, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	wait := firstWait
	for n := 1; ; n++ {
		header, status, answer, err := once(ctx, r, method, path, text)
		if err != nil {
			return nil, err
		}
		if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
			return header, read(status, answer, into)
		}
		if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds >= 0 {
			wait = time.Duration(seconds) * time.Second
		}
		if n == tries || wait > longestWait {
			return nil, zagaj.E(zagaj.CodeTooMany, "the shop asks for more patience than we have; try again later")
		}
		if err := r.Wait(ctx, wait); err != nil {
			return nil, err
		}
		wait *= 2
	}
}

func once(ctx context.Context, r plugin.Remote, method, path string, body []byte) (http.Header, int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(r.Address, "/")+"/wp-json/wc/v3/"+path, bytes.NewReader(body))
	if err != nil {
		return nil, 0, nil, zagaj.E(zagaj.CodeInvalid, "the shop's address is not one")
	}
	req.SetBasicAuth(r.Credentials["consumer_key"], r.Credentials["consumer_secret"])
	req.Header.Set("Content-Type", "application/json")
	answer, err := r.Client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, 0, nil, ctx.Err()
		}
		return nil, 0, nil, zagaj.E(zagaj.CodeUnavailable, "the shop does not answer at its address")
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerSize))
	if err != nil {
		return nil, 0, nil, zagaj.E(zagaj.CodeUnavailable, "the shop's answer ended early")
	}
	return answer.Header, answer.StatusCode, text, nil
}

// read turns WooCommerce's answer into a value, or its refusal into what a person can do about it.
func read(status int, text []byte, into any) error {
	switch {
	case status == http.StatusUnauthorized && bytes.Contains(text, []byte("_cannot_")), status == http.StatusForbidden:
		return zagaj.E(zagaj.CodeForbidden, "the API key may not do this: make one with the permission read/write")
	case status == http.StatusUnauthorized:
		return zagaj.E(zagaj.CodeUnauthorized, "the shop does not accept the API key")
	case status == http.StatusNotFound:
		return zagaj.E(zagaj.CodeUnavailable, "there is no WooCommerce API at the shop's address")
	case status < 200 || status > 299:
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with the status "+strconv.Itoa(status))
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
	}
	return nil
}
