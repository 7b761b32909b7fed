package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/plugintest"
	"github.com/zagaj/zagaj/plugin/shopify"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/plugin/woocommerce"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const shopifySecret = "shpss_petitions"

// petitioned is a house with a shop at Shopify, and Shopify's own hand.
type petitioned struct {
	*house
	t    *testing.T
	anna *browser
}

func onBothPetitioned(t *testing.T, test func(t *testing.T, p petitioned)) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := openWith(t, dsn, func(c *api.Config) { c.Platforms = plugin.NewSet(shopify.New(), standard.New(), woocommerce.New()) })
		must(t, h.store.AddInstallation(t.Context(), zagaj.Installation{ID: "shopify-1", Shop: testShop, Platform: "shopify", Secrets: []string{shopifySecret}, CreatedAt: clock(),
			Address: "https://sklep.myshopify.com", Credentials: map[string]string{"token": "shpat_1"}}))
		test(t, petitioned{h, t, signedInAs(t, h, "anna@shop.example", password, "")})
	})
}

// tells sends a signed delivery.
func (p petitioned) tells(topic, id, body string) {
	p.t.Helper()
	mac := hmac.New(sha256.New, []byte(shopifySecret))
	mac.Write([]byte(body))
	req, _ := http.NewRequest("POST", p.URL+"/hooks/shopify/shopify-1", strings.NewReader(body))
	for k, v := range map[string]string{"X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": id, "X-Shopify-Hmac-Sha256": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"X-Shopify-Triggered-At": time.Now().UTC().Format(time.RFC3339Nano)} {
		req.Header.Set(k, v)
	}
	if status, answer := do(p.t, p.Client(), req); status != 200 || strings.Contains(answer, "quarantined") || strings.Contains(answer, "spooled") {
		p.t.Fatalf("%s: got %d %s", topic, status, answer)
	}
}

func (p petitioned) ordered(id, customer string) {
	p.tells("orders/create", "order-"+id, fmt.Sprintf(`{"id":%s,"order_number":1,"name":"#%s","currency":"PLN","total_price":"10.00","financial_status":"paid","cart_token":"cart-of-%s",
		"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:00Z","customer":{"id":%s},"line_items":[]}`, id, id, customer, customer))
}

func (p petitioned) has(number string) bool {
	p.t.Helper()
	found, err := p.store.OrdersByNumber(p.t.Context(), testShop, number)
	must(p.t, err)
	return len(found) == 1
}

func (p petitioned) list() []zagaj.Petition {
	p.t.Helper()
	var got struct{ Petitions []zagaj.Petition }
	p.anna.want(200, "GET", "/petitions", "", &got)
	return got.Petitions
}

// receipts counts the lines of the audit log with an action.
func (p petitioned) receipts(action string) int {
	p.t.Helper()
	deeds, err := p.store.Deeds(p.t.Context(), testShop, 1<<60, 100)
	must(p.t, err)
	n := 0
	for _, d := range deeds {
		if d.Action == action {
			n++
		}
	}
	return n
}

// What Shopify sends when a customer asks for their data, and when they are to be erased.
const (
	personBody = `{"shop_id":954889,"shop_domain":"sklep.myshopify.com","customer":{"id":191167,"email":"john@example.com","phone":"555-625-1199"},"orders_requested":[77001],"data_request":{"id":9999}}`
	redactBody = `{"shop_id":954889,"shop_domain":"sklep.myshopify.com","customer":{"id":191167,"email":"john@example.com","phone":"555-625-1199"},"orders_to_redact":[77001]}`
)

// TestAPlatformsRequestForAPersonsDataMakesACopy: sealed, with a deadline, for whom the shop trusts; it goes with the person and by itself.
func TestAPlatformsRequestForAPersonsDataMakesACopy(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		p.ordered("77001", "191167")
		p.ordered("77002", "5")
		for range 2 { // what is repeated changes nothing
			p.tells("customers/data_request", "ask-1", personBody)
		}
		list := p.list()
		if len(list) != 1 || list[0].Kind != zagaj.PetitionExport || list[0].Customer != "191167" || list[0].Platform != "shopify" || list[0].Entries == 0 {
			t.Fatalf("got %+v", list)
		}
		if list[0].DueAt.Sub(list[0].At) != 30*24*time.Hour || list[0].GoneAt <= list[0].DueAt || list[0].TakenAt != 0 {
			t.Errorf("deadline: got %+v", list[0])
		}
		path := "/petitions/" + list[0].ID + "/file"
		join(t, p.house, testShop, zagaj.RoleConsultant)
		consultant := &browser{t: t, h: p.house, cookie: "zagaj_session=token-operator-shop"}
		consultant.want(403, "GET", "/petitions", "", nil)
		consultant.want(403, "GET", path, "", nil)
		signedInAs(t, p.house, "anna@other.example", password, "").want(404, "GET", path, "", nil)
		var file map[string][]map[string]any
		p.anna.want(200, "GET", path, "", &file)
		text, _ := json.Marshal(file)
		if len(file["orders"]) != 1 || !strings.Contains(string(text), `"77001`) || strings.Contains(string(text), `"77002`) || strings.Contains(string(text), "#77002") {
			t.Errorf("the copy holds %s", text)
		}
		if list = p.list(); list[0].TakenAt == 0 || p.receipts("petition.export") != 1 || p.receipts("petition.take") != 1 {
			t.Errorf("got %+v, %d and %d lines", list[0], p.receipts("petition.export"), p.receipts("petition.take"))
		}
		p.tells("customers/redact", "redact-1", redactBody)
		if list = p.list(); len(list) != 2 || list[0].Customer+list[1].Customer != "" {
			t.Errorf("after the erasure: got %+v", list)
		}
		p.anna.want(404, "GET", path, "", nil)
	})
}

// TestACopyGoesAfterItsTime: the night's work removes it; the receipt stays.
func TestACopyGoesAfterItsTime(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		old := clock().Add(-41 * 24 * time.Hour)
		for i, at := range []zagaj.Instant{old, clock()} {
			must(t, p.store.KeepPetition(t.Context(), zagaj.Petition{ID: fmt.Sprint("p", i), Shop: testShop, Platform: "shopify", Kind: zagaj.PetitionExport, At: at,
				DueAt: at + zagaj.PetitionDue, Customer: "191167"}, []byte(`{}`), zagaj.Deed{Shop: testShop, At: at, Action: "petition.export"}))
		}
		_, err := p.store.Forget(t.Context(), testShop, sql.DefaultKeep())
		must(t, err)
		list := p.list()
		if len(list) != 2 || list[0].Customer != "191167" || list[1].Customer != "" || list[1].GoneAt != 0 {
			t.Errorf("got %+v, want the newer one's copy left", list)
		}
	})
}

// TestAPlatformsErasureOfAPersonIsDoneEachTime: who came back and asks again is told of by the same bytes. One receipt is enough.
func TestAPlatformsErasureOfAPersonIsDoneEachTime(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		p.ordered("77001", "191167")
		p.ordered("77002", "5")
		has := p.has
		p.tells("customers/redact", "redact-1", redactBody)
		if has("77001") || !has("77002") {
			t.Errorf("after it: the person's order is there %v, another's %v", has("77001"), has("77002"))
		}
		p.ordered("77003", "191167")
		p.tells("customers/redact", "redact-2", redactBody)
		if has("77003") || !has("77002") || p.receipts("petition.erase") != 1 || len(p.list()) != 1 {
			t.Errorf("again: the new order is there %v, another's %v, %d receipts", has("77003"), has("77002"), p.receipts("petition.erase"))
		}
	})
}

// TestEveryPlatformsErasureIsDoneEachTime: by the message that all platforms without words of their own send.
func TestEveryPlatformsErasureIsDoneEachTime(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		for n, platform := range []string{"standard", "woocommerce"} {
			in := zagaj.InstallationID(platform + "-erasing")
			must(t, p.store.AddInstallation(t.Context(), zagaj.Installation{ID: in, Shop: testShop, Platform: platform, Secrets: []string{plugintest.StandardSecret(1)}, CreatedAt: clock()}))
			for i := range 2 {
				order := fmt.Sprint(77000 + 10*n + i)
				p.ordered(order, "7")
				d := plugintest.MessageFacts()["erasure"]
				plugintest.SignStandard(t, &d, plugintest.StandardSecret(1), clock())
				req, _ := http.NewRequest("POST", p.URL+"/hooks/"+platform+"/"+string(in), strings.NewReader(string(d.Body)))
				req.Header = d.Header
				if status, answer := do(t, p.Client(), req); status != 200 || p.has(order) {
					t.Errorf("%s, time %d: got %d %s, the order is there %v", platform, i+1, status, answer, p.has(order))
				}
			}
		}
		if n := p.receipts("petition.erase"); n != 2 {
			t.Errorf("got %d receipts, want one of each platform", n)
		}
	})
}

// TestARemovedShopsDataAreErased: of all its people, and its credentials; what the merchant has made stays.
func TestARemovedShopsDataAreErased(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		furnish(t, p.house, testShop)
		furnish(t, p.house, otherShop)
		p.ordered("77001", "191167")
		p.tells("customers/data_request", "ask-1", personBody)
		before := snapshot(t, p.house, otherShop)
		for range 2 {
			p.tells("shop/redact", "redact-shop", `{"shop_id":954889,"shop_domain":"sklep.myshopify.com"}`)
		}
		ctx := t.Context()
		for _, who := range []sql.Person{{Shop: testShop, Customer: "191167"}, {Shop: testShop, Visitor: "visitor-shop"}} {
			found, err := p.store.Export(ctx, who)
			must(t, err)
			if len(found) > 0 {
				t.Errorf("left of %v: %v", who, found)
			}
		}
		conversations, err := p.store.Conversations(ctx, testShop, []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen, zagaj.ConversationClosed}, zagaj.Forever, 10)
		must(t, err)
		rules, err := p.store.Rules(ctx, testShop)
		must(t, err)
		in, err := p.store.Installation(ctx, "shopify-1")
		must(t, err)
		if len(conversations) != 0 || len(rules) != 1 || len(in.Credentials) != 0 || len(in.Secrets) != 1 {
			t.Errorf("got %d conversations, %d rules, credentials %v", len(conversations), len(rules), in.Credentials)
		}
		list := p.list()
		if p.receipts("petition.clear") != 1 || len(list) != 3 || list[0].Customer+list[1].Customer+list[2].Customer != "" {
			t.Errorf("got %+v", list)
		}
		if after := snapshot(t, p.house, otherShop); after != before {
			t.Error("the other shop was changed")
		}
	})
}

// TestAShopThatMovedKeepsItsOtherPlatformsData: only what the removed connection told is erased.
func TestAShopThatMovedKeepsItsOtherPlatformsData(t *testing.T) {
	onBothPetitioned(t, func(t *testing.T, p petitioned) {
		furnish(t, p.house, testShop)
		p.ordered("77001", "191167")
		if status, answer := wooDelivery(t, p.house, "woo-shop", recorded(t), wooSecret); status != 200 {
			t.Fatal(answer)
		}
		must(t, p.store.NoteDelivery(t.Context(), "woo-shop", zagaj.DeliveryHealth{At: clock(), Accepted: 1}))
		p.tells("shop/redact", "redact-shop", `{"shop_id":954889,"shop_domain":"sklep.myshopify.com"}`)
		events, err := p.store.Events(t.Context(), testShop, 0, 100)
		must(t, err)
		orders := 0
		for _, ev := range events {
			if ev.Order != nil && ev.Installation == "woo-shop" {
				orders++
			}
			if ev.Installation == "shopify-1" && ev.Kind != zagaj.KindClear {
				t.Errorf("left: %+v", ev)
			}
		}
		conv, err := p.store.Conversation(t.Context(), testShop, "conversation-shop")
		if err != nil || conv.ID == "" || p.has("77001") || orders != 1 {
			t.Errorf("got %v, the removed platform's order is there %v, %d orders of the other", err, p.has("77001"), orders)
		}
	})
}
