package api_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/shoper"
	"github.com/zagaj/zagaj/plugin/shopify"
	"github.com/zagaj/zagaj/plugin/shopware"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// TestAStateToldWithinTheSameSecondIsNotLost: platforms that tell times in seconds, or only the time of the last state, place an order and say that it
// is paid at one instant, in either order.
func TestAStateToldWithinTheSameSecondIsNotLost(t *testing.T) {
	mac := func(body string) []byte {
		sum := hmac.New(sha256.New, []byte("platform-secret"))
		sum.Write([]byte(body))
		return sum.Sum(nil)
	}
	shopwareBody := func(event string, n int) string {
		return fmt.Sprintf(`{"data":{"payload":{"order":{"id":"17","orderNumber":"17","amountTotal":1.5,"orderDateTime":"2026-11-23T08:00:00.000+00:00","currency":{"isoCode":"PLN"}}},"event":%q},
"source":{"eventId":"e%d"},"timestamp":1795430000}`, event, n)
	}
	deliveries := map[string][2]plugin.Delivery{}
	for n, event := range []string{"checkout.order.placed", "state_enter.order_transaction.state.paid"} {
		both := deliveries["shopware"]
		body := shopwareBody(event, n)
		both[n] = plugin.Delivery{Header: http.Header{"Shopware-Shop-Signature": {hex.EncodeToString(mac(body))}}, Body: []byte(body)}
		deliveries["shopware"] = both
	}
	for n, financial := range []string{"pending", "paid"} {
		both := deliveries["shopify"]
		body := fmt.Sprintf(`{"id":17,"order_number":17,"name":"17","currency":"PLN","total_price":"1.50","financial_status":%q,"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:01Z"}`, financial)
		both[n] = plugin.Delivery{Header: http.Header{"X-Shopify-Topic": {"orders/updated"}, "X-Shopify-Webhook-Id": {fmt.Sprint("w", n)}, "X-Shopify-Hmac-Sha256": {base64.StdEncoding.EncodeToString(mac(body))}}, Body: []byte(body)}
		deliveries["shopify"] = both
	}
	for n, paid := range []string{"0.00", "1.50"} {
		both := deliveries["shoper"]
		body := fmt.Sprintf(`{"order_id":"17","date":"2026-11-23 08:00:00","status_date":"2026-11-23 08:00:00","sum":"1.50","paid":%q,"currency_name":"PLN"}`, paid)
		sum := sha1.Sum([]byte("12:platform-secret:" + body))
		both[n] = plugin.Delivery{Header: http.Header{"X-Webhook-Id": {"12"}, "X-Webhook-Name": {"order.paid"}, "X-Webhook-Sha1": {hex.EncodeToString(sum[:])}}, Body: []byte(body)}
		deliveries["shoper"] = both
	}
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.Platforms = plugin.NewSet(shopware.New(), shopify.New(), shoper.New()) })
		for platform, both := range deliveries {
			for _, first := range []int{0, 1} {
				id := zagaj.InstallationID(fmt.Sprint(platform, first))
				must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: id, Shop: testShop, Platform: platform, Secrets: []string{"platform-secret"}, CreatedAt: clock()}))
				for _, n := range []int{first, 1 - first} {
					req, _ := http.NewRequest(http.MethodPost, h.URL+"/hooks/"+platform+"/"+string(id), bytes.NewReader(both[n].Body))
					req.Header = both[n].Header.Clone()
					if status, answer := do(t, h.Client(), req); status != http.StatusOK || answer != `{"stored":1}` {
						t.Fatalf("%s: got %d %s", platform, status, answer)
					}
				}
				list, err := h.store.OrdersByNumber(t.Context(), testShop, "17")
				must(t, err)
				if len(list) != 1 || list[0].Status != zagaj.OrderPaid {
					t.Errorf("%s, the %d. first: got %+v, want one order, paid", platform, first, list)
				}
				_, err = h.store.EraseShop(t.Context(), testShop)
				must(t, err)
			}
		}
	})
}
