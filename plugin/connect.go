package plugin

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
)

// Doer sends a request; *http.Client is one.
type Doer interface {
	Do(r *http.Request) (*http.Response, error)
}

// Remote is a platform's own API as one connection reaches it.
type Remote struct {
	Client      Doer
	Address     string // of the shop, without a slash at its end
	Credentials map[string]string
	HookURL     string // where the platform's deliveries go
	Secret      string // what it signs them with
	// Wait sleeps as long as the platform asks for, and fails when ctx ends first; nil does just that.
	Wait func(ctx context.Context, d time.Duration) error
}

// HookState is how one webhook that we need stands on the platform.
type HookState string

// The states of a webhook.
const (
	HookActive  HookState = "active"
	HookOff     HookState = "off"     // switched off by the platform after failures, or by a person
	HookPaused  HookState = "paused"  // switched off by a person, which only some platforms tell apart
	HookMissing HookState = "missing" // not there, or it goes to another address
)

// Hook is a webhook that we need.
type Hook struct {
	Topic string    `json:"topic"`
	State HookState `json:"state"`
}

// Page is one page of orders or carts that the platform's API gave.
type Page struct {
	Events []zagaj.Event
	Bad    int    // those that could not be understood
	Pages  int    // how many pages there are in all, as far as the platform tells
	Next   string // where the next page begins; empty after the last
}

// Take adds the events that read finds in one part of a list; a part that it does not understand is counted.
func (p *Page) Take(events []zagaj.Event, err error) {
	if err != nil {
		p.Bad++
		return
	}
	p.Events = append(p.Events, events...)
}

// PageOf reads a Next that is a page's number; empty is the first page, 1.
func PageOf(from string) (int, error) {
	if from == "" {
		return 1, nil
	}
	page, err := strconv.Atoi(from)
	if err != nil || page < 1 {
		return 0, zagaj.E(zagaj.CodeInvalid, "this is no page")
	}
	return page, nil
}

// HooksOf tells how each topic's webhook stands.
func HooksOf(topics []string, state func(topic string) HookState) []Hook {
	out := make([]Hook, len(topics))
	for i, topic := range topics {
		out[i] = Hook{Topic: topic, State: state(topic)}
	}
	return out
}

// Connector is an Adapter whose platform has an API to ask: for the state of webhooks, and for what was missed. Its methods fail
// with CodeUnauthorized (the credentials are wrong), CodeForbidden (they may not do this), CodeTooMany (the platform asks
// for patience for too long) and CodeUnavailable (it does not answer).
type Connector interface {
	Adapter
	// Needs names the credentials, in the order of the platform's own page.
	Needs() []string
	// Hooks tells how the webhooks that we need stand.
	Hooks(ctx context.Context, r Remote) ([]Hook, error)
	// Repair makes what is missing and switches on what is off, and tells how they stand now.
	Repair(ctx context.Context, r Remote) ([]Hook, error)
	// Orders gives a page of the orders changed since an instant, oldest change first. from is the last page's Next, empty for the
	// first.
	Orders(ctx context.Context, r Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (Page, error)
}

// CartLister is a Connector whose platform lists carts, too.
type CartLister interface {
	Connector
	// Carts gives a page of the carts that were changed since an instant and not bought, as Orders does of orders. A cart has the id
	// under which the page and the webhooks know it.
	Carts(ctx context.Context, r Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (Page, error)
}

// askWithin bounds how long a person waits for a shop's API.
const askWithin = 20 * time.Second

// Reach returns a connection's platform and its API. It fails with CodeInvalid where there is none, or nobody gave its credentials.
func Reach(a Adapter, in zagaj.Installation, client Doer, hookURL string) (Connector, Remote, error) {
	connector, ok := a.(Connector)
	if !ok {
		return nil, Remote{}, zagaj.E(zagaj.CodeInvalid, "this platform has no API that we ask")
	}
	if in.Address == "" || len(in.Credentials) == 0 || len(in.Secrets) == 0 {
		return nil, Remote{}, zagaj.E(zagaj.CodeInvalid, "enter the shop's address and its API key first")
	}
	if door, ok := a.(Authorizer); ok && !door.Allowed(in) {
		return nil, Remote{}, zagaj.E(zagaj.CodeInvalid, "let Zagaj in on the platform's page first")
	}
	if app, ok := a.(Installer); ok && !app.Installed(in) {
		return nil, Remote{}, zagaj.E(zagaj.CodeInvalid, "install the app in the shop first")
	}
	return connector, Remote{Client: client, Address: in.Address, Credentials: in.Credentials, HookURL: hookURL, Secret: in.Secrets[0]}, nil
}

// Check says what is wrong with a connection, with the shop's own API asked where there is one, and how its webhooks stand. Without hookURL, the
// address that they should go to, nothing can be said of them.
func Check(ctx context.Context, a Adapter, in zagaj.Installation, client Doer, hookURL string, now zagaj.Instant) ([]Finding, []Hook) {
	connector, remote, err := Reach(a, in, client, hookURL)
	if err != nil {
		return Seen(a, in, now), nil
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	asked := Asked{App: isApp(a)}
	if asked.Hooks, asked.Err = connector.Hooks(ctx, remote); hookURL == "" {
		asked.Hooks = nil
	}
	if inspector, ok := a.(Inspector); ok && asked.Err == nil {
		asked.More, asked.Err = inspector.Inspect(ctx, remote)
	}
	return Diagnose(in, &asked, now), asked.Hooks
}

// pause waits; it fails when ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Completer is a Connector whose deliveries only name what changed: the rest is fetched, after the platform has its answer.
type Completer interface {
	Connector
	// Complete fetches what a delivery names and tells it whole; nothing when there is nothing to add. The same delivery may be
	// completed twice: the events' ids and versions make sure that the second changes nothing.
	Complete(ctx context.Context, r Remote, in zagaj.Installation, d Delivery) ([]zagaj.Event, error)
}

// Resident is a Connector that is asked whether the app is still in the shop, before what only follows from its removal is believed: the
// platform signs no time with it, so that a recording of an earlier removal looks like a new one.
type Resident interface {
	Connector
	// Gone reports whether the platform no longer takes our credentials. It fails with CodeUnavailable or CodeTooMany when the platform
	// does not say.
	Gone(ctx context.Context, r Remote) (bool, error)
}
