package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func TestThePrivacyTextSaysWhatIsSet(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		keep := sql.DefaultKeep()
		keep.Conversations, keep.Events = 100*24*time.Hour, 0
		h := openWith(t, dsn, func(c *api.Config) {
			c.Keep, c.Provider = keep, api.ProviderConfig{Issuer: "https://id.example", Name: "Firma"}
		})
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		text := func(kind, lang string) string {
			var out struct{ Text string }
			anna.want(200, "GET", "/privacy?kind="+kind+"&lang="+lang, "", &out)
			return out.Text
		}
		says := func(text string, want ...string) {
			t.Helper()
			for _, w := range want {
				if says, no := strings.Contains(text, strings.TrimPrefix(w, "!")), strings.HasPrefix(w, "!"); says == no {
					t.Errorf("%q is %t in:\n%s", w, says, text)
				}
			}
		}
		says(text("notice", "pl"), "Sklep", "100 dni od zamknięcia", "bezterminowo", "zanim go wyślesz", "o które poprosi konsultant", "woocommerce", "Adres e-mail", "odbiera powiadomienia", "!Ton wysłanych", "!{{")
		says(text("notice", "en"), "100 days after", "before you send it", "!dni", "!{{")
		says(text("record", "pl"), "Art. 30", "podgląd pisania (draft)", "logowanie przez Firma", "!{{")
		says(text("record", "en"), "Art. 30", "sneak peek (draft)", "sign-in by Firma", "push service", "!{{")
		// What is changed, the text says next.
		ctx := t.Context()
		shop, err := h.store.Shop(ctx, testShop)
		must(t, err)
		shop.Peek = zagaj.PeekDots
		must(t, h.store.SaveShop(ctx, shop))
		must(t, h.store.SaveDeskSettings(ctx, testShop, zagaj.DeskSettings{Alarm: zagaj.DefaultDeskSettings().Alarm, Closed: zagaj.ClosedHide, Photos: zagaj.PhotosOff, Mood: true}))
		must(t, h.store.SaveEndpoint(ctx, zagaj.Endpoint{ID: "e", Shop: testShop, URL: "https://crm.example/zagaj", Kinds: zagaj.NoticeKinds, CreatedAt: clock()}))
		says(text("notice", "pl"), "kropki, nie słowa", "Ton wysłanych słów", "crm.example", "!Zdjęcia", "!zanim go wyślesz")
		says(text("record", "en"), "that somebody is typing", "crm.example", "!photos")
		anna.want(400, "GET", "/privacy?kind=notice&lang=xx", "", nil)
	})
}
