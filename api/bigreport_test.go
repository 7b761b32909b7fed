package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// A shop with forty conversations a day, of three answers each, has waited for more than ten thousand answers in a quarter of a year.
func TestAReportCountsAllOfABusyShop(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, dsn)
		_, cookie := work(t, h, testShop)
		const days, each = 90, 120
		now := clock()
		_, err := h.store.OpenConversation(t.Context(), zagaj.Conversation{ID: "c", Shop: testShop, Visitor: "v", State: zagaj.ConversationWaiting, CreatedAt: now, UpdatedAt: now})
		must(t, err)
		// The last of each hundred is missed, the others are answered within four seconds.
		_, err = sqltest.Raw(t, dsn).ExecContext(t.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10800)
			INSERT INTO waits (shop_id, conversation_id, seq, since, round, armed_at, rung, seen_at, seen_by, ended_at, answered_by)
			SELECT 'shop', 'c', i, CAST($1 AS BIGINT) + CAST(i AS BIGINT) * 720000, 0, 0, 0, 0, '', CAST($1 AS BIGINT) + CAST(i AS BIGINT) * 720000 + 4000, CASE WHEN i % 100 = 0 THEN '' ELSE 'anna-shop' END FROM n`,
			int64(now.Add(-days*24*time.Hour)))
		must(t, err)
		_, err = sqltest.Raw(t, dsn).ExecContext(t.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10800)
			INSERT INTO conversations (shop_id, id, visitor_id, operator_id, offer_id, state, seq, preview, waiting, created_at, updated_at, closed_at)
			SELECT 'shop', 'old-' || i, 'v-' || i, 'anna-shop', '', 'closed', 0, '', `+map[bool]string{true: "FALSE", false: "0"}[dsn[:6] != "sqlite"]+`, CAST($1 AS BIGINT) + CAST(i AS BIGINT) * 720000, CAST($1 AS BIGINT) + CAST(i AS BIGINT) * 720000, CAST($1 AS BIGINT) + CAST(i AS BIGINT) * 720000 + 60000 FROM n`,
			int64(now.Add(-days*24*time.Hour)))
		must(t, err)
		_, got := panelAsk(t, h, cookie, http.MethodGet, "/reports?days=91", "")
		response := got["response"].(map[string]any)
		all, anna := response["all"].(map[string]any), response["by_operator"].(map[string]any)["anna-shop"].(map[string]any)
		if all["waits"] != 10800.0 || all["answered"] != 10692.0 || all["missed"] != 108.0 || anna["waits"] != 10692.0 || all["within"].([]any)[0] != 10692.0 {
			t.Errorf("got %v, and of Anna %v, want all of %d days with %d waits each", all, anna, days, each)
		}
		hours := 0.0
		for _, hour := range response["by_hour"].([]any) {
			hours += hour.(map[string]any)["waits"].(float64)
		}
		if hours != 10800 {
			t.Errorf("the hours of the day have %v waits together", hours)
		}
		if got["talks"] != 10801.0 {
			t.Errorf("got %v conversations, want all", got["talks"])
		}
	})
}
