package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/zagaj/zagaj"
)

func TestBodiesAreStrict(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		for name, body := range map[string]string{
			"a member nobody knows":     `{"shortcut":"x","text":"x","language":"pl","owner":true}`,
			"the same member twice":     `{"shortcut":"x","text":"x","text":"y","language":"pl"}`,
			"a name in other letters":   `{"\u017fhortcut":"x","text":"x","language":"pl"}`,
			"an object for a string":    `{"shortcut":{"$ne":""},"text":"x","language":"pl"}`,
			"an array for a string":     `{"shortcut":["x"],"text":"x","language":"pl"}`,
			"a number for a string":     `{"shortcut":1,"text":"x","language":"pl"}`,
			"half a surrogate":          `{"shortcut":"\ud800","text":"x","language":"pl"}`,
			"bytes that are not UTF-8":  "{\"shortcut\":\"\xff\",\"text\":\"x\",\"language\":\"pl\"}",
			"something after the value": `{"shortcut":"x","text":"x","language":"pl"} {}`,
			"ten thousand brackets":     `{"shortcut":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `}`,
		} {
			status, got := deskAsk(t, h, cookie, "POST", "/answers", body)
			if status != 400 || got["code"] != string(zagaj.CodeInvalid) {
				t.Errorf("%s: got %d %v, want 400 invalid", name, status, got["code"])
			}
		}
		answers, err := h.store.Answers(t.Context(), testShop)
		must(t, err)
		if len(answers) != 0 {
			t.Errorf("%d answers stored, want none", len(answers))
		}
	})
}

func TestCompressedBodiesAreRefused(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		var bomb bytes.Buffer
		w := gzip.NewWriter(&bomb)
		_, err := w.Write(make([]byte, 64<<20))
		must(t, err)
		must(t, w.Close())
		req, _ := http.NewRequest("POST", h.URL+"/hooks/woocommerce/woo-shop", &bomb)
		req.Header.Set("Content-Encoding", "gzip")
		if status, answer := do(t, h.Client(), req); status != 400 || !strings.Contains(answer, "compressed") {
			t.Errorf("got %d %s, want 400 that names the reason", status, answer)
		}
	})
}

func TestAVisitorWhoFloodsIsSlowedDown(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		visitor, _ := visit(t, h, "")
		acks, refused := 0, 0
		for range 20 { // ten at a time: whoever does not read the answers is cut for being slow
			for i := range 10 {
				visitor.send(frame{"t": "say", "id": fmt.Sprint("m", acks+refused, "-", i), "text": "x"})
			}
			for heard := 0; heard < 10; {
				var f frame
				must(t, visitor.ws.ReadJSON(&f))
				switch {
				case f["t"] == "ack":
					acks, heard = acks+1, heard+1
				case f["t"] == "error" && f["code"] == string(zagaj.CodeTooMany):
					refused, heard = refused+1, heard+1
				}
			}
		}
		// Two a second more are let through while the test goes on.
		if acks < 20 || refused == 0 {
			t.Errorf("%d acknowledged and %d refused, want at least 20 and some refused", acks, refused)
		}
	})
}

func TestTextThatLiesIsCleaned(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "a\u202eb\u0000c\u2066d\u200fe\nf\u0007g"})
		id := text(visitor.hear("ack")["conversation"])
		list, err := h.store.Messages(t.Context(), testShop, zagaj.ConversationID(id), 0, 10)
		must(t, err)
		if len(list) != 1 || list[0].Text != "abcde\nfg" {
			t.Errorf("got %+v, want the words without what reorders or hides them", list)
		}
	})
}

// lying turns what stands after it around, hides a character, and ends somebody else's run: none of it may reach a panel.
const lying = "\u202edekcab\u202c\u2066x\u2069\u200e\u200f\u061c\u0000\u0007\n"

// TestNamesThatLieAreCleaned lets a page and a platform tell names that reorder the text around them, and reads what operators are told.
func TestNamesThatLieAreCleaned(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		visitor, _ := visit(t, h, "")
		page := frame{"url": testOrigin + "/p/2" + lying, "type": "product", "product": "2", "variants": []string{"M" + lying}, "specs": []frame{{"name": "Wzrost" + lying, "value": "9" + lying}}}
		for _, k := range []string{"title", "name", "category", "brand", "delivery", "campaign", "referrer", "size_family", "sku"} {
			page[k] = k + lying
		}
		visitor.send(frame{"t": "page", "page": page})
		visitor.send(frame{"t": "say", "id": "m1", "text": "?"})
		visitor.hear("ack")
		body := bytes.ReplaceAll(recorded(t), []byte(`"Mug"`), []byte(`"Mug\u202edekcab\u202c\u2066\u0007"`))
		if status, answer := wooDelivery(t, h, "woo-shop", body, wooSecret); status != 200 {
			t.Fatal(status, answer)
		}
		order := read(t, h, cookie, "/orders?number=11")
		if !strings.Contains(order, `"Mugdekcab"`) {
			t.Errorf("the order: got %s, want the name without what reorders it", order)
		}
		told := ""
		for !strings.Contains(told, "size_family") { // the list of visitors is told in its own time
			raw, err := json.Marshal(operator.hear("visitors"))
			must(t, err)
			told = string(raw)
		}
		for _, k := range []string{"title", "name", "category", "brand", "delivery", "M", "Wzrost"} {
			if !strings.Contains(told, `"`+k+`dekcabx`) {
				t.Errorf("%s is not told: %s", k, told)
			}
		}
		for _, text := range []string{told, order} {
			if at := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }); at >= 0 || strings.Contains(text, `\u0000`) || strings.Contains(text, `\u0007`) {
				t.Errorf("what operators are told still lies: %q", text)
			}
		}
	})
}

func read(t *testing.T, h *house, cookie, path string) string {
	t.Helper()
	req, _ := http.NewRequest("GET", h.URL+"/v1/panel"+path, nil)
	req.Header.Set("Cookie", cookie)
	status, answer := do(t, h.Client(), req)
	if status != 200 {
		t.Fatalf("%s: got %d %s", path, status, answer)
	}
	return answer
}

func TestTheSessionsCookieStaysAtHome(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		body := fmt.Sprintf(`{"email":"anna@shop.example","password":%q}`, password)
		res, err := http.Post(h.URL+"/v1/panel/login", "application/json", strings.NewReader(body))
		must(t, err)
		res.Body.Close()
		c := res.Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Domain != "" || c.Path != "/" {
			t.Errorf("got %+v, want HttpOnly, SameSite=Strict and no domain", c)
		}
	})
}

func TestCrossSiteRequestsAreRefused(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}} {
			req, _ := http.NewRequest("POST", h.URL+"/v1/panel/answers", strings.NewReader(`{"shortcut":"x","text":"x","language":"pl"}`))
			req.Header = header
			req.Header.Set("Cookie", cookie)
			if status, _ := do(t, h.Client(), req); status != 403 {
				t.Errorf("%v: got %d, want 403", header, status)
			}
		}
	})
}

func TestThePanelsPagesAreFenced(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		res, err := http.Get(h.URL + "/panel/")
		must(t, err)
		page, err := io.ReadAll(res.Body)
		must(t, err)
		res.Body.Close()
		policy := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none';", "script-src 'nonce-", "require-trusted-types-for 'script'", "trusted-types svelte-trusted-html zagaj-worker", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("the policy %q lacks %s", policy, want)
			}
		}
		for _, never := range []string{"unsafe-inline", "unsafe-eval", "*", "script-src 'self'"} {
			if strings.Contains(policy, never) {
				t.Errorf("the policy %q has %s", policy, never)
			}
		}
		nonce := regexp.MustCompile(`'nonce-([^']+)'`).FindStringSubmatch(policy)
		if want := `<script nonce="` + nonce[1] + `"`; !strings.Contains(string(page), want) || len(nonce[1]) < 22 {
			t.Errorf("the page %s does not carry the number of its policy %q", page, policy)
		}
		if again, err := http.Get(h.URL + "/panel/settings"); err != nil || again.Header.Get("Content-Security-Policy") == policy {
			t.Errorf("two answers carry the same number: %q, %v", policy, err)
		} else {
			again.Body.Close()
		}
		closed, err := http.Get(h.URL + "/healthz")
		must(t, err)
		closed.Body.Close()
		if got := closed.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'") {
			t.Errorf("an answer that is no page: got %q", got)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin"} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	})
}

// TestErrorsTellNothingOfTheInside asks for what fails and looks for words that only a database or a stack has.
func TestErrorsTellNothingOfTheInside(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		for _, id := range []string{"'%20OR%201=1--", "%00", "%F0%9F%92%A9", "..%2F..%2Fetc%2Fpasswd", strings.Repeat("x", 3000)} {
			for _, path := range []string{"/conversations/", "/visitors/", "/promises/", "/experiments/"} {
				req, _ := http.NewRequest("GET", h.URL+"/v1/panel"+path+id, nil)
				req.Header.Set("Cookie", cookie)
				status, answer := do(t, h.Client(), req)
				var body map[string]any
				_ = json.Unmarshal([]byte(answer), &body)
				for _, word := range []string{"sql", "pq:", "SQLITE", "goroutine", ".go:"} {
					if strings.Contains(answer, word) {
						t.Errorf("GET %s%s: %s", path, id, answer)
					}
				}
				if status >= 500 || status < 400 {
					t.Errorf("GET %s%.40s: got %d, want 4xx", path, id, status)
				}
			}
		}
	})
}
