package plugintest

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// trustsNoHeaders plays each delivery with each of its headers changed, left out, or taken from another delivery. What still verifies is a
// recording that somebody plays under another name: it must be refused, tell nothing, or tell the same events under the same ids.
func (c Case) trustsNoHeaders(t *testing.T) {
	in, all := c.Installation(), c.told()
	seen := map[string]map[string]bool{}
	for _, d := range all {
		for name, values := range c.signed(t, d, 1).Header {
			if seen[name] == nil {
				seen[name] = map[string]bool{"": true, "another": true}
			}
			seen[name][values[0]] = true
		}
	}
	for what, d := range all {
		good := c.signed(t, d, 1)
		before := known(c.decode(t, good, in))
		for name, values := range seen {
			for value := range values {
				played := copied(good)
				if played.Header.Set(name, value); value == "" {
					played.Header.Del(name)
				}
				if c.Adapter.Verify(played, in.Secrets) != nil {
					continue
				}
				events, err := c.Adapter.Decode(played, in)
				if err != nil {
					wantCode(t, what+" as "+name+" "+value, err, zagaj.CodeInvalid)
				}
				for id, kind := range known(events) {
					if before[id] != kind && !c.asksAbout(kind, before) {
						t.Errorf("%s with %s %q: tells %s %s, which the delivery itself does not", what, name, value, kind, id)
					}
				}
			}
		}
	}
}

// asksAbout: such a delivery may truly come again in the same bytes, so it is believed only when the platform itself says so.
func (c Case) asksAbout(kind zagaj.Kind, before map[zagaj.EventID]zagaj.Kind) bool {
	_, asks := c.Adapter.(plugin.Resident)
	return asks && kind == zagaj.KindClear && slices.Contains(slices.Collect(maps.Values(before)), kind)
}

// told is every delivery of the case that is taken.
func (c Case) told() map[string]plugin.Delivery {
	all := maps.Clone(c.Facts)
	if all == nil {
		all = map[string]plugin.Delivery{}
	}
	for _, r := range c.Recordings {
		all[r.Name] = r.Delivery
	}
	for name, d := range all {
		if d.Header == nil {
			d.Header = http.Header{}
			all[name] = d
		}
	}
	return all
}

func known(events []zagaj.Event) map[zagaj.EventID]zagaj.Kind {
	out := map[zagaj.EventID]zagaj.Kind{}
	for _, ev := range events {
		out[ev.ID] = ev.Kind
	}
	return out
}
