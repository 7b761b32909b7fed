package backtest

import (
	"container/heap"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
)

// viewLasts is for how long a page view without a following event counts as looked at. The clickstream has no edges
// of visibility; three minutes is the cap the published figures for it were computed with.
const viewLasts = 180 * time.Second

// REES46 reads the clickstream format of REES46's open dataset: event_time, event_type, product_id, category_id,
// category_code, brand, price, user_id, user_session, in the order of time. Each session is one visitor. A row that
// cannot be read is given with its error.
func REES46(in io.Reader) iter.Seq2[zagaj.Event, error] {
	return func(yield func(zagaj.Event, error) bool) {
		rows, failures := readRows(in)
		for _, err := range failures {
			if !yield(zagaj.Event{}, err) {
				return
			}
		}
		s := &sessions{last: map[zagaj.VisitorID]int{}, seen: map[zagaj.VisitorID]bool{}, carts: map[zagaj.VisitorID]*zagaj.Cart{}, idle: map[zagaj.VisitorID]*pause{}}
		for i, r := range rows {
			s.last[zagaj.VisitorID(r[8])] = i
		}
		for i, r := range rows {
			events, err := s.row(r, i)
			if err != nil {
				if !yield(zagaj.Event{}, fmt.Errorf("row %d: %w", i+1, err)) {
					return
				}
				continue
			}
			for _, ev := range events {
				if !yield(ev, nil) {
					return
				}
			}
		}
	}
}

// readRows reads all rows, because how long the last page of a session was looked at is not known: the visitor is
// taken to leave with it, and which row is the last one only the end of the file tells.
func readRows(in io.Reader) (rows [][]string, failures []error) {
	reader := csv.NewReader(in)
	reader.FieldsPerRecord = -1
	if _, err := reader.Read(); err != nil {
		return nil, []error{err}
	}
	for n := 1; ; n++ {
		row, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, failures
		case err == nil && len(row) != columns:
			err = zagaj.E(zagaj.CodeInvalid, "nine columns are needed")
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("row %d: %w", n, err))
			continue
		}
		rows = append(rows, row)
	}
}

// sessions keeps what the rows do not say: who is new, what is in the cart, when somebody stops looking.
type sessions struct {
	last   map[zagaj.VisitorID]int // its last row
	seen   map[zagaj.VisitorID]bool
	carts  map[zagaj.VisitorID]*zagaj.Cart
	idle   map[zagaj.VisitorID]*pause
	pauses pauses
}

const columns = 9

func (s *sessions) row(row []string, n int) ([]zagaj.Event, error) {
	at, err := time.Parse("2006-01-02 15:04:05 MST", row[0])
	if err != nil {
		return nil, err
	}
	now, visitor := zagaj.At(at), zagaj.VisitorID(row[8])
	out := s.until(now)
	base := zagaj.Event{Visitor: visitor, Tab: "tab", ReceivedAt: now, OccurredAt: now}
	if !s.seen[visitor] {
		s.seen[visitor] = true
		up := base
		up.Source, up.Kind, up.Up = zagaj.FromClient, zagaj.KindNet, true
		out = append(out, up)
	}
	ev, err := s.event(base, row, n)
	if err != nil {
		return nil, err
	}
	out = append(out, ev)
	if s.last[visitor] != n {
		s.look(visitor, now)
		return out, nil
	}
	s.forget(visitor)
	base.Source, base.Kind = zagaj.FromClient, zagaj.KindNet
	return append(out, base), nil
}

func (s *sessions) event(ev zagaj.Event, row []string, n int) (zagaj.Event, error) {
	price, err := zagaj.ParseMoney(row[6], "USD")
	if err != nil {
		return ev, err
	}
	product := zagaj.ProductID(row[2])
	switch row[1] {
	case "view":
		ev.Source, ev.Kind = zagaj.FromClient, zagaj.KindView
		ev.Page = &zagaj.Page{URL: "/product/" + row[2], Type: zagaj.PageProduct, Product: product, Category: row[3], Brand: row[5], Price: &price}
	case "cart", "remove_from_cart":
		ev.Source, ev.Kind = zagaj.FromShop, zagaj.KindCart
		old := s.carts[ev.Visitor]
		if old == nil {
			old = &zagaj.Cart{ID: zagaj.CartID(ev.Visitor), Total: zagaj.Money{Currency: "USD"}}
		}
		c := *old
		c.Version = int64(n)
		c.Lines = append([]zagaj.Line{}, old.Lines...)
		if row[1] == "cart" {
			c.Lines = append(c.Lines, zagaj.Line{Product: product, Category: row[3], Quantity: 1, Price: price})
			c.Total.Minor += price.Minor
		} else if len(c.Lines) > 0 {
			c.Lines = c.Lines[:len(c.Lines)-1]
		}
		s.carts[ev.Visitor], ev.Cart = &c, &c
	case "purchase":
		delete(s.carts, ev.Visitor)
		ev.Source, ev.Kind = zagaj.FromShop, zagaj.KindOrder
		ev.Order = &zagaj.Order{ID: zagaj.OrderID(strconv.Itoa(n)), Version: 1, PlacedAt: ev.OccurredAt, Status: zagaj.OrderPaid, Total: price}
	default:
		return ev, zagaj.E(zagaj.CodeInvalid, "unknown event "+row[1])
	}
	return ev, nil
}

// pause is the instant at which somebody who does nothing more has stopped looking.
type pause struct {
	visitor zagaj.VisitorID
	at      zagaj.Instant
	index   int
}

// look moves the visitor's pause on.
func (s *sessions) look(v zagaj.VisitorID, now zagaj.Instant) {
	p, ok := s.idle[v]
	if !ok {
		p = &pause{visitor: v, at: now.Add(viewLasts)}
		s.idle[v] = p
		heap.Push(&s.pauses, p)
		return
	}
	p.at = now.Add(viewLasts)
	heap.Fix(&s.pauses, p.index)
}

func (s *sessions) forget(v zagaj.VisitorID) {
	if p, ok := s.idle[v]; ok {
		heap.Remove(&s.pauses, p.index)
		delete(s.idle, v)
	}
}

// until returns the pauses that come before now, as the widget would tell them.
func (s *sessions) until(now zagaj.Instant) []zagaj.Event {
	var out []zagaj.Event
	for len(s.pauses) > 0 && s.pauses[0].at < now {
		p := heap.Pop(&s.pauses).(*pause)
		delete(s.idle, p.visitor)
		out = append(out, zagaj.Event{Visitor: p.visitor, Tab: "tab", Source: zagaj.FromClient, Kind: zagaj.KindTab, TabState: zagaj.TabIdle,
			ReceivedAt: p.at, OccurredAt: p.at})
	}
	return out
}

// pauses is a heap by time, then visitor.
type pauses []*pause

func (p pauses) Len() int { return len(p) }
func (p pauses) Less(i, j int) bool {
	return p[i].at < p[j].at || (p[i].at == p[j].at && p[i].visitor < p[j].visitor)
}
func (p pauses) Swap(i, j int) { p[i], p[j] = p[j], p[i]; p[i].index, p[j].index = i, j }

// Push is for container/heap.
func (p *pauses) Push(x any) { v := x.(*pause); v.index = len(*p); *p = append(*p, v) }

// Pop is for container/heap.
func (p *pauses) Pop() any {
	old := *p
	v := old[len(old)-1]
	*p = old[:len(old)-1]
	return v
}
