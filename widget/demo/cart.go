package demo

import (
	"container/list"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
)

// Bounds of the shop's memory.
const (
	maxCarts  = 10_000
	maxPieces = 20 // of one line
)

// line is one product in one size.
type line struct {
	Product  Product
	Size     Size
	Quantity int
}

// SKU names the line's product and size.
func (l line) SKU() string { return l.Product.sku(l.Size) }

// Sum is the line's price.
func (l line) Sum() int64 { return l.Product.Price * int64(l.Quantity) }

// Less and More are the quantities the cart's two buttons ask for.
func (l line) Less() int { return max(l.Quantity-1, 1) }

// More is one piece more, within the bound.
func (l line) More() int { return min(l.Quantity+1, maxPieces) }

// AtMost says that no more pieces may be added.
func (l line) AtMost() bool { return l.Quantity >= maxPieces }

// snapshot is a cart as it stood at one moment; it shares nothing with the live one.
type snapshot struct {
	Token    string
	Lines    []line
	Quantity int
	Total    int64 // in grosze
	Ordered  *placed
}

// placed is the order that came before a cart.
type placed struct {
	Number string
	Lines  []line
	Total  int64
}

type basket struct {
	token   string
	version int64
	lines   []line
	ordered *placed
}

func (b *basket) snapshot() snapshot {
	s := snapshot{Token: b.token, Lines: slices.Clone(b.lines), Ordered: b.ordered}
	for _, l := range b.lines {
		s.Quantity += l.Quantity
		s.Total += l.Sum()
	}
	return s
}

// carts keeps the carts, the one longest untouched first in line to go.
type carts struct {
	send func(message)

	mu      sync.Mutex
	byToken map[string]*list.Element
	age     *list.List // of *basket, the longest untouched in front
}

func newCarts(send func(message)) *carts {
	return &carts{send: send, byToken: map[string]*list.Element{}, age: list.New()}
}

// open makes an empty cart; ordered is the order that emptied the one before.
func (c *carts) open(ordered *placed) snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.openLocked(ordered)
}

func (c *carts) openLocked(ordered *placed) snapshot {
	for c.age.Len() >= maxCarts {
		c.dropLocked(c.age.Front())
	}
	b := &basket{token: token(), ordered: ordered}
	c.byToken[b.token] = c.age.PushBack(b)
	return b.snapshot()
}

func (c *carts) dropLocked(e *list.Element) {
	delete(c.byToken, c.age.Remove(e).(*basket).token)
}

// findLocked returns a cart and marks it as touched.
func (c *carts) findLocked(token string) (*list.Element, *basket) {
	e, ok := c.byToken[token]
	if !ok {
		return nil, nil
	}
	c.age.MoveToBack(e)
	return e, e.Value.(*basket)
}

func (c *carts) get(token string) (snapshot, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, b := c.findLocked(token)
	if b == nil {
		return snapshot{}, false
	}
	return b.snapshot(), true
}

// change replaces the lines and tells of it, unless nothing changed. The webhook is queued under the lock, so that
// two changes of one cart leave in the order of their versions.
func (c *carts) change(token string, now time.Time, base string, edit func([]line) []line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, b := c.findLocked(token)
	if b == nil {
		return
	}
	lines := edit(slices.Clone(b.lines))
	if slices.EqualFunc(lines, b.lines, func(x, y line) bool { return x.SKU() == y.SKU() && x.Quantity == y.Quantity }) {
		return
	}
	b.lines = lines
	b.version++
	c.send(cartMessage(b, zagaj.At(now), base))
}

// order turns a cart that is not empty into an order, and opens the visitor's next cart.
func (c *carts) order(token string, now time.Time, base string) (snapshot, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, b := c.findLocked(token)
	if b == nil || len(b.lines) == 0 {
		return snapshot{}, false
	}
	done := &placed{Number: orderNumber(now), Lines: b.lines, Total: b.snapshot().Total}
	c.send(orderMessage(b, done, zagaj.At(now), base))
	c.dropLocked(e)
	return c.openLocked(done), true
}

// orderNumber is short enough to read out on the phone, with no letters that look alike.
func orderNumber(now time.Time) string {
	return "H-" + now.UTC().Format("060102") + "-" + strings.ToUpper(rand.Text()[:5])
}

// put adds pieces to the line of the same product and size, or adds that line.
func put(lines []line, p Product, size Size, n int) []line {
	for i := range lines {
		if lines[i].SKU() == p.sku(size) {
			lines[i].Quantity = min(lines[i].Quantity+n, maxPieces)
			return lines
		}
	}
	return append(lines, line{Product: p, Size: size, Quantity: n})
}

// set changes a line's pieces; a line without pieces goes.
func set(lines []line, sku string, n int) []line {
	for i := range lines {
		if lines[i].SKU() == sku {
			lines[i].Quantity = n
		}
	}
	return slices.DeleteFunc(lines, func(l line) bool { return l.Quantity == 0 })
}
