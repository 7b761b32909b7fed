package woocommerce

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

const (
	// pageSize is the most that WooCommerce gives at once.
	pageSize = 100
	// hookPages bounds the search for our webhooks.
	hookPages = 20
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
	return plugin.HooksOf(topics, func(topic string) plugin.HookState {
		hook, ok := found[topic]
		if !ok {
			return plugin.HookMissing
		}
		return stateOf(hook.Status)
	}), nil
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
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	page, err := plugin.PageOf(from)
	if err != nil {
		return plugin.Page{}, err
	}
	query := url.Values{"per_page": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}, "orderby": {"modified"}, "order": {"asc"}, "dates_are_gmt": {"true"},
		"modified_after": {since.Time().UTC().Format("2006-01-02T15:04:05")}}
	var list []jsontext.Value
	header, err := call(ctx, r, http.MethodGet, "orders?"+query.Encode(), nil, &list)
	if err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: total(header)}
	if page < out.Pages {
		out.Next = strconv.Itoa(page + 1)
	}
	for _, raw := range list {
		out.Take(orderEvent(raw, in, now))
	}
	return out, nil
}

// orderEvent reads one order of the API as if its webhook had told it.
func orderEvent(raw jsontext.Value, in zagaj.Installation, now zagaj.Instant) ([]zagaj.Event, error) {
	var o order
	if err := plugin.Decode(raw, &o); err != nil {
		return nil, err
	}
	if drafts[o.Status] {
		return nil, nil
	}
	known, err := o.order()
	if err != nil {
		return nil, err
	}
	return []zagaj.Event{{ID: zagaj.EventID(string(in.ID) + ":order:" + string(known.ID) + ":api:" + strconv.FormatInt(known.Version, 10)), Shop: in.Shop,
		Source: zagaj.FromShop, Installation: in.ID, Kind: zagaj.KindOrder, Order: known, OccurredAt: zagaj.Instant(known.Version), ReceivedAt: now}}, nil
}

// call asks WooCommerce's REST API.
func call(ctx context.Context, r plugin.Remote, method, path string, body, into any) (http.Header, error) {
	key := base64.StdEncoding.EncodeToString([]byte(r.Credentials["consumer_key"] + ":" + r.Credentials["consumer_secret"]))
	a, err := r.Ask(ctx, plugin.Question{Method: method, Path: "/wp-json/wc/v3/" + path, Header: http.Header{"Authorization": {"Basic " + key}}, Body: body}, plugin.RetryAfter)
	if err != nil {
		return nil, err
	}
	const forbidden = "the API key may not do this: make one with the permission read/write"
	switch {
	case a.Status == http.StatusUnauthorized && bytes.Contains(a.Body, []byte("_cannot_")):
		return nil, zagaj.E(zagaj.CodeForbidden, forbidden)
	case a.Status == http.StatusNotFound:
		return nil, zagaj.E(zagaj.CodeUnavailable, "there is no WooCommerce API at the shop's address")
	}
	return a.Header, a.Read(into, "the shop does not accept the API key", forbidden)
}

// ourPlugin is the file by which WordPress knows what we install.
const ourPlugin = "zagaj/zagaj.php"

type activePlugin struct {
	File string `json:"plugin"`
}

// Inspect implements plugin.Inspector: WooCommerce's own report on the shop. A key of somebody who may not see it tells nothing.
func (Adapter) Inspect(ctx context.Context, r plugin.Remote) ([]plugin.Finding, error) {
	var report struct {
		Environment struct {
			Cron *bool `json:"wp_cron"`
			Post *bool `json:"remote_post_successful"`
		} `json:"environment"`
		Plugins []activePlugin `json:"active_plugins"`
	}
	_, err := call(ctx, r, http.MethodGet, "system_status?_fields=environment,active_plugins", nil, &report)
	switch zagaj.CodeOf(err) {
	case zagaj.CodeForbidden, zagaj.CodeUnavailable:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []plugin.Finding
	if len(report.Plugins) > 0 && !slices.Contains(report.Plugins, activePlugin{ourPlugin}) {
		out = append(out, plugin.Found("plugin-missing", "The API key is entered, but the plugin Zagaj is not active in WordPress: orders come, carts and the chat do not. Install it and switch it on.",
			"Klucz API jest wpisany, ale wtyczka Zagaj nie jest włączona w WordPressie: zamówienia przychodzą, a koszyki i czat nie. Zainstaluj ją i włącz."))
	}
	if post := report.Environment.Post; post != nil && !*post {
		out = append(out, plugin.Found("blocked", "The shop's server says that it cannot send anything out (WooCommerce's status report: remote post). Its host or firewall blocks outgoing calls: webhooks cannot come. Ask the host to let the shop call this server by https.",
			"Serwer sklepu zgłasza, że nie może nic wysyłać (raport o stanie WooCommerce: remote post). Hosting albo zapora blokuje połączenia wychodzące: webhooki nie mogą przyjść. Poproś hosting, by sklep mógł łączyć się z tym serwerem przez https."))
	}
	if cron := report.Environment.Cron; cron != nil && !*cron {
		out = append(out, plugin.Found("cron-off", "WordPress' own cron is switched off in the shop. If nothing else runs wp-cron.php every few minutes, webhooks come late or never. Let the host run it every minute, or take DISABLE_WP_CRON out of wp-config.php.",
			"Własny cron WordPressa jest w sklepie wyłączony. Jeśli nic innego nie uruchamia wp-cron.php co kilka minut, webhooki przychodzą późno albo wcale. Niech hosting uruchamia go co minutę albo usuń DISABLE_WP_CRON z wp-config.php."))
	}
	return out, nil
}
