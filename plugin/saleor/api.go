package saleor

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// pageSize is how many orders or checkouts are asked for at once; Saleor gives up to a hundred.
const pageSize = 50

// What a person can do about a refusal.
const (
	badToken  = "Saleor does not accept the app's token"
	forbidden = "the app may not do this: give it the permissions for apps, checkouts and orders"
)

// Needs implements plugin.Connector: the token of the app, as Saleor's dashboard makes one.
func (Adapter) Needs() []string { return []string{"app_token"} }

// ask puts a GraphQL question and reads its data.
func ask(ctx context.Context, r plugin.Remote, query string, variables map[string]any, into any) error {
	a, err := r.Ask(ctx, plugin.Question{Method: http.MethodPost, Path: "/graphql/", Header: http.Header{"Authorization": {"Bearer " + r.Credentials["app_token"]}},
		Body: map[string]any{"query": query, "variables": variables}}, plugin.RetryAfter)
	if err != nil {
		return err
	}
	if a.Status == http.StatusBadRequest { // Saleor says so of what it does not understand, too; the body tells which
		a.Status = http.StatusOK
	}
	return a.ReadGraph(into, badToken, forbidden, func(code string) error {
		switch code {
		case "PermissionDenied":
			return zagaj.E(zagaj.CodeForbidden, forbidden)
		case "InvalidTokenError", "JWTInvalidTokenError", "ExpiredSignatureError":
			return zagaj.E(zagaj.CodeUnauthorized, badToken)
		}
		return nil
	})
}

const webhooksQuery = `query { app { webhooks { id isActive targetUrl asyncEvents { eventType } } } }`

// Saleor's inputs of a webhook that is made and of one that is switched on.
const (
	createMutation = `mutation($input: WebhookCreateInput!) { webhookCreate(input: $input) { errors { message } } }`
	updateMutation = `mutation($id: ID!, $input: WebhookUpdateInput!) { webhookUpdate(id: $id, input: $input) { errors { message } } }`
)

type registered struct {
	ID     string `json:"id"`
	Active bool   `json:"isActive"`
	Target string `json:"targetUrl"`
	Events []struct {
		Type string `json:"eventType"`
	} `json:"asyncEvents"`
}

// webhooks tells which of the app's webhooks carries each event to our address; one that is on counts before one that is off. An app that
// is not known has none to tell of, which means that the token is no app's.
func webhooks(ctx context.Context, r plugin.Remote) (map[string]registered, error) {
	var told struct {
		App *struct {
			Webhooks []registered `json:"webhooks"`
		} `json:"app"`
	}
	if err := ask(ctx, r, webhooksQuery, nil, &told); err != nil {
		return nil, err
	}
	if told.App == nil {
		return nil, zagaj.E(zagaj.CodeUnauthorized, badToken)
	}
	found := map[string]registered{}
	for _, w := range told.App.Webhooks {
		for _, ev := range w.Events {
			if w.Target == r.HookURL && !found[ev.Type].Active {
				found[ev.Type] = w
			}
		}
	}
	return found, nil
}

// Hooks implements plugin.Connector.
func (Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := webhooks(ctx, r)
	if err != nil {
		return nil, err
	}
	var topics []string
	for _, h := range hooks(r.HookURL) {
		topics = append(topics, h.Events...)
	}
	return plugin.HooksOf(topics, func(topic string) plugin.HookState {
		w, ok := found[topic]
		switch {
		case !ok:
			return plugin.HookMissing
		case w.Active:
			return plugin.HookActive
		}
		return plugin.HookOff
	}), nil
}

// Repair implements plugin.Connector: what is off is switched on, and a webhook of ours of which an event is missing is made anew.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := webhooks(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, h := range hooks(r.HookURL) {
		var missing bool
		for _, event := range h.Events {
			w, ok := found[event]
			if missing = missing || !ok; ok && !w.Active {
				if err := change(ctx, r, updateMutation, map[string]any{"id": w.ID, "input": map[string]any{"isActive": true}}); err != nil {
					return nil, err
				}
			}
		}
		if missing {
			input := map[string]any{"name": "Zagaj " + h.Name, "targetUrl": h.Target, "asyncEvents": h.Events, "query": h.Query, "isActive": true}
			if err := change(ctx, r, createMutation, map[string]any{"input": input}); err != nil {
				return nil, err
			}
		}
	}
	return a.Hooks(ctx, r)
}

// change puts a mutation, and reads why it did nothing.
func change(ctx context.Context, r plugin.Remote, mutation string, variables map[string]any) error {
	var made map[string]struct {
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if err := ask(ctx, r, mutation, variables, &made); err != nil {
		return err
	}
	for _, m := range made {
		if len(m.Errors) > 0 {
			text := m.Errors[0].Message
			return zagaj.E(zagaj.CodeUnavailable, "Saleor refuses: "+text[:min(len(text), 200)])
		}
	}
	return nil
}

const (
	ordersQuery = `query($first: Int!, $after: String, $since: DateTime!) { list: orders(first: $first, after: $after, filter: {updatedAt: {gte: $since}}) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { updatedAt ` + orderFields + ` } } } }`
	checkoutsQuery = `query($first: Int!, $after: String, $since: Date!) { list: checkouts(first: $first, after: $after, filter: {updatedAt: {gte: $since}}) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { updatedAt ` + checkoutFields + ` } } } }`
)

// listed is a page of either list.
type listed struct {
	List struct {
		Total int `json:"totalCount"`
		Page  struct {
			More bool   `json:"hasNextPage"`
			End  string `json:"endCursor"`
		} `json:"pageInfo"`
		Edges []struct {
			Node jsontext.Value `json:"node"`
		} `json:"edges"`
	} `json:"list"`
}

// Orders implements plugin.Connector.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	return page(ctx, r, ordersQuery, since.Time().UTC().Format(time.RFC3339), from, func(node jsontext.Value) ([]zagaj.Event, error) {
		return known(node, `{"order":`, in, now, (body).order)
	})
}

// Carts implements plugin.CartLister: Saleor removes a checkout when it becomes an order, so all that are listed are carts.
func (Adapter) Carts(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	return page(ctx, r, checkoutsQuery, since.Time().UTC().Format(time.DateOnly), from, func(node jsontext.Value) ([]zagaj.Event, error) {
		return known(node, `{"checkout":`, in, now, (body).cart)
	})
}

func page(ctx context.Context, r plugin.Remote, query, since, from string, read func(node jsontext.Value) ([]zagaj.Event, error)) (plugin.Page, error) {
	variables := map[string]any{"first": pageSize, "since": since}
	if from != "" {
		variables["after"] = from
	}
	var got listed
	if err := ask(ctx, r, query, variables, &got); err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: max((got.List.Total+pageSize-1)/pageSize, 1)}
	if got.List.Page.More {
		out.Next = got.List.Page.End
	}
	for _, edge := range got.List.Edges {
		out.Take(read(edge.Node))
	}
	return out, nil
}

// known reads one order or checkout as if its webhook had told it when it was changed last. Its id is of its own, and its version makes
// sure that an older one changes nothing.
func known(node jsontext.Value, begin string, in zagaj.Installation, now zagaj.Instant, read func(body, zagaj.Event) ([]zagaj.Event, error)) ([]zagaj.Event, error) {
	var at struct {
		Updated time.Time `json:"updatedAt"`
	}
	var b body
	if err := json.Unmarshal(node, &at); err != nil {
		return nil, err
	}
	if err := plugin.Decode([]byte(begin+string(node)+"}"), &b); err != nil {
		return nil, err
	}
	if at.Updated.Year() < 2000 {
		return nil, zagaj.E(zagaj.CodeInvalid, "updatedAt is missing")
	}
	events, err := read(b, zagaj.Event{Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID, OccurredAt: zagaj.At(at.Updated), ReceivedAt: now})
	for i, ev := range events {
		id := "checkout:"
		if ev.Order != nil {
			id = "order:" + string(ev.Order.ID)
		} else {
			id += string(ev.Cart.ID)
		}
		events[i].ID = zagaj.EventID(string(in.ID) + ":" + id + ":api:" + strconv.FormatInt(int64(ev.OccurredAt), 10))
	}
	return events, err
}
