package plugin

import (
	"bytes"
	"slices"
	"sync"

	"github.com/zagaj/zagaj"
)

type messageLine struct {
	Product  zagaj.ProductID `json:"product"`
	SKU      string          `json:"sku"`
	Name     string          `json:"name"`
	Variant  string          `json:"variant"`
	Category string          `json:"category"`
	Quantity int             `json:"quantity"`
	Price    Decimal         `json:"price"`
	Image    string          `json:"image"`
	Tags     []string        `json:"tags"`
}

type message struct {
	Type       string        `json:"type"`
	OccurredAt zagaj.Instant `json:"occurred_at"`
	Data       messageData   `json:"data"`

	goods words // of the messages before; nothing of a person is among them
}

type messageData struct {
	ID         string        `json:"id"`
	Number     string        `json:"number"`
	Version    int64         `json:"version"`
	Cart       zagaj.CartID  `json:"cart"`
	MergedInto zagaj.CartID  `json:"merged_into"`
	Customer   string        `json:"customer"`
	Status     string        `json:"status"`
	Postcode   string        `json:"postcode"`
	Phone      string        `json:"phone"`
	Currency   string        `json:"currency"`
	Total      Decimal       `json:"total"`
	PlacedAt   zagaj.Instant `json:"placed_at"`
	Coupons    []string      `json:"coupons"`
	Lines      []messageLine `json:"lines"`
	Base       int64         `json:"base"`
	Added      []messageLine `json:"added"`
	Removed    []messageLine `json:"removed"`
}

// messages are read into again and again: a cart's lines grow by doubling, and what is thrown away each time keeps the collector busy.
var messages = sync.Pool{New: func() any { return new(message) }}

// spareLines is the most lines that one keeps room for.
const spareLines = 64

// putBack forgets what was read, and keeps the room for lines and the words of goods.
func (m *message) putBack() {
	lines := m.Data.Lines[:cap(m.Data.Lines)]
	clear(lines)
	m.Type, m.OccurredAt, m.Data = "", 0, messageData{}
	if len(lines) <= spareLines {
		m.Data.Lines = lines[:0]
	}
	messages.Put(m)
}

// UnmarshalJSON implements json.Unmarshaler: raw is one value, and strict.
func (m *message) UnmarshalJSON(raw []byte) error {
	c := &cursor{raw: raw, seen: &m.goods}
	return c.members(func(name []byte) (bool, error) {
		switch string(name) {
		case "type":
			return true, readText(c, &m.Type)
		case "occurred_at":
			return true, readWhole(c, &m.OccurredAt)
		case "data":
			return true, m.readData(c)
		}
		return false, nil
	})
}

func (m *message) readData(c *cursor) error {
	d := &m.Data
	return c.members(func(name []byte) (bool, error) {
		switch string(name) {
		case "id":
			return true, readText(c, &d.ID)
		case "number":
			return true, readText(c, &d.Number)
		case "version":
			return true, readWhole(c, &d.Version)
		case "cart":
			return true, readText(c, &d.Cart)
		case "merged_into":
			return true, readText(c, &d.MergedInto)
		case "customer":
			return true, readText(c, &d.Customer)
		case "status":
			return true, readText(c, &d.Status)
		case "postcode":
			return true, readText(c, &d.Postcode)
		case "phone":
			return true, readText(c, &d.Phone)
		case "currency":
			return true, readText(c, &d.Currency)
		case "total":
			return true, d.Total.UnmarshalJSON(c.skip())
		case "placed_at":
			return true, readWhole(c, &d.PlacedAt)
		case "coupons":
			return true, readTexts(c, &d.Coupons)
		case "lines":
			return true, readLines(c, &d.Lines)
		case "base":
			return true, readWhole(c, &d.Base)
		case "added":
			return true, readLines(c, &d.Added)
		case "removed":
			return true, readLines(c, &d.Removed)
		}
		return false, nil
	})
}

func readLines(c *cursor, into *[]messageLine) error {
	*into = (*into)[:0]
	return c.each('[', func() error {
		*into = append(*into, messageLine{})
		return (*into)[len(*into)-1].read(c)
	})
}

func (l *messageLine) read(c *cursor) error {
	return c.members(func(name []byte) (bool, error) {
		switch string(name) {
		case "product":
			return true, readWord(c, &l.Product)
		case "sku":
			return true, readWord(c, &l.SKU)
		case "name":
			return true, readWord(c, &l.Name)
		case "variant":
			return true, readWord(c, &l.Variant)
		case "category":
			return true, readWord(c, &l.Category)
		case "quantity":
			return true, readWhole(c, &l.Quantity)
		case "price":
			return true, readPrice(c, &l.Price)
		case "image":
			return true, readWord(c, &l.Image)
		case "tags":
			return true, readTexts(c, &l.Tags)
		}
		return false, nil
	})
}

// readPrice reads an amount as Decimal does; prices come again like words.
func readPrice(c *cursor, into *Decimal) error {
	raw := c.skip()
	if raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		*into = Decimal(c.seen.keep(raw[1 : len(raw)-1]))
		return nil
	}
	return into.UnmarshalJSON(raw)
}

// messageStatuses are the order states taken; an order without one is placed.
var messageStatuses = map[string]zagaj.OrderStatus{"": zagaj.OrderPlaced, "placed": zagaj.OrderPlaced, "paid": zagaj.OrderPaid,
	"shipped": zagaj.OrderShipped, "done": zagaj.OrderDone, "cancelled": zagaj.OrderCancelled, "refunded": zagaj.OrderRefunded}

// DecodeMessage reads the message of docs/platforms/any-shop.md, which any shop may send and which every plugin sends
// that we install in a shop ourselves. The event's id is the header webhook-id. It fails with CodeInvalid.
func DecodeMessage(d Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return decodeMessage(d, in, 0)
}

// DecodeUndated is DecodeMessage for senders that know no time: where the message has none, it happened when it came, and that is its version.
func DecodeUndated(d Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	return decodeMessage(d, in, d.ReceivedAt)
}

func decodeMessage(d Delivery, in zagaj.Installation, undated zagaj.Instant) ([]zagaj.Event, error) {
	m := messages.Get().(*message)
	defer m.putBack()
	if err := Decode(d.Body, m); err != nil {
		return nil, err
	}
	if m.OccurredAt == 0 {
		m.OccurredAt = undated
		m.Data.Version = max(m.Data.Version, int64(undated))
	}
	if m.Data.ID == "" || m.OccurredAt <= 0 {
		return nil, zagaj.E(zagaj.CodeInvalid, "occurred_at or data.id is missing")
	}
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + d.Header.Get("Webhook-Id")), Shop: in.Shop, Source: zagaj.FromShop,
		Installation: in.ID, OccurredAt: m.OccurredAt, ReceivedAt: d.ReceivedAt}
	switch m.Type {
	case "cart.updated":
		return m.cart(ev)
	case "cart.changed":
		return m.cartChange(ev)
	case "order.created", "order.updated":
		return m.order(ev)
	case "customer.erased":
		ev.Kind, ev.Alias = zagaj.KindErase, &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: m.Data.ID}
		return []zagaj.Event{ev}, nil
	case "customer.data_requested":
		ev.Kind, ev.Alias = zagaj.KindExport, &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: m.Data.ID}
		return []zagaj.Event{ev}, nil
	case "shop.erased":
		ev.Kind = zagaj.KindClear
		return []zagaj.Event{ev}, nil
	case "shop.uninstalled":
		ev.Kind = zagaj.KindUninstall
		return []zagaj.Event{ev}, nil
	case "product.updated", "ping":
		return nil, nil // taken, so that senders need no list of their own
	}
	return nil, zagaj.E(zagaj.CodeInvalid, "unknown type; docs/platforms/any-shop.md lists them")
}

func (m *message) cart(ev zagaj.Event) ([]zagaj.Event, error) {
	lines, total, err := m.amounts()
	if err != nil {
		return nil, err
	}
	ev.Kind = zagaj.KindCart
	ev.Cart = &zagaj.Cart{ID: zagaj.CartID(m.Data.ID), Version: m.Data.Version, Lines: lines, Total: total, Coupons: m.Data.Coupons,
		Customer: m.Data.Customer, MergedInto: m.Data.MergedInto, ChangedAt: m.OccurredAt}
	return []zagaj.Event{ev}, nil
}

// cartChange is a cart of which only the lines are told that have come and gone since the version Base.
func (m *message) cartChange(ev zagaj.Event) ([]zagaj.Event, error) {
	added, err := m.lines(m.Data.Added)
	if err != nil {
		return nil, err
	}
	removed, err := m.lines(m.Data.Removed)
	if err != nil {
		return nil, err
	}
	empty := func(l zagaj.Line) bool { return l.Quantity < 1 }
	if m.Data.Version <= m.Data.Base || len(added)+len(removed) == 0 || slices.ContainsFunc(added, empty) || slices.ContainsFunc(removed, empty) {
		return nil, zagaj.E(zagaj.CodeInvalid, "a change needs data.version above data.base, and data.added or data.removed with quantities of 1 or more")
	}
	evs, err := m.cart(ev)
	if err != nil {
		return nil, err
	}
	evs[0].Cart.Change = &zagaj.CartChange{Base: m.Data.Base, Added: added, Removed: removed}
	return evs, nil
}

func (m *message) order(ev zagaj.Event) ([]zagaj.Event, error) {
	lines, total, err := m.amounts()
	if err != nil {
		return nil, err
	}
	status, ok := messageStatuses[m.Data.Status]
	if !ok {
		return nil, zagaj.E(zagaj.CodeInvalid, "unknown data.status; docs/platforms/any-shop.md lists them")
	}
	if m.Data.PlacedAt == 0 {
		m.Data.PlacedAt = m.OccurredAt
	}
	ev.Kind = zagaj.KindOrder
	ev.Order = &zagaj.Order{ID: zagaj.OrderID(m.Data.ID), Number: m.Data.Number, Version: m.Data.Version, Cart: m.Data.Cart,
		Customer: m.Data.Customer, Status: status, Lines: lines, Total: total, PlacedAt: m.Data.PlacedAt,
		Proof: zagaj.ProofOf(m.Data.Postcode, m.Data.Phone)}
	return []zagaj.Event{ev}, nil
}

func (m *message) amounts() ([]zagaj.Line, zagaj.Money, error) {
	total, err := m.Data.Total.Money(m.Data.Currency)
	if err != nil {
		return nil, total, zagaj.E(zagaj.CodeInvalid, "data.total is not a decimal amount")
	}
	lines, err := m.lines(m.Data.Lines)
	return lines, total, err
}

func (m *message) lines(list []messageLine) ([]zagaj.Line, error) {
	out := make([]zagaj.Line, 0, len(list))
	for _, l := range list {
		price, err := l.Price.Money(m.Data.Currency)
		if err != nil || l.Quantity < 0 {
			return nil, zagaj.E(zagaj.CodeInvalid, "a line's price is not a decimal amount, or its quantity is negative")
		}
		out = append(out, zagaj.Line{Product: l.Product, SKU: l.SKU, Name: l.Name, Variant: l.Variant, Category: l.Category,
			Quantity: l.Quantity, Price: price, Image: l.Image, Tags: l.Tags[:min(len(l.Tags), zagaj.MaxLineTags)]})
	}
	return out, nil
}
