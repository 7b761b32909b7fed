package api_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/idosell"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// firstQuarantined is the path of the delivery that came last.
func firstQuarantined(t *testing.T, h *house, cookie string) (id, path string) {
	t.Helper()
	var list quarantineList
	ask(t, h, cookie, "GET", "/v1/panel/quarantine", &list)
	if len(list.Deliveries) == 0 {
		t.Fatal("nothing is in quarantine")
	}
	return list.Deliveries[0].ID, "/v1/panel/quarantine/" + list.Deliveries[0].ID
}

// TestWhatProvesTheSenderIsNotKept: where a platform signs nothing the secret itself is a header, and what is set aside or waits on the disk is not
// sealed.
func TestWhatProvesTheSenderIsNotKept(t *testing.T) {
	const secret = "the-secret-of-a-connection"
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.Platforms = plugin.NewSet(idosell.New()) })
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "ido", Shop: testShop, Platform: "idosell", Secrets: []string{secret}, CreatedAt: clock()}))
		_, cookie := work(t, h, testShop)
		tells := func(body, want string) {
			t.Helper()
			req, _ := http.NewRequest(http.MethodPost, h.URL+"/hooks/idosell/ido", strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer "+secret)
			if status, answer := do(t, h.Client(), req); status != http.StatusOK || !strings.Contains(answer, want) {
				t.Fatalf("got %d %s, want %s", status, answer, want)
			}
		}
		tells(`{"type":"order.imagined"}`, "quarantined")
		id, _ := firstQuarantined(t, h, cookie)
		kept, err := h.store.Quarantined(t.Context(), testShop, id)
		must(t, err)
		if text := fmt.Sprint(kept.Header); strings.Contains(text, secret) {
			t.Errorf("quarantine keeps %s", text)
		}
		must(t, h.store.Close())
		tells(`{"type":"order.created","data":{"id":"1","currency":"PLN","total":"1.00"}}`, "spooled")
		files, err := filepath.Glob(filepath.Join(h.spool, "*.json"))
		if err != nil || len(files) != 1 {
			t.Fatalf("got %v (%v), want one file", files, err)
		}
		text, err := os.ReadFile(files[0])
		must(t, err)
		if bytes.Contains(text, []byte(secret)) {
			t.Error("the disk keeps the secret")
		}
	})
}

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
