package plugin

import (
	"bytes"
	"slices"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

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

	words []byte // of one line, while it is read
	plain plain  // what reads it, while it is read
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

// What one keeps room for at most: lines, and bytes of one line's words.
const (
	spareLines = 64
	spareWords = 4 << 10
)

// forget forgets what was read, and keeps the room for lines.
func (m *message) forget() {
	lines := m.Data.Lines[:cap(m.Data.Lines)]
	clear(lines)
	m.Type, m.OccurredAt, m.Data = "", 0, messageData{}
	if len(lines) <= spareLines {
		m.Data.Lines = lines[:0]
	}
	m.plain.reset(nil)
}

func (m *message) putBack() {
	m.forget()
	if cap(m.words) > spareWords {
		m.words = nil
	}
	messages.Put(m)
}

// decode is Decode for a message that holds nothing yet.
func (m *message) decode(body []byte) error {
	if m.readPlain(body) {
		return nil
	}
	m.forget()
	return Decode(body, m)
}

// readPlain reports whether the body could be read plainly, to its end.
func (m *message) readPlain(body []byte) bool {
	m.plain.reset(body)
	return m.read(&m.plain) == nil && m.plain.ended() && !(m.plain.escaped && bytes.Contains(body, escapedNull))
}

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (m *message) UnmarshalJSONFrom(in *jsontext.Decoder) error { return m.read(strict{in}) }

func (m *message) read(in source) error {
	return readMembers(in, func(name []byte) (bool, error) {
		switch string(name) {
		case "type":
			return true, readText(in, &m.Type)
		case "occurred_at":
			return true, readWhole(in, &m.OccurredAt)
		case "data":
			return true, m.readData(in)
		}
		return false, nil
	})
}

func (m *message) readData(in source) error {
	d := &m.Data
	return readMembers(in, func(name []byte) (bool, error) {
		switch string(name) {
		case "id":
			return true, readText(in, &d.ID)
		case "number":
			return true, readText(in, &d.Number)
		case "version":
			return true, readWhole(in, &d.Version)
		case "cart":
			return true, readText(in, &d.Cart)
		case "merged_into":
			return true, readText(in, &d.MergedInto)
		case "customer":
			return true, readText(in, &d.Customer)
		case "status":
			return true, readText(in, &d.Status)
		case "postcode":
			return true, readText(in, &d.Postcode)
		case "phone":
			return true, readText(in, &d.Phone)
		case "currency":
			return true, readText(in, &d.Currency)
		case "total":
			return true, readDecimal(in, &d.Total)
		case "placed_at":
			return true, readWhole(in, &d.PlacedAt)
		case "coupons":
			return true, readTexts(in, &d.Coupons)
		case "lines":
			return true, m.readLines(in, &d.Lines)
		case "base":
			return true, readWhole(in, &d.Base)
		case "added":
			return true, m.readLines(in, &d.Added)
		case "removed":
			return true, m.readLines(in, &d.Removed)
		}
		return false, nil
	})
}

func (m *message) readLines(in source, into *[]messageLine) error {
	*into = (*into)[:0]
	return readEach(in, '[', func() error {
		*into = append(*into, messageLine{})
		return m.readLine(in, &(*into)[len(*into)-1])
	})
}

// The texts of a line, which lie together in one piece.
const (
	lineProduct = iota
	lineSKU
	lineName
	lineVariant
	lineCategory
	linePrice
	lineImage
	lineTexts
)

func (m *message) readLine(in source, l *messageLine) error {
	var at [lineTexts]span
	m.words = m.words[:0]
	err := readMembers(in, func(name []byte) (bool, error) {
		switch string(name) {
		case "product":
			return true, m.readWord(in, &at[lineProduct])
		case "sku":
			return true, m.readWord(in, &at[lineSKU])
		case "name":
			return true, m.readWord(in, &at[lineName])
		case "variant":
			return true, m.readWord(in, &at[lineVariant])
		case "category":
			return true, m.readWord(in, &at[lineCategory])
		case "quantity":
			return true, readWhole(in, &l.Quantity)
		case "price":
			return true, m.readPrice(in, &at[linePrice])
		case "image":
			return true, m.readWord(in, &at[lineImage])
		case "tags":
			return true, readTexts(in, &l.Tags)
		}
		return false, nil
	})
	all := string(m.words)
	l.Product, l.SKU, l.Name = zagaj.ProductID(at[lineProduct].of(all)), at[lineSKU].of(all), at[lineName].of(all)
	l.Variant, l.Category, l.Price, l.Image = at[lineVariant].of(all), at[lineCategory].of(all), Decimal(at[linePrice].of(all)), at[lineImage].of(all)
	return err
}

// span is where a word of a line lies among all of them.
type span struct{ from, to int }

func (s span) of(all string) string { return all[s.from:s.to] }

func (m *message) readWord(in source, at *span) error {
	said, err := in.text()
	*at = m.keep(said)
	return err
}

// readPrice reads an amount as Decimal does.
func (m *message) readPrice(in source, at *span) error {
	raw, err := in.value()
	if err == nil && (raw[0] == '"' || raw[0] == 'n') {
		raw, err = unquoted(raw)
	}
	*at = m.keep(raw)
	return err
}

func (m *message) keep(said []byte) span {
	from := len(m.words)
	m.words = append(m.words, said...)
	return span{from, len(m.words)}
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
	if err := m.decode(d.Body); err != nil {
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
		Customer: m.customer(), MergedInto: m.Data.MergedInto, ChangedAt: m.OccurredAt}
	return []zagaj.Event{ev}, nil
}

// customer is whose it is. Shops write 0 for nobody: all who are not signed in would be one person.
func (m *message) customer() string {
	if m.Data.Customer == "0" {
		return ""
	}
	return m.Data.Customer
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
		Customer: m.customer(), Status: status, Lines: lines, Total: total, PlacedAt: m.Data.PlacedAt,
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
