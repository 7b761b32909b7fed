package shoper

import (
	"context"
	"encoding/json"
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
	// pageSize is the most that Shoper gives at once.
	pageSize = 50
	// hookPages bounds the search for our webhook.
	hookPages = 20
	// zoneSlack is how much earlier orders are asked for: Shoper tells times by the shop's own clock, without a zone, and a page too many
	// changes nothing.
	zoneSlack = 14 * time.Hour
)

// topics are the events that we need. All of them stand in one webhook.
var topics = []string{"order.create", "order.edit", "order.paid", "order.status"}

// number is what Shoper writes as a number or as a text.
type number = plugin.Decimal

type webhook struct {
	ID     number   `json:"webhook_id,omitempty"`
	URL    string   `json:"url,omitempty"`
	Secret string   `json:"secret,omitempty"`
	Format int      `json:"format"` // 0 is JSON
	Active number   `json:"active"`
	Events []string `json:"events,omitempty"`
}

// page is what every list comes in.
type page struct {
	Pages number           `json:"pages"`
	List  []jsontext.Value `json:"list"`
}

func (p page) pages() int {
	n, err := strconv.Atoi(string(p.Pages))
	if err != nil {
		return 1
	}
	return n
}

// call asks Shoper's REST API.
func call(ctx context.Context, r plugin.Remote, method, path string, body, into any) error {
	a, err := r.Ask(ctx, plugin.Question{Method: method, Path: "/webapi/rest/" + path, Header: http.Header{"Authorization": {"Bearer " + r.Credentials[accessToken]}}, Body: body}, plugin.RetryAfter)
	if err != nil {
		return err
	}
	return a.Read(into, "Shoper does not accept the token: install the app again", "the app may not do this: give it the rights to webhooks and orders, and install it again")
}

// registered finds our webhook; one that is on counts before one that is off.
func registered(ctx context.Context, r plugin.Remote) (webhook, error) {
	var found webhook
	for n, pages := 1, 1; n <= pages && n <= hookPages; n++ {
		var list page
		if err := call(ctx, r, http.MethodGet, "webhooks?limit="+strconv.Itoa(pageSize)+"&page="+strconv.Itoa(n), nil, &list); err != nil {
			return found, err
		}
		pages = list.pages()
		for _, raw := range list.List {
			var hook webhook
			if err := json.Unmarshal(raw, &hook); err != nil {
				return found, zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
			}
			if hook.URL == r.HookURL && found.Active != "1" {
				found = hook
			}
		}
	}
	return found, nil
}

// Hooks implements plugin.Connector.
func (Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := registered(ctx, r)
	if err != nil {
		return nil, err
	}
	has := map[string]bool{}
	for _, event := range found.Events {
		has[event] = true
	}
	return plugin.HooksOf(topics, func(topic string) plugin.HookState {
		switch {
		case !has[topic]:
			return plugin.HookMissing
		case found.Active == "1":
			return plugin.HookActive
		}
		return plugin.HookOff
	}), nil
}

// Repair implements plugin.Connector.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	hooks, err := a.Hooks(ctx, r)
	if err != nil {
		return nil, err
	}
	whole := true
	for _, hook := range hooks {
		whole = whole && hook.State == plugin.HookActive
	}
	if whole {
		return hooks, nil
	}
	found, err := registered(ctx, r)
	if err != nil {
		return nil, err
	}
	method, path := http.MethodPost, "webhooks"
	if found.ID != "" {
		method, path = http.MethodPut, "webhooks/"+url.PathEscape(string(found.ID))
	}
	if err := call(ctx, r, method, path, webhook{URL: r.HookURL, Secret: hookSecret(r.Credentials[appSecret]), Active: "1", Events: topics}, nil); err != nil {
		return nil, err
	}
	return a.Hooks(ctx, r)
}

type line struct {
	Order    number         `json:"order_id"`
	Product  number         `json:"product_id"`
	Name     string         `json:"name"`
	Code     string         `json:"code"`
	Option   string         `json:"option"`
	Quantity number         `json:"quantity"`
	Price    plugin.Decimal `json:"price"` // gross
}

// Orders implements plugin.Connector: orders with their lines, which webhooks do not carry.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	n, err := plugin.PageOf(from)
	if err != nil {
		return plugin.Page{}, err
	}
	var list page
	after := since.Add(-zoneSlack).Time().UTC().Format(time.DateTime)
	query := url.Values{"limit": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(n)}, "order": {"order_id asc"}, "filters": {`{"status_date":{">=":"` + after + `"}}`}}
	if err := call(ctx, r, http.MethodGet, "orders?"+query.Encode(), nil, &list); err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: list.pages()}
	if n < out.Pages {
		out.Next = strconv.Itoa(n + 1)
	}
	var events []zagaj.Event
	var ids []string
	for _, raw := range list.List {
		ev, err := read(raw, in, now)
		if err != nil {
			out.Bad++
			continue
		}
		events, ids = append(events, ev), append(ids, string(ev.Order.ID))
	}
	lines, err := linesOf(ctx, r, ids)
	if err != nil {
		return plugin.Page{}, err
	}
	for _, ev := range events {
		if ev.Order.Lines, err = bought(lines[string(ev.Order.ID)], ev.Order.Total.Currency); err != nil {
			out.Bad++
			continue
		}
		ev.ID = zagaj.EventID(string(in.ID) + ":order:" + string(ev.Order.ID) + ":api:" + strconv.FormatInt(ev.Order.Version, 10))
		out.Events = append(out.Events, ev)
	}
	return out, nil
}

// linesOf fetches the lines of a page's orders, by order.
func linesOf(ctx context.Context, r plugin.Remote, ids []string) (map[string][]line, error) {
	out := map[string][]line{}
	if len(ids) == 0 {
		return out, nil
	}
	filter := `{"order_id":{"in":["` + strings.Join(ids, `","`) + `"]}}`
	for n, pages := 1, 1; n <= pages && n <= hookPages; n++ {
		var list page
		query := url.Values{"limit": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(n)}, "filters": {filter}}
		if err := call(ctx, r, http.MethodGet, "order-products?"+query.Encode(), nil, &list); err != nil {
			return nil, err
		}
		pages = list.pages()
		for _, raw := range list.List {
			var l line
			if err := plugin.Decode(raw, &l); err != nil {
				return nil, zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
			}
			out[string(l.Order)] = append(out[string(l.Order)], l)
		}
	}
	return out, nil
}

func bought(from []line, currency string) ([]zagaj.Line, error) {
	out := make([]zagaj.Line, 0, len(from))
	for _, l := range from {
		price, err := l.Price.Money(currency)
		pieces, err2 := strconv.ParseFloat(string(l.Quantity), 64) // "2" or "2.0000": goods may be sold by weight
		if err != nil || err2 != nil || pieces < 0 || pieces > 1e6 {
			return nil, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
		}
		out = append(out, zagaj.Line{Product: zagaj.ProductID(l.Product), SKU: l.Code, Name: l.Name, Variant: l.Option, Quantity: max(int(pieces), 1), Price: price})
	}
	return out, nil
}
