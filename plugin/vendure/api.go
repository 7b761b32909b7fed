package vendure

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// pageSize is how many orders are asked for at once; Vendure gives up to a thousand.
const pageSize = 100

// badKey is for a key that is not one and for one without the right to read orders: Vendure answers both alike.
const badKey = "Vendure does not accept the API key, or it may not read orders"

// Needs implements plugin.Connector: the key of an API user, as Vendure makes them from 3.6 on.
func (Adapter) Needs() []string { return []string{"api_key"} }

// Hooks implements plugin.Connector: Vendure has none, our plugin sends.
func (Adapter) Hooks(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	return nil, ask(ctx, r, `query { orders(options: {take: 1}) { totalItems } }`, nil, new(listed))
}

// Repair implements plugin.Connector: there is nothing to register.
func (a Adapter) Repair(ctx context.Context, r plugin.Remote) ([]plugin.Hook, error) {
	return a.Hooks(ctx, r)
}

// Orders implements plugin.Connector.
func (Adapter) Orders(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	return page(ctx, r, in, since, now, from, false)
}

// Carts implements plugin.CartLister with the orders that are still being filled.
func (Adapter) Carts(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error) {
	return page(ctx, r, in, since, now, from, true)
}

// ask puts a GraphQL question to the admin's API and reads its data.
func ask(ctx context.Context, r plugin.Remote, query string, variables map[string]any, into any) error {
	a, err := r.Ask(ctx, plugin.Question{Method: http.MethodPost, Path: "/admin-api", Header: http.Header{"Vendure-Api-Key": {r.Credentials["api_key"]}},
		Body: map[string]any{"query": query, "variables": variables}}, plugin.RetryAfter)
	if err != nil {
		return err
	}
	return a.ReadGraph(into, badKey, badKey, func(code string) error {
		if code == "FORBIDDEN" || code == "UNAUTHORIZED" {
			return zagaj.E(zagaj.CodeUnauthorized, badKey)
		}
		return nil
	})
}

const ordersQuery = `query($options: OrderListOptions!) {
  globalSettings { serverConfig { moneyStrategyPrecision } }
  orders(options: $options) { totalItems items {
    code active state updatedAt orderPlacedAt currencyCode totalWithTax couponCodes customer { id } shippingAddress { postalCode phoneNumber }
    lines { quantity proratedUnitPriceWithTax productVariant { sku name productId } }
    payments { refunds { state total } }
  } } }`

type listed struct {
	Settings struct {
		Server struct {
			Precision int `json:"moneyStrategyPrecision"`
		} `json:"serverConfig"`
	} `json:"globalSettings"`
	Orders struct {
		Total int              `json:"totalItems"`
		Items []jsontext.Value `json:"items"`
	} `json:"orders"`
}

// page reads orders, oldest change first: while somebody pages, what changes goes to the end and is not passed over.
func page(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string, active bool) (plugin.Page, error) {
	number, err := plugin.PageOf(from)
	if err != nil {
		return plugin.Page{}, err
	}
	options := map[string]any{"take": pageSize, "skip": (number - 1) * pageSize, "sort": map[string]any{"updatedAt": "ASC"},
		"filter": map[string]any{"updatedAt": map[string]any{"after": since.Time().UTC().Format(time.RFC3339)}, "active": map[string]any{"eq": active}}}
	var got listed
	if err := ask(ctx, r, ordersQuery, map[string]any{"options": options}, &got); err != nil {
		return plugin.Page{}, err
	}
	out := plugin.Page{Pages: max((got.Orders.Total+pageSize-1)/pageSize, 1)}
	if number < out.Pages && len(got.Orders.Items) > 0 {
		out.Next = strconv.Itoa(number + 1)
	}
	for _, raw := range got.Orders.Items {
		out.Take(read(raw, got.Settings.Server.Precision, zagaj.Event{Shop: in.Shop, Source: zagaj.FromShop, Installation: in.ID, ReceivedAt: now}))
	}
	return out, nil
}

type order struct {
	Code     string    `json:"code"`
	Active   bool      `json:"active"`
	State    string    `json:"state"`
	Updated  time.Time `json:"updatedAt"`
	Placed   time.Time `json:"orderPlacedAt"`
	Currency string    `json:"currencyCode"`
	Total    int64     `json:"totalWithTax"`
	Coupons  []string  `json:"couponCodes"`
	Customer struct {
		ID string `json:"id"`
	} `json:"customer"`
	Shipping struct {
		Postcode string `json:"postalCode"`
		Phone    string `json:"phoneNumber"`
	} `json:"shippingAddress"`
	Lines []struct {
		Quantity int   `json:"quantity"`
		Price    int64 `json:"proratedUnitPriceWithTax"`
		Variant  struct {
			SKU     string `json:"sku"`
			Name    string `json:"name"`
			Product string `json:"productId"`
		} `json:"productVariant"`
	} `json:"lines"`
	Payments []struct {
		Refunds []struct {
			State string `json:"state"`
			Total int64  `json:"total"`
		} `json:"refunds"`
	} `json:"payments"`
}

// states are those of an order that was placed. A draft of the shop's own staff and a cart that was given up have others.
var states = map[string]zagaj.OrderStatus{"PaymentAuthorized": zagaj.OrderPlaced, "PaymentSettled": zagaj.OrderPaid, "PartiallyShipped": zagaj.OrderPaid,
	"Shipped": zagaj.OrderShipped, "PartiallyDelivered": zagaj.OrderShipped, "Delivered": zagaj.OrderDone, "Cancelled": zagaj.OrderCancelled,
	"ArrangingAdditionalPayment": zagaj.OrderPlaced, "Modifying": zagaj.OrderPlaced}

// read takes one order as our plugin in the shop would tell it, at the time of its last change: what the plugin told since is newer. It
// gives nothing for what the plugin would not tell either.
func read(raw jsontext.Value, precision int, ev zagaj.Event) ([]zagaj.Event, error) {
	var o order
	if err := plugin.Decode(raw, &o); err != nil {
		return nil, err
	}
	if o.Code == "" || o.Updated.Year() < 2000 {
		return nil, zagaj.E(zagaj.CodeInvalid, "code or updatedAt is missing")
	}
	at := zagaj.At(o.Updated)
	lines, total, err := o.lines(precision)
	if err != nil {
		return nil, err
	}
	ev.OccurredAt = at
	ev.ID = zagaj.EventID(string(ev.Installation) + ":order:" + o.Code + ":api:" + strconv.FormatInt(int64(at), 10))
	if o.Active {
		ev.Kind = zagaj.KindCart
		ev.Cart = &zagaj.Cart{ID: zagaj.CartID(o.Code), Version: int64(at), Customer: o.Customer.ID, Lines: lines, Total: total, Coupons: o.Coupons, ChangedAt: at}
		if len(lines) == 0 {
			return nil, nil
		}
		return []zagaj.Event{ev}, nil
	}
	status, known := states[o.State]
	if o.refunded() {
		status, known = zagaj.OrderRefunded, true
	}
	if !known || o.Placed.IsZero() {
		return nil, nil
	}
	ev.Kind = zagaj.KindOrder
	ev.Order = &zagaj.Order{ID: zagaj.OrderID(o.Code), Number: o.Code, Version: int64(at), Cart: zagaj.CartID(o.Code), Customer: o.Customer.ID, Status: status,
		Lines: lines, Total: total, PlacedAt: zagaj.At(o.Placed), Proof: zagaj.ProofOf(o.Shipping.Postcode, o.Shipping.Phone)}
	return []zagaj.Event{ev}, nil
}

// lines reads amounts, which Vendure keeps as whole numbers with as many decimals in every currency.
func (o *order) lines(precision int) ([]zagaj.Line, zagaj.Money, error) {
	total, err := money(o.Total, precision, o.Currency)
	if err != nil {
		return nil, total, err
	}
	var out []zagaj.Line
	for _, line := range o.Lines {
		price, err := money(line.Price, precision, o.Currency)
		if err != nil {
			return nil, total, err
		}
		if line.Quantity > 0 {
			out = append(out, zagaj.Line{Product: zagaj.ProductID(line.Variant.Product), SKU: line.Variant.SKU, Name: line.Variant.Name, Quantity: line.Quantity, Price: price})
		}
	}
	return out, total, nil
}

func (o *order) refunded() bool {
	var back int64
	for _, p := range o.Payments {
		for _, r := range p.Refunds {
			if r.State == "Settled" {
				back += r.Total
			}
		}
	}
	return back > 0 && back >= o.Total
}

// money reads a whole number of the smallest parts, of which precision digits stand behind the point.
func money(parts int64, precision int, currency string) (zagaj.Money, error) {
	if precision < 0 || precision > 9 {
		return zagaj.Money{}, zagaj.E(zagaj.CodeInvalid, "moneyStrategyPrecision is 0 to 9")
	}
	sign, digits := "", strconv.FormatInt(parts, 10)
	if parts < 0 {
		sign, digits = "-", digits[1:]
	}
	digits = strings.Repeat("0", max(precision+1-len(digits), 0)) + digits
	return zagaj.ParseMoney(sign+digits[:len(digits)-precision]+"."+digits[len(digits)-precision:], currency)
}
