package bigcommerce

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	// pageSize is the most orders that are asked for at once.
	pageSize = 50
	// hookPages bounds the search for our webhooks, of 250 a page.
	hookPages = 20
)

// topics are the hooks that we need.
var topics = []string{"store/order/created", "store/order/statusUpdated", "store/cart/created", "store/cart/updated", "store/cart/deleted", "store/cart/converted", "store/app/uninstalled",
	"store/customer/deleted"}

// Needs implements plugin.Connector: an API account's token. The address is https://api.bigcommerce.com/stores/{hash}.
func (Adapter) Needs() []string { return []string{"access_token"} }

// call asks BigCommerce's API. What is not there, a cart that is gone or an order on no page, leaves into as it was.
func call(ctx context.Context, r plugin.Remote, method, path string, body, into any) error {
	a, err := r.Ask(ctx, plugin.Question{Method: method, Path: path, Header: http.Header{"X-Auth-Token": {r.Credentials["access_token"]}}, Body: body}, hold)
	if err != nil {
		return err
	}
	if a.Status == http.StatusNoContent || a.Status == http.StatusNotFound {
		return nil
	}
	return a.Read(into, "BigCommerce does not accept the access token", "the API account may not do this: give it the scopes for carts, customers, orders and hooks")
}

// hold: BigCommerce says with a refusal how many milliseconds are left of its window.
func hold(a plugin.Answer, n int) (time.Duration, bool) {
	if ms, err := strconv.Atoi(a.Header.Get("X-Rate-Limit-Time-Reset-Ms")); a.Status == http.StatusTooManyRequests && err == nil && ms >= 0 {
		return time.Duration(ms) * time.Millisecond, true
	}
	return plugin.RetryAfter(a, n)
}

type webhook struct {
	ID     int64  `json:"id,omitempty"`
	Scope  string `json:"scope,omitempty"`
	Target string `json:"destination,omitempty"`
	Active bool   `json:"is_active"`
}

// Hooks implements plugin.Connector.
func (Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := registered(ctx, r)
	if err != nil {
		return nil, err
	}
	return plugin.HooksOf(topics, func(topic string) plugin.HookState {
		hook, ok := found[topic]
		switch {
		case !ok:
			return plugin.HookMissing
		case hook.Active:
			return plugin.HookActive
		}
		return plugin.HookOff
	}), nil
}

// Repair implements plugin.Connector. BigCommerce switches a hook off after 48 hours of failures.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	found, err := registered(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, topic := range topics {
		hook, ok := found[topic]
		switch {
		case ok && hook.Active:
			continue
		case ok:
			err = call(ctx, r, http.MethodPut, "/v3/hooks/"+strconv.FormatInt(hook.ID, 10), webhook{Active: true}, nil)
		default:
			err = call(ctx, r, http.MethodPost, "/v3/hooks", webhook{Scope: topic, Target: r.HookURL, Active: true}, nil)
		}
		if err != nil {
			return nil, err
		}
	}
	return a.Hooks(ctx, r)
}

// registered finds the hooks that go to our address, by scope.
func registered(ctx context.Context, r plugin.Remote) (map[string]webhook, error) {
	found := map[string]webhook{}
	for page, pages := 1, 1; page <= pages && page <= hookPages; page++ {
		var list struct {
			Data []webhook `json:"data"`
			Meta struct {
				Pagination struct {
					Pages int `json:"total_pages"`
				} `json:"pagination"`
			} `json:"meta"`
		}
		if err := call(ctx, r, http.MethodGet, "/v3/hooks?limit=250&page="+strconv.Itoa(page), nil, &list); err != nil {
			return nil, err
		}
		pages = list.Meta.Pagination.Pages
		for _, hook := range list.Data {
			if hook.Target == r.HookURL && !found[hook.Scope].Active {
				found[hook.Scope] = hook
			}
		}
	}
	return found, nil
}

// Orders implements plugin.Connector. BigCommerce tells no number of pages: a full one may have another after it.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	page, err := plugin.PageOf(from)
	if err != nil {
		return plugin.Page{}, err
	}
	query := url.Values{"limit": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}, "sort": {"date_modified:asc"}, "min_date_modified": {since.Time().UTC().Format(time.RFC3339)}}
	var list []jsontext.Value
	if err := call(ctx, r, http.MethodGet, "/v2/orders?"+query.Encode(), nil, &list); err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: page}
	if len(list) == pageSize {
		out.Pages, out.Next = page+1, strconv.Itoa(page+1)
	}
	for _, raw := range list {
		var o order
		known, err := o.read(raw)
		if err == nil && o.Status == incomplete {
			continue
		}
		if err == nil {
			known.Lines, err = lines(ctx, r, string(known.ID), known.Total.Currency)
		}
		if zagaj.CodeOf(err) == zagaj.CodeInvalid {
			out.Bad++
			continue
		}
		if err != nil {
			return plugin.Page{}, err
		}
		sum := sha256.Sum256(raw) // the same state is taken once, however often it is fetched
		out.Events = append(out.Events, orderEvent(known, in, int64(now), hex.EncodeToString(sum[:12]), now))
	}
	return out, nil
}

// nobodysCart is asked for to see whether carts may be: one that is not there is no refusal.
const nobodysCart = "/v3/carts/00000000-0000-0000-0000-000000000000"

// Inspect implements plugin.Inspector: an API account may be let to hooks and not to what they tell of.
func (Adapter) Inspect(ctx context.Context, r plugin.Remote) ([]plugin.Finding, error) {
	var missing []string
	for _, part := range []struct{ scope, path string }{{"Orders", "/v2/orders?limit=1"}, {"Carts", nobodysCart}, {"Customers", "/v3/customers?limit=1"}} {
		err := call(ctx, r, http.MethodGet, part.path, nil, nil)
		switch zagaj.CodeOf(err) {
		case "":
		case zagaj.CodeForbidden, zagaj.CodeUnauthorized: // the hooks were told with this very token
			missing = append(missing, part.scope+" (read-only)")
		default:
			return nil, err
		}
	}
	if len(missing) > 0 {
		return []plugin.Finding{plugin.MissingScopes(strings.Join(missing, ", "))}, nil
	}
	return nil, nil
}
