// Package plugintest is what every adapter of a shop platform must pass: one table of cases, run from the adapter's
// own tests with its own recordings.
package plugintest

import (
	"bytes"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// ReceivedAt is when the deliveries of a Case arrive, unless a test moves it.
const ReceivedAt = zagaj.Instant(1_795_430_100_000)

// Case is one adapter with its recordings.
type Case struct {
	Adapter plugin.Adapter
	// Sign puts the platform's signature of d.Body on the headers. sent counts only where the platform signs a time.
	Sign func(t testing.TB, d *plugin.Delivery, secret string, sent zagaj.Instant)
	// Secret makes an n-th secret in the platform's form; Empty is that form without any secret in it.
	Secret func(n int) string
	Empty  string
	// TimeSigned: the signature covers a time, so that a delivery can be too old.
	TimeSigned bool
	// Bearer: the platform signs nothing, a header carries the secret itself. It does not cover the body.
	Bearer bool
	// Recordings are taken, Ignored verify and give no event, Pings are plugin.ErrPing, Refused verify and are
	// CodeInvalid. Headers and bodies are as the platform sends them.
	Recordings []Recording
	Ignored    []plugin.Delivery
	Pings      []plugin.Delivery
	Refused    []plugin.Delivery
	// Facts are deliveries by the names of facts; Cannot says, in words of the guide, why the platform tells no such fact.
	Facts  map[string]plugin.Delivery
	Cannot map[string]string
	// Missed starts a stand-in of the platform's API, where the adapter asks one.
	Missed func(t testing.TB) Missed
	// Guide is the page under docs/platforms, without ".md"; empty for the platform's name.
	Guide string
}

// Recording is a delivery with the events that must come of it. Shop, Source, Installation and ReceivedAt are filled
// in, and an ID is written without its beginning, the installation's.
type Recording struct {
	Name  string
	Again bool // the platform tells the same fact as with the recording before: same ids
	plugin.Delivery
	Want []zagaj.Event
}

// Installation is the one the deliveries of a Case come to.
func (c Case) Installation() zagaj.Installation {
	return zagaj.Installation{ID: "in", Shop: "shop", Platform: c.Adapter.Platform(), Secrets: []string{c.Secret(2), c.Secret(1)}}
}

// Run runs every test of the suite.
func Run(t *testing.T, c Case) {
	if len(c.Recordings) == 0 {
		t.Fatal("a case without recordings shows nothing")
	}
	for _, r := range c.Recordings {
		t.Run("takes "+r.Name, func(t *testing.T) { c.takes(t, r) })
	}
	c.tellsFacts(t)
	t.Run("duplicate", c.knowsAgain)
	t.Run("out-of-order", c.ordersThemselves)
	t.Run("replay", c.replays)
	t.Run("forged", c.refusesSignatures)
	t.Run("headers", c.trustsNoHeaders)
	t.Run("stale", c.refusesTimes)
	t.Run("other-installation", c.refusesOthers)
	t.Run("huge", c.takesHuge)
	t.Run("broken", c.refusesBodies)
	t.Run("unknown-topic", c.knowsTopics)
	t.Run("rotation", c.rotates)
	c.fetchesMissed(t)
	t.Run("guide", c.saysWhatItCannot)
}

// signed is a copy of a delivery, signed with the n-th secret now.
func (c Case) signed(t testing.TB, d plugin.Delivery, n int) plugin.Delivery {
	d = copied(d)
	c.Sign(t, &d, c.Secret(n), d.ReceivedAt)
	return d
}

func copied(d plugin.Delivery) plugin.Delivery {
	d.Header, d.Body = d.Header.Clone(), bytes.Clone(d.Body)
	if d.Header == nil {
		d.Header = http.Header{}
	}
	if d.ReceivedAt == 0 {
		d.ReceivedAt = ReceivedAt
	}
	return d
}

func wantCode(t *testing.T, what string, err error, want zagaj.Code) {
	t.Helper()
	if got := zagaj.CodeOf(err); got != want {
		t.Errorf("%s: got %q (%v), want %q", what, got, err, want)
	}
}

func (c Case) takes(t *testing.T, r Recording) {
	in := c.Installation()
	for n := 1; n <= 2; n++ { // while a secret is rotated, both are good
		d := c.signed(t, r.Delivery, n)
		wantCode(t, fmt.Sprintf("secret %d", n), c.Adapter.Verify(d, in.Secrets), "")
	}
	d := c.signed(t, r.Delivery, 1)
	before := copied(d)
	got, err := c.Adapter.Decode(d, in)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(d, before) {
		t.Error("the delivery was changed")
	}
	if len(got) != len(r.Want) {
		t.Fatalf("got %d events, want %d", len(got), len(r.Want))
	}
	for i, want := range r.Want {
		want.Shop, want.Source, want.Installation, want.ReceivedAt = in.Shop, zagaj.FromShop, in.ID, d.ReceivedAt
		want.ID = zagaj.EventID(in.ID) + ":" + want.ID
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("event %d:\ngot  %s\nwant %s", i, show(got[i]), show(want))
		}
		if err := Valid(got[i], in, d); err != nil {
			t.Errorf("event %d: %v", i, err)
		}
	}
}

func show(ev zagaj.Event) string {
	text := fmt.Sprintf("%+v", ev)
	if ev.Cart != nil {
		text += fmt.Sprintf("\n     cart %+v", *ev.Cart)
	}
	if ev.Order != nil {
		text += fmt.Sprintf("\n     order %+v", *ev.Order)
	}
	return text
}

// Valid says what is wrong with an event that an adapter gave, nil when nothing is.
func Valid(ev zagaj.Event, in zagaj.Installation, d plugin.Delivery) error {
	payloads := map[zagaj.Kind]bool{zagaj.KindCart: ev.Cart != nil, zagaj.KindOrder: ev.Order != nil, zagaj.KindAlias: ev.Alias != nil && ev.Kind != zagaj.KindErase && ev.Kind != zagaj.KindExport}
	for kind, there := range payloads {
		if there != (kind == ev.Kind) {
			return fmt.Errorf("kind %s, but the payload of %s: %v", ev.Kind, kind, there)
		}
	}
	switch {
	case ev.Shop != in.Shop || ev.Installation != in.ID || ev.Source != zagaj.FromShop:
		return fmt.Errorf("from %s, %s, %s", ev.Shop, ev.Installation, ev.Source)
	case !strings.HasPrefix(string(ev.ID), string(in.ID)+":") || len(ev.ID) == len(in.ID)+1:
		return fmt.Errorf("the id %q does not begin with the installation's and go on", ev.ID)
	case ev.Visitor != "" || ev.Tab != "" || ev.Page != nil || ev.Pulse != nil || ev.Operator != nil || ev.Seq != 0:
		return fmt.Errorf("it holds what a platform cannot know")
	case ev.ReceivedAt != d.ReceivedAt:
		return fmt.Errorf("received at %d, not %d", ev.ReceivedAt, d.ReceivedAt)
	case ev.Cart != nil && ev.Cart.ID == "", ev.Order != nil && ev.Order.ID == "":
		return fmt.Errorf("the cart or order has no id")
	case ev.Order != nil && !statuses[ev.Order.Status]:
		return fmt.Errorf("order status %q", ev.Order.Status)
	}
	return nil
}

var statuses = map[zagaj.OrderStatus]bool{zagaj.OrderPlaced: true, zagaj.OrderPaid: true, zagaj.OrderShipped: true,
	zagaj.OrderDone: true, zagaj.OrderCancelled: true, zagaj.OrderRefunded: true}

func (c Case) refusesSignatures(t *testing.T) {
	in, good := c.Installation(), c.signed(t, c.Recordings[0].Delivery, 1)
	for name, spoil := range spoilt(c, t) {
		d := copied(good)
		spoil(&d)
		wantCode(t, name, c.Adapter.Verify(d, in.Secrets), zagaj.CodeUnauthorized)
	}
	for header, values := range good.Header {
		if !strings.Contains(strings.ToLower(header), "signature") {
			continue
		}
		for _, value := range []string{"", " ", "=", "v1,", "v1,=", values[0] + "A", values[0][:len(values[0])-4], "v9," + values[0], strings.ToLower(values[0]) + "\x00"} {
			d := copied(good)
			d.Header[header] = []string{value}
			wantCode(t, fmt.Sprintf("%s %q", header, value), c.Adapter.Verify(d, in.Secrets), zagaj.CodeUnauthorized)
		}
	}
	wantCode(t, "no secrets at all", c.Adapter.Verify(good, nil), zagaj.CodeUnauthorized)
	d := copied(good)
	c.Sign(t, &d, c.Empty, d.ReceivedAt)
	wantCode(t, "an installation whose secret is empty", c.Adapter.Verify(d, []string{c.Empty, ""}), zagaj.CodeUnauthorized)
}

// spoilt are ways to forge a delivery.
func spoilt(c Case, t *testing.T) map[string]func(d *plugin.Delivery) {
	ways := map[string]func(d *plugin.Delivery){
		"another secret":   func(d *plugin.Delivery) { *d = c.signed(t, *d, 3) },
		"an empty secret":  func(d *plugin.Delivery) { c.Sign(t, d, c.Empty, d.ReceivedAt) },
		"one byte changed": func(d *plugin.Delivery) { d.Body[len(d.Body)/2] ^= 1 },
		"one byte more":    func(d *plugin.Delivery) { d.Body = append(d.Body, ' ') },
		"an empty body":    func(d *plugin.Delivery) { d.Body = nil },
		"no headers":       func(d *plugin.Delivery) { d.Header = http.Header{} },
		"a space inside": func(d *plugin.Delivery) {
			d.Body = bytes.Replace(d.Body, []byte(`{`), []byte(`{ `), 1)
		},
	}
	if c.Bearer {
		for _, name := range []string{"one byte changed", "one byte more", "an empty body", "a space inside"} {
			delete(ways, name)
		}
	}
	return ways
}

func (c Case) refusesTimes(t *testing.T) {
	in := c.Installation()
	for _, test := range []struct {
		late time.Duration
		want zagaj.Code
	}{
		{0, ""}, {299 * time.Second, ""}, {-299 * time.Second, ""}, {302 * time.Second, zagaj.CodeStale}, {-302 * time.Second, zagaj.CodeStale},
		{24 * time.Hour, zagaj.CodeStale}, {-24 * time.Hour, zagaj.CodeStale}, {50 * 365 * 24 * time.Hour, zagaj.CodeStale},
	} {
		d := copied(c.Recordings[0].Delivery)
		c.Sign(t, &d, c.Secret(1), d.ReceivedAt.Add(-test.late))
		want := test.want
		if !c.TimeSigned {
			want = ""
		}
		wantCode(t, fmt.Sprintf("received %v after it was signed", test.late), c.Adapter.Verify(d, in.Secrets), want)
	}
}

func (c Case) refusesBodies(t *testing.T) {
	for _, r := range c.Recordings {
		body := string(r.Body)
		first := body[:strings.Index(body, ",")] // "{" and the first member
		bad := map[string]string{
			"empty": "", "null": "null", "a list": "[]", "a text": `"order"`, "a number": "1", "an object without members": "{}",
			"a comma too many": strings.Replace(body, "{", "{,", 1), "something behind": body + "{}", "single quotes": strings.ReplaceAll(body, `"`, "'"),
			"the first member twice": first + "," + strings.TrimPrefix(body, "{"),
			"not UTF-8":              strings.Replace(body, "{", "{\"x\":\"\xff\",", 1),
			"half a surrogate":       strings.Replace(body, "{", `{"x":"\ud800",`, 1),
			"U+0000":                 strings.Replace(body, "{", `{"x":"\u0000",`, 1),
			"very deep":              strings.Replace(body, "{", `{"x":`+strings.Repeat("[", 20000)+strings.Repeat("]", 20000)+",", 1),
		}
		for i := 1; i < 20; i++ {
			cut := len(body) * i / 20
			bad[fmt.Sprintf("cut after %d bytes", cut)] = body[:cut]
		}
		for name, text := range bad {
			d := copied(r.Delivery)
			d.Body = []byte(text)
			events, err := c.Adapter.Decode(d, c.Installation())
			wantCode(t, r.Name+": "+name, err, zagaj.CodeInvalid)
			if len(events) > 0 && err == nil {
				t.Errorf("%s: %s: got %d events", r.Name, name, len(events))
			}
		}
		d := copied(r.Delivery)
		d.Body = []byte(strings.Replace(body, "{", `{"a member of next year":[{"a":null}],`, 1))
		if events, err := c.Adapter.Decode(d, c.Installation()); err != nil || len(events) != len(r.Want) {
			t.Errorf("%s: a member nobody knows: got %d events (%v), want %d", r.Name, len(events), err, len(r.Want))
		}
	}
}

func (c Case) knowsTopics(t *testing.T) {
	in := c.Installation()
	for i, d := range c.Pings {
		d = copied(d)
		if err := c.Adapter.Verify(d, in.Secrets); err != plugin.ErrPing {
			t.Errorf("ping %d: got %v, want ErrPing", i, err)
		}
	}
	for i, d := range c.Ignored {
		d = c.signed(t, d, 1)
		events, err := c.Adapter.Decode(d, in)
		if len(events) != 0 || err != nil {
			t.Errorf("ignored %d: got %d events (%v), want nothing", i, len(events), err)
		}
	}
	for i, d := range c.Refused {
		d = c.signed(t, d, 1)
		_, err := c.Adapter.Decode(d, in)
		wantCode(t, fmt.Sprintf("refused %d", i), err, zagaj.CodeInvalid)
	}
}

// knowsAgain: the platform tries again later, with the same body and identity; only the moment of receipt differs.
func (c Case) knowsAgain(t *testing.T) {
	in, seen := c.Installation(), map[zagaj.EventID]string{}
	var last []zagaj.Event
	for _, r := range c.Recordings {
		d := c.signed(t, r.Delivery, 1)
		events := c.decode(t, d, in)
		later := copied(d)
		later.ReceivedAt = d.ReceivedAt.Add(time.Hour)
		c.Sign(t, &later, c.Secret(2), later.ReceivedAt)
		for i, ev := range c.decode(t, later, in) {
			if ev.ID != events[i].ID {
				t.Errorf("%s again: got id %s, want %s", r.Name, ev.ID, events[i].ID)
			}
			if ev.OccurredAt != events[i].OccurredAt {
				t.Errorf("%s again: got occurred at %d, want %d", r.Name, ev.OccurredAt, events[i].OccurredAt)
			}
		}
		other := in
		other.ID = "other"
		for i, ev := range c.decode(t, d, other) {
			if ev.ID == events[i].ID {
				t.Errorf("%s: two installations give the same id %s", r.Name, ev.ID)
			}
		}
		for i, ev := range events {
			if before, ok := seen[ev.ID]; ok && !r.Again {
				t.Errorf("%s has the id of %s", r.Name, before)
			}
			if r.Again && ev.ID != last[i].ID {
				t.Errorf("%s: got id %s, want that of the one before, %s", r.Name, ev.ID, last[i].ID)
			}
			seen[ev.ID] = r.Name
		}
		last = events
	}
}

func (c Case) decode(t *testing.T, d plugin.Delivery, in zagaj.Installation) []zagaj.Event {
	t.Helper()
	events, err := c.Adapter.Decode(d, in)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// Fuzz decodes anything: it must not panic, fail only with CodeInvalid, and give valid events only.
func Fuzz(f *testing.F, c Case, header func(topic string) http.Header) {
	for _, r := range c.Recordings {
		f.Add(r.Header.Get("X-WC-Webhook-Topic")+r.Header.Get("X-Shopify-Topic"), r.Body)
	}
	f.Fuzz(func(t *testing.T, topic string, body []byte) {
		d := plugin.Delivery{Header: header(topic), Body: body, ReceivedAt: ReceivedAt}
		in := c.Installation()
		if err := c.Adapter.Verify(d, in.Secrets); err == nil {
			t.Error("a delivery nobody signed is verified")
		}
		events, err := c.Adapter.Decode(d, in)
		if err != nil {
			wantCode(t, "decode", err, zagaj.CodeInvalid)
			return
		}
		for _, ev := range events {
			if err := Valid(ev, in, d); err != nil {
				t.Error(err)
			}
		}
	})
}
