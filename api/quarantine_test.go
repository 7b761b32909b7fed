package api_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// TestARemovalPlayedAgainIsAskedAboutToo: it was set aside because the platform did not say whether it is true.
func TestARemovalPlayedAgainIsAskedAboutToo(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h, shop, cookie := withShopify(t, dsn)
		in := shopifyStored(t, h)
		in.Credentials = maps.Clone(in.Credentials)
		in.Credentials["access_token"] = "shpat_1"
		must(t, h.store.SaveInstallation(t.Context(), in))
		shop.Break()
		for topic, body := range map[string]string{"app/uninstalled": leftBody, "shop/redact": clearedBody} {
			if status, answer := shopifyTells(t, h, shop.Secret, topic, "w-"+topic, body); status != 200 || !strings.Contains(answer, "quarantined") {
				t.Fatalf("%s: got %d %s", topic, status, answer)
			}
		}
		play := func(want int) {
			t.Helper()
			var list quarantineList
			ask(t, h, cookie, "GET", "/v1/panel/quarantine", &list)
			if len(list.Deliveries) != 2 {
				t.Fatalf("got %d in quarantine, want 2", len(list.Deliveries))
			}
			for _, d := range list.Deliveries {
				var done struct{ Stored int }
				if status := ask(t, h, cookie, "POST", "/v1/panel/quarantine/"+d.ID+"/replay", &done); status != want || done.Stored != 0 {
					t.Errorf("got %d %+v, want %d and nothing stored", status, done, want)
				}
			}
			cleared, err := h.store.Petitions(t.Context(), testShop, 1<<60, 10)
			must(t, err)
			if left := shopifyStored(t, h); left.Credentials["access_token"] != "shpat_1" || len(cleared) != 0 {
				t.Errorf("got %v and %d erasures, want the token and nobody erased", left.Credentials, len(cleared))
			}
		}
		play(http.StatusConflict) // it still does not say
		shop.Remove()
		shop.Let("shpat_1")
		play(http.StatusOK) // it says that the app is there
	})
}

// TestAThinDeliveryPlayedAgainIsMadeWhole: what it only names is fetched, as when it comes.
func TestAThinDeliveryPlayedAgainIsMadeWhole(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		shop := plugintest.NewBigShop(t)
		shop.Orders[250] = plugintest.BigOrder(250, 11, time.Unix(1795430000, 0))
		h := openWith(t, dsn, func(c *api.Config) {
			c.Platforms, c.Outward = plugin.NewSet(bigcommerce.New()), shop.Client()
		})
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "big", Shop: testShop, Platform: "bigcommerce", Secrets: []string{"client"}, Address: shop.Address(),
			Credentials: map[string]string{"access_token": shop.Token}, CreatedAt: clock()}))
		_, cookie := work(t, h, testShop)
		must(t, h.store.Quarantine(t.Context(), zagaj.Quarantined{ID: "q", Shop: testShop, Installation: "big", Platform: "bigcommerce", Reason: "an older version did not know it",
			Header: map[string]string{"Webhook-Id": "m"}, Body: []byte(`{"scope":"store/order/updated","data":{"id":250},"hash":"h","created_at":1795430000}`), ReceivedAt: clock()}))
		if status := ask(t, h, cookie, "POST", "/v1/panel/quarantine/q/replay", nil); status != http.StatusOK {
			t.Fatalf("got %d", status)
		}
		within(t, "the order is whole", func() bool {
			list, err := h.store.OrdersByNumber(t.Context(), testShop, "250")
			must(t, err)
			return len(list) == 1 && len(list[0].Lines) == 1
		})
	})
}
