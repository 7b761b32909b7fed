package bigcommerce

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// order is an order as the API tells it.
type order struct {
	ID       int64          `json:"id"`
	Customer int64          `json:"customer_id"`
	Created  string         `json:"date_created"`
	Modified string         `json:"date_modified"`
	Status   int            `json:"status_id"`
	Total    plugin.Decimal `json:"total_inc_tax"`
	Currency string         `json:"currency_code"`
	Cart     string         `json:"cart_id"`
	Billing  struct {
		Zip   string `json:"zip"`
		Phone string `json:"phone"`
	} `json:"billing_address"`
}

func (o *order) read(raw []byte) (*zagaj.Order, error) {
	if err := plugin.Decode(raw, o); err != nil {
		return nil, err
	}
	created, err1 := time.Parse(time.RFC1123Z, o.Created)
	modified, err2 := time.Parse(time.RFC1123Z, o.Modified)
	total, err3 := o.Total.Money(o.Currency)
	if o.ID <= 0 || err1 != nil || err2 != nil || err3 != nil {
		return nil, zagaj.E(zagaj.CodeInvalid, "id, a date or the total of the order is missing or malformed")
	}
	id := strconv.FormatInt(o.ID, 10)
	out := &zagaj.Order{ID: zagaj.OrderID(id), Number: id, Version: modified.UnixMilli(), Cart: zagaj.CartID(o.Cart), Status: zagaj.OrderPlaced,
		Total: total, PlacedAt: zagaj.At(created), Proof: zagaj.ProofOf(o.Billing.Zip, o.Billing.Phone)}
	if status, ok := states[o.Status]; ok {
		out.Status = status
	}
	if o.Customer > 0 {
		out.Customer = strconv.FormatInt(o.Customer, 10)
	}
	return out, nil
}

// lines fetches what an order is of.
func lines(ctx context.Context, r plugin.Remote, id, currency string) ([]zagaj.Line, error) {
	var list []struct {
		Product  int64          `json:"product_id"`
		SKU      string         `json:"sku"`
		Name     string         `json:"name"`
		Quantity int            `json:"quantity"`
		Price    plugin.Decimal `json:"price_inc_tax"`
	}
	if err := call(ctx, r, http.MethodGet, "/v2/orders/"+id+"/products?limit=250", nil, &list); err != nil {
		return nil, err
	}
	out := make([]zagaj.Line, 0, len(list))
	for _, l := range list {
		price, err := l.Price.Money(currency)
		if err != nil || l.Quantity < 0 {
			return nil, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
		}
		out = append(out, zagaj.Line{Product: productID(l.Product), SKU: l.SKU, Name: l.Name, Quantity: l.Quantity, Price: price})
	}
	return out, nil
}

func productID(n int64) zagaj.ProductID {
	if n <= 0 {
		return ""
	}
	return zagaj.ProductID(strconv.FormatInt(n, 10))
}

// orderEvent tells an order that was fetched as of a version; what names this state of it becomes its id.
func orderEvent(o *zagaj.Order, in zagaj.Installation, version int64, state string, now zagaj.Instant) zagaj.Event {
	modified := zagaj.Instant(o.Version)
	o.Version = version
	return zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":order:" + string(o.ID) + ":api:" + state), Shop: in.Shop, Source: zagaj.FromShop,
		Installation: in.ID, Kind: zagaj.KindOrder, Order: o, OccurredAt: modified, ReceivedAt: now}
}

// asOf is the version of what is fetched because of a hook. BigCommerce knows seconds only, in which a cart changes more than once; but what is
// read after a hook came holds all that the hooks before it told of, so the one that came last wins. It is newer than the hook itself, which
// says less, even where our clock is behind.
func (b body) asOf(received zagaj.Instant) int64 {
	return max(int64(received), b.CreatedAt*1000+1)
}

// item is a line of a cart.
type item struct {
	Product  int64          `json:"product_id"`
	SKU      string         `json:"sku"`
	Name     string         `json:"name"`
	Quantity int            `json:"quantity"`
	Price    plugin.Decimal `json:"sale_price"`
	Image    string         `json:"image_url"`
}

type cart struct {
	Data struct {
		ID       string `json:"id"`
		Customer int64  `json:"customer_id"`
		Currency struct {
			Code string `json:"code"`
		} `json:"currency"`
		Amount  plugin.Decimal `json:"cart_amount"`
		Coupons []struct {
			Code string `json:"code"`
		} `json:"coupons"`
		Lines struct {
			Physical []item `json:"physical_items"`
			Digital  []item `json:"digital_items"`
			Custom   []item `json:"custom_items"`
		} `json:"line_items"`
	} `json:"data"`
}

// Complete implements plugin.Completer: it fetches the order or the cart that a hook only names.
func (Adapter) Complete(ctx context.Context, r plugin.Remote, in zagaj.Installation, d plugin.Delivery) ([]zagaj.Event, error) {
	var b body
	if err := plugin.Decode(d.Body, &b); err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(b.Scope, "store/order/"):
		return completeOrder(ctx, r, in, b, b.Data.ID, d.ReceivedAt)
	case b.Scope == "store/cart/converted":
		return completeOrder(ctx, r, in, b, b.Data.OrderID, d.ReceivedAt)
	case strings.HasPrefix(b.Scope, "store/cart/"):
		return completeCart(ctx, r, in, b, d.ReceivedAt)
	}
	return nil, nil
}

func completeOrder(ctx context.Context, r plugin.Remote, in zagaj.Installation, b body, id plugin.Decimal, now zagaj.Instant) ([]zagaj.Event, error) {
	if n, err := strconv.ParseInt(string(id), 10, 64); err != nil || n <= 0 {
		return nil, zagaj.E(zagaj.CodeInvalid, "the order's id is missing or malformed")
	}
	var raw jsontext.Value
	if err := call(ctx, r, http.MethodGet, "/v2/orders/"+string(id), nil, &raw); err != nil || raw == nil {
		return nil, err
	}
	var o order
	known, err := o.read(raw)
	if err != nil || o.Status == incomplete {
		return nil, err
	}
	if known.Lines, err = lines(ctx, r, string(known.ID), known.Total.Currency); err != nil {
		return nil, err
	}
	version := b.asOf(now)
	return []zagaj.Event{orderEvent(known, in, version, strconv.FormatInt(version, 10), now)}, nil
}

// completeCart tells the cart as it is now. One that is gone is empty.
func completeCart(ctx context.Context, r plugin.Remote, in zagaj.Installation, b body, now zagaj.Instant) ([]zagaj.Event, error) {
	id := string(b.Data.ID)
	var c cart
	if err := call(ctx, r, http.MethodGet, "/v3/carts/"+url.PathEscape(id), nil, &c); err != nil {
		return nil, err
	}
	at := zagaj.Instant(b.CreatedAt * 1000)
	out := &zagaj.Cart{ID: zagaj.CartID(id), Version: b.asOf(now), Lines: []zagaj.Line{}, Total: zagaj.Money{Currency: "XXX"}, ChangedAt: at}
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + b.Scope + ":" + id + ":" + b.Hash + ":whole:" + strconv.FormatInt(out.Version, 10)), Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID,
		Kind: zagaj.KindCart, Cart: out, OccurredAt: at, ReceivedAt: now}
	if c.Data.ID == "" {
		return []zagaj.Event{ev}, nil
	}
	var err error
	if out.Total, err = c.Data.Amount.Money(c.Data.Currency.Code); err != nil {
		return nil, err
	}
	for _, list := range [][]item{c.Data.Lines.Physical, c.Data.Lines.Digital, c.Data.Lines.Custom} {
		for _, l := range list {
			price, err := l.Price.Money(c.Data.Currency.Code)
			if err != nil || l.Quantity < 0 {
				return nil, zagaj.E(zagaj.CodeInvalid, "a line's price or quantity is malformed")
			}
			out.Lines = append(out.Lines, zagaj.Line{Product: productID(l.Product), SKU: l.SKU, Name: l.Name, Quantity: l.Quantity, Price: price, Image: l.Image})
		}
	}
	for _, coupon := range c.Data.Coupons {
		out.Coupons = append(out.Coupons, coupon.Code)
	}
	if c.Data.Customer > 0 {
		out.Customer = strconv.FormatInt(c.Data.Customer, 10)
	}
	return []zagaj.Event{ev}, nil
}
