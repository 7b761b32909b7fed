package shopify

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

// checkoutPage is the most checkouts that Shopify gives at once.
const checkoutPage = 250

// Carts implements plugin.CartLister with the checkouts that were begun and not ended: of carts without one Shopify's API tells nothing.
// It is the older of Shopify's APIs, because the newer one does not say which cart a checkout began as.
func (Adapter) Carts(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	query := url.Values{"limit": {strconv.Itoa(checkoutPage)}}
	if from == "" {
		query.Set("status", "open")
		query.Set("updated_at_min", since.Time().UTC().Format(time.RFC3339))
	} else {
		query.Set("page_info", from)
	}
	a, err := r.Ask(ctx, plugin.Question{Method: http.MethodGet, Path: "/admin/api/" + version + "/checkouts.json?" + query.Encode(),
		Header: http.Header{"X-Shopify-Access-Token": {r.Credentials[accessToken]}}}, plugin.RetryAfter)
	if err != nil || a.Status == http.StatusNotFound { // the older API may end: then there are no carts to list, and the orders count
		return plugin.Page{}, err
	}
	var list struct {
		Checkouts []jsontext.Value `json:"checkouts"`
	}
	if err := a.Read(&list, badToken, forbidden); err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: 1, Next: nextPage(a.Header.Get("Link"))}
	if out.Next != "" {
		out.Pages = 2
	}
	for _, raw := range list.Checkouts {
		out.Take(begun(raw, in, now))
	}
	return out, nil
}

// begun is the cart of one checkout, nothing when it was completed.
func begun(raw jsontext.Value, in zagaj.Installation, now zagaj.Instant) ([]zagaj.Event, error) {
	var done struct {
		Completed string `json:"completed_at"`
	}
	var b body
	if err := json.Unmarshal(raw, &done); err != nil || done.Completed != "" {
		return nil, err
	}
	if err := plugin.Decode(raw, &b); err != nil {
		return nil, err
	}
	events, err := b.checkout(zagaj.Event{Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID, ReceivedAt: now})
	for i, ev := range events {
		events[i].ID = zagaj.EventID(string(in.ID) + ":checkout:" + string(ev.Cart.ID) + ":api:" + strconv.FormatInt(ev.Cart.Version, 10))
	}
	return events, err
}

// nextPage reads where the next page begins from the header Link, "" after the last.
func nextPage(link string) string {
	for part := range strings.SplitSeq(link, ",") {
		at, rel, _ := strings.Cut(part, ";")
		if !strings.Contains(rel, `rel="next"`) {
			continue
		}
		if to, err := url.Parse(strings.Trim(strings.TrimSpace(at), "<>")); err == nil {
			return to.Query().Get("page_info")
		}
	}
	return ""
}
