package bigcommerce_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/plugintest"
)

func sign(t testing.TB, d *plugin.Delivery, secret string, sent zagaj.Instant) {
	plugintest.SignStandard(t, d, base64.StdEncoding.EncodeToString([]byte(secret)), sent)
}

func sample(t testing.TB, name string) plugin.Delivery {
	t.Helper()
	body, err := os.ReadFile("testdata/bigcommerce_store_" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return plugintest.Message("msg_"+name, string(body))
}

func suite(t testing.TB) plugintest.Case {
	hook := func(scope, data string, at int) plugin.Delivery {
		return plugintest.Message("m", fmt.Sprintf(`{"scope":"%s","store_id":"1","data":%s,"hash":"h%d","created_at":%d,"producer":"stores/x"}`, scope, data, at, 1561479335+at))
	}
	status := func(id, at int) plugin.Delivery {
		return hook("store/order/statusUpdated", fmt.Sprintf(`{"type":"order","id":250,"status":{"previous_status_id":0,"new_status_id":%d}}`, id), at)
	}
	order := zagaj.Order{ID: "250", Number: "250", Version: 1561479335000, Status: zagaj.OrderPlaced, PlacedAt: 1561479335000}
	from := zagaj.Order{ID: "252", Number: "252", Version: 1561486893000, Status: zagaj.OrderPlaced, PlacedAt: 1561486893000, Cart: "d30016e2-23c0-4a90-884f-2e92ac135476"}
	const thin = "BigCommerce's webhooks carry ids only"
	return plugintest.Case{Adapter: bigcommerce.New(), Sign: sign, Secret: func(n int) string { return fmt.Sprint("client secret ", n) }, TimeSigned: true, Missed: missed,
		Recordings: []plugintest.Recording{
			{Name: "an order", Delivery: sample(t, "order_created"), Want: []zagaj.Event{{ID: "store/order/created:250:dd70c0976e06b67aaf671e73f49dcb79230ebf9d",
				Kind: zagaj.KindOrder, OccurredAt: 1561479335000, Order: &order}}},
			{Name: "a cart that became an order", Delivery: sample(t, "cart_converted"), Want: []zagaj.Event{{
				ID:   "store/cart/converted:d30016e2-23c0-4a90-884f-2e92ac135476:b86db7c77d7ef8f90d6a8aefa56de32ccd776923",
				Kind: zagaj.KindOrder, OccurredAt: 1561486893000, Order: &from}}}},
		Ignored: []plugin.Delivery{sample(t, "cart_created"), sample(t, "cart_updated"), sample(t, "cart_abandoned"), sample(t, "cart_lineItem_created")},
		Refused: []plugin.Delivery{hook("store/cart/paid", `{"id":"x"}`, 1), hook("store/order/created", `{"id":"x"}`, 1), hook("store/order/created", `{"id":-1}`, 1), hook("store/customer/deleted", `{"type":"customer"}`, 1)},
		Facts: map[string]plugin.Delivery{"cancel": status(5, 2), "refund": status(4, 3), "product": hook("store/product/updated", `{"type":"product","id":1}`, 4),
			"stock": hook("store/product/inventory/updated", `{"type":"product","id":1,"inventory":{"product_id":1,"method":"absolute","value":3}}`, 6), "uninstall": hook("store/app/uninstalled", `{"type":"app"}`, 5),
			"erasure": hook("store/customer/deleted", `{"type":"customer","id":32}`, 7)},
		Cannot: map[string]string{"shop-erasure": plugintest.NoShopErasure, "add": thin, "quantity": thin, "remove": thin, "coupon": thin, "merge": thin, "checkout": thin, "order": thin,
			"no-decimals": thin, "three-decimals": thin, "data-request": "BigCommerce has no webhook for a request for a person's data"},
	}
}

func TestConformance(t *testing.T) { plugintest.Run(t, suite(t)) }

func FuzzDecode(f *testing.F) {
	plugintest.Fuzz(f, suite(f), func(topic string) http.Header { return plugintest.Message("msg_"+topic, "").Header })
}
