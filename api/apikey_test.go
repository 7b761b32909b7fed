package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
)

// program is one of the merchant's, with a key.
type program struct {
	t   *testing.T
	h   *house
	key string
}

func (p program) call(method, path, body string, answer any) int {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.h.URL+path, strings.NewReader(body))
	must(p.t, err)
	req.Header.Set("Authorization", "Bearer "+p.key)
	status, text := do(p.t, p.h.Client(), req)
	if answer != nil && status == http.StatusOK {
		must(p.t, json.Unmarshal([]byte(text), answer))
	}
	return status
}

func (p program) want(status int, method, path, body string, answer any) {
	p.t.Helper()
	if got := p.call(method, path, body, answer); got != status {
		p.t.Fatalf("%s %s: got %d, want %d", method, path, got, status)
	}
}

type madeKey struct {
	Key  zagaj.APIKey
	Text string
}

func addKey(t *testing.T, h *house, by *browser, scope zagaj.KeyScope) (program, madeKey) {
	t.Helper()
	var made madeKey
	by.want(200, "POST", "/keys", fmt.Sprintf(`{"name":"ERP","scope":%q}`, scope), &made)
	return program{t, h, made.Text}, made
}

func TestAKeyReadsAndNeverSpeaks(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		anna.want(400, "POST", "/keys", `{"name":"","scope":"read"}`, nil)
		anna.want(400, "POST", "/keys", `{"name":"x","scope":"everything"}`, nil)
		reader, made := addKey(t, h, anna, zagaj.ScopeRead)
		writer, _ := addKey(t, h, anna, zagaj.ScopeWrite)
		if !regexp.MustCompile(`^zgj_[A-Za-z0-9_-]{43}$`).MatchString(made.Text) {
			t.Errorf("got the key %q, want 256 bits", made.Text)
		}
		var first string
		var visitor string
		for i := range 3 {
			v, welcome := visit(t, h, "")
			v.send(frame{"t": "say", "id": "m1", "text": "Dzień dobry"})
			id := text(v.hear("ack")["conversation"])
			if i == 0 {
				first, visitor = id, text(welcome["visitor"])
			}
		}
		var seen []string
		for after, more := "", true; more; {
			var page struct {
				Conversations []zagaj.Conversation
				Next          string
			}
			reader.want(200, "GET", "/v1/api/conversations?limit=2&after="+after, "", &page)
			for _, c := range page.Conversations {
				seen = append(seen, string(c.ID))
			}
			after, more = page.Next, page.Next != ""
		}
		if len(seen) != 3 || seen[0] != first || !slices.IsSorted(seen) {
			t.Errorf("got %v, want all three in order, each once", seen)
		}
		var messages struct{ Messages []zagaj.Message }
		reader.want(200, "GET", "/v1/api/conversations/"+first+"/messages", "", &messages)
		if len(messages.Messages) != 1 || messages.Messages[0].Text != "Dzień dobry" {
			t.Errorf("got %v", messages)
		}
		for _, path := range []string{"/v1/api/offers", "/v1/api/promises", "/v1/api/conversations/" + first, "/v1/api/visitors/" + visitor + "/export"} {
			reader.want(200, "GET", path, "", nil)
		}
		reader.want(400, "GET", "/v1/api/conversations?limit=101", "", nil)
		reader.want(400, "GET", "/v1/api/promises?after=x", "", nil)
		reader.want(403, "PUT", "/v1/api/conversations/"+first+"/label", `{"kind":"sale","tags":[]}`, nil)
		reader.want(403, "DELETE", "/v1/api/visitors/"+visitor, "", nil)
		writer.want(200, "PUT", "/v1/api/conversations/"+first+"/label", `{"kind":"sale","tags":["erp"]}`, nil)

		// Whatever its scope, a key says nothing in anybody's name.
		say := `{"id":"x","text":"Jestem człowiekiem"}`
		for path, want := range map[string]int{"/v1/api/conversations/" + first + "/messages": 404, "/v1/api/conversations/" + first + "/say": 404, "/v1/api/promises": 404,
			"/v1/panel/promises": 401, "/v1/panel/promises/p1/keep": 401, "/v1/panel/conversations/" + first + "/claim": 401, "/v1/panel/conversations/" + first + "/notes": 401,
			"/v1/panel/visitors/" + visitor + "/invite": 401} {
			writer.want(want, "POST", path, say, nil)
		}
		_, resp, err := websocket.DefaultDialer.Dial(strings.Replace(h.URL, "http", "ws", 1)+"/v1/panel/socket", http.Header{"Origin": {h.URL}, "Authorization": {"Bearer " + writer.key}})
		if err == nil || resp == nil || resp.StatusCode != 401 {
			t.Errorf("the panel's socket by a key: got %v, %v, want 401", resp, err)
		}
		reader.want(200, "GET", "/v1/api/conversations/"+first+"/messages", "", &messages)
		if len(messages.Messages) != 1 {
			t.Errorf("somebody spoke: %v", messages)
		}

		writer.want(200, "DELETE", "/v1/api/visitors/"+visitor, "", nil)
		reader.want(404, "GET", "/v1/api/visitors/"+visitor+"/export", "", nil)
		reader.want(404, "GET", "/v1/api/conversations/"+first, "", nil)
		var list struct{ Keys []map[string]any }
		anna.want(200, "GET", "/keys", "", &list)
		if out, _ := json.Marshal(list); len(list.Keys) != 2 || strings.Contains(string(out), made.Text[4:]) || strings.Contains(string(out), sum(made.Text)) || list.Keys[1]["used_at"] == 0.0 {
			t.Errorf("got %s, want both keys without their text, and when they were used", out)
		}
		anna.want(204, "DELETE", "/keys/"+made.Key.ID, "", nil)
		reader.want(401, "GET", "/v1/api/conversations", "", nil)
		(program{t, h, strings.TrimPrefix(anna.cookie, "zagaj_session=")}).want(401, "GET", "/v1/api/conversations", "", nil)
	})
}

func TestAKeyIsHeldToItsPace(t *testing.T) {
	now := clock()
	h := openWith(t, "sqlite:"+t.TempDir()+"/zagaj.db", func(c *api.Config) { c.KeyBurst, c.Now = 0, func() zagaj.Instant { return now } })
	p, _ := addKey(t, h, signedInAs(t, h, "anna@shop.example", password, ""), zagaj.ScopeRead)
	for range 60 {
		p.want(200, "GET", "/v1/api/offers", "", nil)
	}
	p.want(429, "GET", "/v1/api/offers", "", nil)
	wrong := program{t, h, "zgj_made-up"}
	for range 10 {
		wrong.want(401, "GET", "/v1/api/offers", "", nil)
	}
	wrong.want(429, "GET", "/v1/api/offers", "", nil)
}

// TestTheDescriptionAgreesWithTheRoutes compares docs/openapi.yaml with what is served, both ways. Built files, the
// redirects to them and browsers' preflights are not described.
func TestTheDescriptionAgreesWithTheRoutes(t *testing.T) {
	raw, err := os.ReadFile("../docs/openapi.yaml")
	must(t, err)
	described := map[string]bool{}
	path := ""
	for line := range strings.SplitSeq(string(raw), "\n") {
		if m := regexp.MustCompile(`^  (/\S*):$`).FindStringSubmatch(line); m != nil {
			path = m[1]
		} else if m := regexp.MustCompile(`^    (get|put|post|delete|patch):$`).FindStringSubmatch(line); m != nil && path != "" {
			if described[strings.ToUpper(m[1])+" "+path] {
				t.Errorf("%s %s is described twice", m[1], path)
			}
			described[strings.ToUpper(m[1])+" "+path] = true
		} else if line == "components:" {
			path = ""
		}
	}
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	named := regexp.MustCompile(`:([a-z_]+)`)
	for _, r := range h.api.Routes() {
		if r.Method == "OPTIONS" || r.Path == "/" || strings.Contains(r.Path, "*") || r.Path == "/panel" || r.Path == "/zagaj.js" || r.Path == "/push-worker.js" {
			continue
		}
		route := r.Method + " " + named.ReplaceAllString(r.Path, "{$1}")
		if !described[route] {
			t.Errorf("%s is served and not described", route)
		}
		delete(described, route)
	}
	for route := range described {
		t.Errorf("%s is described and not served", route)
	}
}
