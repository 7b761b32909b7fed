package medusa_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/medusa"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func remote(shop *plugintest.MedusaShop) plugin.Remote {
	return plugin.Remote{Client: shop.Client(), Address: shop.URL, Credentials: map[string]string{"api_key": shop.Key}}
}

func missed(t testing.TB) plugintest.Missed {
	shop := plugintest.NewMedusaShop(t)
	for i := range 24 {
		shop.Orders = append(shop.Orders, plugintest.MedusaOrder(fmt.Sprint("order_", i), 30-i, now))
		shop.Carts = append(shop.Carts, plugintest.MedusaCart(fmt.Sprint("cart_", i), 30-i, now))
	}
	shop.Orders = append(shop.Orders, `{"type":"order.updated","occurred_at":1,"data":{}}`, `{"type":"ping","occurred_at":1,"data":{"id":"x"}}`)
	shop.Carts = append(shop.Carts, `{"type":"cart.updated","occurred_at":1,"data":{"id":"x","total":"a"}}`)
	return plugintest.Missed{Remote: remote(shop), Now: zagaj.At(now), Orders: 24, Carts: 24, Busy: func(n int) { shop.Busy = n }}
}

// What is fetched is newer than what the plugin told before, and the same state has the same id however often it is fetched.
func TestWhatIsFetchedHasTheTimeOfReading(t *testing.T) {
	shop, in := plugintest.NewMedusaShop(t), zagaj.Installation{ID: "in", Shop: "shop"}
	shop.Carts, shop.Orders = []string{plugintest.MedusaCart("cart_1", 5, now)}, []string{plugintest.MedusaOrder("order_1", 5, now)}
	var ids [2]zagaj.EventID
	for i := range ids {
		shop.Now = int64(zagaj.At(now)) + int64(i)
		carts, err := medusa.New().Carts(t.Context(), remote(shop), in, 0, zagaj.At(now), "")
		if err != nil || len(carts.Events) != 1 {
			t.Fatalf("got %+v (%v)", carts, err)
		}
		if c := carts.Events[0].Cart; c.Version != shop.Now || c.ChangedAt != zagaj.At(now.Add(-5*time.Minute)) || c.Total.Minor != 9998 || c.Lines[0].Quantity != 2 {
			t.Errorf("got %+v", c)
		}
		ids[i] = carts.Events[0].ID
	}
	if ids[0] != ids[1] {
		t.Errorf("got the ids %v, want one", ids)
	}
	orders, err := medusa.New().Orders(t.Context(), remote(shop), in, 0, zagaj.At(now), "")
	if err != nil || len(orders.Events) != 1 {
		t.Fatalf("got %+v (%v)", orders, err)
	}
	if o := orders.Events[0].Order; o.Version != shop.Now || o.Status != zagaj.OrderPaid || o.Cart != "cart_1" || o.Number != "7" {
		t.Errorf("got %+v", o)
	}
	shop.Without = true
	if _, err := medusa.New().Hooks(t.Context(), remote(shop)); zagaj.CodeOf(err) != zagaj.CodeUnavailable {
		t.Errorf("a shop without the plugin: got %v", err)
	}
}
