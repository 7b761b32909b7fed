package sql

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

// Person names somebody in one shop: by the id of a browser, by the platform's customer id, or both.
type Person struct {
	Shop     zagaj.ShopID
	Visitor  zagaj.VisitorID
	Customer string
}

// traces are the keys under which a person's rows lie.
type traces struct {
	visitors, customers, carts, orders, conversations []string
}

// place is where rows of a person lie: $1 is the shop, $2 the key. That a key is not empty lets SQLite use an index of those that are not.
type place struct{ table, where string }

var (
	ofVisitor = []place{{"seats", "holder IN (SELECT 'offer:' || id FROM offers WHERE shop_id = $1 AND visitor_id = $2)"},
		{"offers", "visitor_id = $2"}, {"exposures", "visitor_id = $2"}, {"deliveries", "about = $2"}, {"orders", "visitor_id = $2 AND visitor_id <> ''"},
		{"aliases", "visitor_id = $2"}, {"visitors", "id = $2"}}
	ofCustomer     = []place{{"carts", "customer = $2 AND customer <> ''"}, {"orders", "customer = $2 AND customer <> ''"}, {"aliases", "kind = 'customer' AND value = $2"}}
	ofCart         = []place{{"carts", "id = $2"}, {"orders", "cart_id = $2 AND cart_id <> ''"}, {"aliases", "kind = 'cart' AND value = $2"}}
	ofConversation = []place{{"photos", "conversation_id = $2"}, {"question_taps", "conversation_id = $2"}, {"watches", "conversation_id = $2"},
		{"letters", "conversation_id = $2"}, {"deliveries", "about = $2"}, {"alarms", "conversation_id = $2"}, {"calls", "conversation_id = $2"}, {"waits", "conversation_id = $2"}, {"promises", "conversation_id = $2"},
		{"notes", "conversation_id = $2"}, {"labels", "conversation_id = $2"}, {"messages", "conversation_id = $2"}, {"seats", "holder = 'conversation:' || $2"}, {"conversations", "id = $2"}}
	ofOrder = []place{{"order_proofs", "order_id = $2"}}
)

// each calls do for every place in which the person's rows lie, in an order that breaks no reference.
func (p traces) each(do func(at place, key string) error) error {
	groups := []struct {
		keys   []string
		places []place
	}{{p.conversations, ofConversation}, {p.orders, ofOrder}, {p.carts, ofCart}, {p.customers, ofCustomer}, {p.visitors, ofVisitor}}
	for _, g := range groups {
		for _, key := range g.keys {
			for _, at := range g.places {
				if err := do(at, key); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// keys are the ids under which the person's rows may lie in other people's tables, each kind sorted.
func (p traces) keys() []string { return slices.Concat(p.visitors, p.customers, p.carts, p.orders) }

// names are ids as JSON has them, without the quotes, by the member of an event's body in which they stand.
type names map[string]map[string]bool

func (p traces) names() names {
	n := names{}
	add := func(member string, ids []string) {
		for _, id := range ids {
			quoted, _ := json.Marshal(id)
			if n[member] == nil {
				n[member] = map[string]bool{}
			}
			n[member][string(quoted[1:len(quoted)-1])] = true
		}
	}
	add("customer", p.customers)
	add("cart", p.carts)
	add("id", p.carts)
	add("id", p.orders)
	return n
}

// in reports whether an event's body names one of the ids. However many there are, the body is gone through once for each member.
func (n names) in(body string) bool {
	for member, ids := range n {
		rest, found := body, true
		for found {
			if _, rest, found = strings.Cut(rest, `"`+member+`":"`); found && ids[untilQuote(rest)] {
				return true
			}
		}
	}
	return false
}

// untilQuote returns what of a text of JSON stands before the quote that ends it.
func untilQuote(text string) string {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return text[:i]
		}
	}
	return text
}

// trace finds a person's keys: the customer's browsers, the browsers' carts and customer ids, and what belongs to those.
func trace(ctx context.Context, t sqlx.QueryerContext, who Person) (traces, error) {
	var p traces
	var err error
	find := func(into *[]string, query, key string) {
		if err != nil {
			return
		}
		var found []string
		if found, err = list[string](ctx, t, query, who.Shop, key); err == nil {
			*into = append(*into, found...)
		}
	}
	if who.Visitor != "" {
		p.visitors = append(p.visitors, string(who.Visitor)) // also without a row: an open page may have gone on after an erasure
		find(&p.customers, `SELECT value FROM aliases WHERE shop_id = $1 AND kind = 'customer' AND visitor_id = $2`, string(who.Visitor))
	}
	if who.Customer != "" {
		p.customers = append(p.customers, who.Customer)
	}
	for _, c := range p.customers {
		find(&p.visitors, `SELECT visitor_id FROM aliases WHERE shop_id = $1 AND kind = 'customer' AND value = $2`, c)
		find(&p.visitors, `SELECT visitor_id FROM orders WHERE shop_id = $1 AND customer = $2 AND customer <> ''`, c)
		find(&p.carts, `SELECT id FROM carts WHERE shop_id = $1 AND customer = $2 AND customer <> ''`, c)
		find(&p.orders, `SELECT id FROM orders WHERE shop_id = $1 AND customer = $2 AND customer <> ''`, c)
	}
	p.visitors = slices.DeleteFunc(p.visitors, func(id string) bool { return id == "" }) // of orders that are nobody's yet
	slices.Sort(p.visitors)
	p.visitors = slices.Compact(p.visitors)
	for _, v := range p.visitors {
		find(&p.carts, `SELECT value FROM aliases WHERE shop_id = $1 AND kind = 'cart' AND visitor_id = $2`, v)
		find(&p.orders, `SELECT id FROM orders WHERE shop_id = $1 AND visitor_id = $2 AND visitor_id <> ''`, v)
		find(&p.conversations, `SELECT id FROM conversations WHERE shop_id = $1 AND visitor_id = $2`, v)
	}
	for _, keys := range []*[]string{&p.customers, &p.carts, &p.orders, &p.conversations} {
		slices.Sort(*keys)
		*keys = slices.Compact(*keys)
	}
	return p, err
}

// VisitorsOf returns the browsers of a person, also one that is not known, but named.
func (s *Store) VisitorsOf(ctx context.Context, who Person) ([]zagaj.VisitorID, error) {
	p, err := trace(ctx, s.read, who)
	ids := make([]zagaj.VisitorID, len(p.visitors))
	for i, id := range p.visitors {
		ids[i] = zagaj.VisitorID(id)
	}
	return ids, err
}

// shortestTrace is the length from which an id is looked for in files: a shorter one, like an order's number, stands there
// by chance.
const shortestTrace = 8

// Traces returns the ids under which a person is known: of the browsers, the customer, carts, orders and conversations.
func (s *Store) Traces(ctx context.Context, who Person) ([]string, error) {
	p, err := trace(ctx, s.read, who)
	var out []string
	for _, id := range slices.Concat([]string{string(who.Visitor), who.Customer}, p.visitors, p.customers, p.carts, p.orders, p.conversations) {
		if len(id) >= shortestTrace && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, err
}

// Export returns everything stored of a person: rows by table. A person nobody knows gives no tables.
func (s *Store) Export(ctx context.Context, who Person) (map[string][]map[string]any, error) {
	p, err := trace(ctx, s.read, who)
	if err != nil {
		return nil, err
	}
	out, seen := map[string][]map[string]any{}, map[string]bool{}
	copyRows := func(table, where string, key any) error {
		from := table
		if from == "carts" {
			from = wholeCarts
		}
		rows, err := s.read.QueryxContext(ctx, `SELECT * FROM `+from+` WHERE shop_id = $1 AND `+where, who.Shop, key)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			row := map[string]any{}
			if err := rows.MapScan(row); err != nil {
				return err
			}
			delete(row, "token_hash")
			for name, v := range row {
				row[name] = readable(v)
			}
			if err := spell(table, row); err != nil {
				return err
			}
			text, _ := json.Marshal(row)
			if !seen[table+string(text)] { // an order lies under its visitor and under its customer
				seen[table+string(text)] = true
				out[table] = append(out[table], row)
			}
		}
		return rows.Err()
	}
	if err := p.each(func(at place, key string) error { return copyRows(at.table, at.where, key) }); err != nil {
		return nil, err
	}
	err = p.inLog(ctx, s.read, who.Shop, 0, math.MaxInt64, func(page []told) error {
		for _, ev := range page {
			if err := copyRows("events", "seq = $2", ev.seq); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// wholeCarts is the table of carts with the bodies that stand in events.
const wholeCarts = `(SELECT c.shop_id, c.id, c.customer, c.version, c.occurred_at, c.hint, ` + bodyOfCart + ` AS body FROM carts c ` + eventOfCart + `) carts`

// readable makes text of what a driver gives as bytes, and base64 of a picture.
func readable(v any) any {
	b, ok := v.([]byte)
	switch {
	case !ok:
		return v
	case utf8.Valid(b):
		return string(b)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// spell writes out what is kept short in a row.
func spell(table string, row map[string]any) (err error) {
	for _, at := range []struct{ table, column string }{{"carts", "body"}, {"events", "payload"}} {
		if text, ok := row[at.column].(string); ok && table == at.table && row["kind"] != string(zagaj.KindConfig) {
			if table == "carts" {
				text = cartText(text)
			}
			if row[at.column], err = spread(text); err != nil {
				return err
			}
		}
	}
	return nil
}
