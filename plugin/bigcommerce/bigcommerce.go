// Package bigcommerce takes BigCommerce's webhooks. They are thin: an id and no content.
//
// So a hook alone makes an order known by its id and state, and a cart hook gives nothing: a snapshot without lines would say that
// the cart is empty. With a token of the shop's API the rest is fetched; without one carts come from the page, marked as a hint.
// BigCommerce signs as Standard Webhooks say, with the bytes of the app's client secret as the key.
package bigcommerce

import (
	"encoding/base64"
	"strconv"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// Adapter implements plugin.Adapter.
type Adapter struct{}

// New returns the adapter.
func New() Adapter { return Adapter{} }

// Platform implements plugin.Adapter.
func (Adapter) Platform() string { return "bigcommerce" }

// Limits implements plugin.Limited.
func (Adapter) Limits() []plugin.Limit {
	return []plugin.Limit{plugin.NotVerified, plugin.Thin}
}

// Verify implements plugin.Adapter. The libraries of Standard Webhooks want the key in base64; the client secret is not.
func (Adapter) Verify(d plugin.Delivery, secrets []string) error {
	keys := make([]string, 0, len(secrets))
	for _, secret := range secrets {
		keys = append(keys, base64.StdEncoding.EncodeToString([]byte(secret)))
	}
	return plugin.VerifyStandard(d, keys)
}

type body struct {
	Scope     string `json:"scope"`
	Hash      string `json:"hash"`
	CreatedAt int64  `json:"created_at"` // seconds
	Data      struct {
		ID      plugin.Decimal `json:"id"`
		OrderID plugin.Decimal `json:"orderId"`
		Status  struct {
			New int `json:"new_status_id"`
		} `json:"status"`
	} `json:"data"`
}

// states are the ids of BigCommerce's order states, from its "List order statuses"; the others are placed. Partially shipped (3), disputed (13) and
// partially refunded (14) is what was paid for.
var states = map[int]zagaj.OrderStatus{2: zagaj.OrderShipped, 3: zagaj.OrderPaid, 4: zagaj.OrderRefunded, 5: zagaj.OrderCancelled, 6: zagaj.OrderCancelled,
	8: zagaj.OrderPaid, 9: zagaj.OrderPaid, 10: zagaj.OrderDone, 11: zagaj.OrderPaid, 13: zagaj.OrderPaid, 14: zagaj.OrderPaid}

// incomplete is the state of an order whose customer has come to the payment and not gone on: nobody has ordered yet.
const incomplete = 0

// Decode implements plugin.Adapter. The id of an event is the hash: it is the same when a hook is sent twice.
func (Adapter) Decode(d plugin.Delivery, in zagaj.Installation) ([]zagaj.Event, error) {
	var b body
	if err := plugin.Decode(d.Body, &b); err != nil {
		return nil, err
	}
	if b.CreatedAt <= 0 || b.CreatedAt > 1<<40 || b.Hash == "" || b.Scope == "" {
		return nil, zagaj.E(zagaj.CodeInvalid, "scope, hash or created_at is missing or malformed")
	}
	at := zagaj.Instant(b.CreatedAt * 1000)
	ev := zagaj.Event{ID: zagaj.EventID(string(in.ID) + ":" + b.Scope + ":" + string(b.Data.ID) + ":" + b.Hash), Shop: in.Shop, Source: zagaj.FromShop,
		Installation: in.ID, Kind: zagaj.KindOrder, OccurredAt: at, ReceivedAt: d.ReceivedAt}
	switch b.Scope {
	case "store/order/created":
		if in.Credentials["access_token"] != "" {
			return nil, nil // it may be incomplete, which the hook does not say: Complete tells it
		}
		return b.order(ev, b.Data.ID, "")
	case "store/order/statusUpdated":
		return b.order(ev, b.Data.ID, "")
	case "store/cart/converted":
		return b.order(ev, b.Data.OrderID, zagaj.CartID(b.Data.ID))
	case "store/customer/deleted":
		if n, err := strconv.ParseInt(string(b.Data.ID), 10, 64); err != nil || n <= 0 {
			return nil, zagaj.E(zagaj.CodeInvalid, "the customer's id is missing or malformed")
		}
		ev.Kind, ev.Alias = zagaj.KindErase, &zagaj.Alias{Kind: zagaj.AliasCustomer, Value: string(b.Data.ID)}
		return []zagaj.Event{ev}, nil
	case "store/app/uninstalled":
		ev.Kind = zagaj.KindUninstall
		return []zagaj.Event{ev}, nil
	}
	if ignored[b.Scope] {
		return nil, nil
	}
	return nil, zagaj.E(zagaj.CodeInvalid, "unknown scope")
}

// ignored are the scopes that are taken and give nothing.
var ignored = map[string]bool{"store/cart/created": true, "store/cart/updated": true, "store/cart/deleted": true, "store/cart/couponApplied": true,
	"store/cart/abandoned": true, "store/cart/lineItem/created": true, "store/cart/lineItem/updated": true, "store/cart/lineItem/deleted": true,
	"store/order/updated": true, "store/product/created": true, "store/product/updated": true, "store/product/deleted": true,
	"store/product/inventory/updated": true, "store/customer/created": true, "store/customer/updated": true}

func (b body) order(ev zagaj.Event, id plugin.Decimal, cart zagaj.CartID) ([]zagaj.Event, error) {
	if n, err := strconv.ParseInt(string(id), 10, 64); err != nil || n <= 0 {
		return nil, zagaj.E(zagaj.CodeInvalid, "the order's id is missing or malformed")
	}
	status, ok := states[b.Data.Status.New]
	if !ok {
		status = zagaj.OrderPlaced
	}
	ev.Order = &zagaj.Order{ID: zagaj.OrderID(id), Number: string(id), Version: int64(ev.OccurredAt), Cart: cart, Status: status, PlacedAt: ev.OccurredAt}
	return []zagaj.Event{ev}, nil
}
