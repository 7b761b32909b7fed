package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/zagaj/zagaj"
)

type frame map[string]any

// line is one browser's socket, with what it has heard so far.
type line struct {
	t  *testing.T
	ws *websocket.Conn
	me string // the operator's id, as the welcome names it
}

func dial(t *testing.T, h *house, path string, header http.Header) *line {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(strings.Replace(h.URL, "http", "ws", 1)+path, header)
	must(t, err)
	t.Cleanup(func() { ws.Close() })
	return &line{t: t, ws: ws}
}

func (l *line) send(f frame) {
	l.t.Helper()
	must(l.t, l.ws.WriteJSON(f))
}

// hear waits for the next frame of a kind and returns it; others are passed over.
func (l *line) hear(kind string) frame {
	l.t.Helper()
	must(l.t, l.ws.SetReadDeadline(time.Now().Add(time.Minute))) // a busy machine is slow, not wrong
	for {
		var f frame
		if err := l.ws.ReadJSON(&f); err != nil {
			l.t.Fatalf("waiting for %q: %v", kind, err)
		}
		if f["t"] == kind {
			return f
		}
	}
}

// visit opens a visitor's socket and says hello.
func visit(t *testing.T, h *house, token string) (*line, frame) {
	t.Helper()
	l := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {testOrigin}})
	l.send(frame{"t": "hello", "shop": "key-shop", "token": token, "tab": "tab", "device": "phone", "lang": "pl", "nav": "load", "consent": true,
		"visible": true, "page": frame{"url": testOrigin + "/p/1", "type": "product", "product": "1", "category": "buty"}})
	return l, l.hear("welcome")
}

// greet says hello for an operator and takes the answer.
func (l *line) greet() {
	l.t.Helper()
	l.send(frame{"t": "hello", "after": frame{}})
	who, _ := l.hear("welcome")["operator"].(map[string]any)
	l.me = text(who["id"])
}

// goOn switches the operator on and waits until that is committed: a panel that has just come is sent all seats as they
// were before, so the first frame of seats says nothing.
func (l *line) goOn() {
	l.t.Helper()
	l.send(frame{"t": "available", "on": true})
	for {
		seats, _ := l.hear("operators")["operators"].([]any)
		for _, seat := range seats {
			if s := seat.(map[string]any); s["id"] == l.me && s["on"] == true {
				return
			}
		}
	}
}

// work signs the operator in and opens the panel's socket.
func work(t *testing.T, h *house, shop zagaj.ShopID) (*line, string) {
	t.Helper()
	body := fmt.Sprintf(`{"email":"anna@%s.example","password":%q}`, shop, password)
	resp, err := http.Post(h.URL+"/v1/panel/login", "application/json", strings.NewReader(body))
	must(t, err)
	defer resp.Body.Close()
	cookie := resp.Cookies()[0].Name + "=" + resp.Cookies()[0].Value
	l := dial(t, h, "/v1/panel/socket", http.Header{"Origin": {h.URL}, "Cookie": {cookie}})
	l.greet()
	return l, cookie
}

// rule gives the shop one rule that is true at once, without the first quiet seconds.
func rule(t *testing.T, h *house, cookie string) {
	t.Helper()
	policy := zagaj.DefaultPolicy()
	policy.FirstQuiet = 0
	must(t, h.store.SavePolicy(t.Context(), testShop, policy))
	body := `{"id":"r1","name":"zawsze","enabled":true,"priority":1,"when":[{"fact":"tab_visible"}],"text":{"pl":"Pomóc?"}}`
	req, _ := http.NewRequest(http.MethodPut, h.URL+"/v1/panel/rules", bytes.NewBufferString(body))
	req.Header.Set("Cookie", cookie)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("save the rule: %s", resp.Status)
	}
}

func text(v any) string { s, _ := v.(string); return s }

func TestTheStoryOverSockets(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		operator.goOn()
		visitor, welcome := visit(t, h, "")
		token := text(welcome["token"])
		if token == "" || welcome["quiet"] != false {
			t.Fatalf("got %v, want a token and no quiet", welcome)
		}
		offer := visitor.hear("offer")
		if face, _ := offer["face"].(map[string]any); text(face["name"]) != "Anna" || offer["text"] != "Pomóc?" {
			t.Errorf("got %v, want Anna's face and the rule's text", offer)
		}
		visitor.send(frame{"t": "shown", "offer": offer["offer"]})
		visitor.send(frame{"t": "accept", "offer": offer["offer"]})
		conv := visitor.hear("conversation")["conversation"].(map[string]any)
		if conv["state"] != "open" || conv["operator"] != "anna-shop" {
			t.Fatalf("got %v, want it open with Anna", conv)
		}
		id := text(conv["id"])

		operator.send(frame{"t": "watch", "conversation": id, "on": true})
		operator.hear("draftsync")
		visitor.hear("watch")
		visitor.send(frame{"t": "d", "r": 1, "p": 0, "n": 0, "s": "Czy "})
		if d := operator.hear("draft"); d["s"] != "Czy " {
			t.Errorf("draft: got %v", d)
		}
		visitor.send(frame{"t": "ds", "r": 2, "s": "karta 4111 1111 1111 1111"})
		if d := operator.hear("draftsync"); strings.Contains(text(d["s"]), "1111 1111") {
			t.Errorf("the card number went on: %v", d)
		}

		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy jest M?"})
		first := visitor.hear("ack")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Czy jest M?"})
		if again := visitor.hear("ack"); first["seq"] != 1.0 || again["seq"] != 1.0 {
			t.Errorf("got %v and %v, want number 1 twice", first, again)
		}
		visitor.send(frame{"t": "say", "id": "m1", "text": "inny"})
		if e := visitor.hear("error"); e["code"] != "conflict" || e["id"] != "m1" {
			t.Errorf("got %v, want a conflict", e)
		}
		operator.send(frame{"t": "say", "id": "o1", "conversation": id, "text": "Tak."})
		operator.hear("ack")
		visitor.send(frame{"t": "peek", "on": false})
		visitor.send(frame{"t": "ds", "r": 3, "s": "tajemnica"})
		visitor.send(frame{"t": "resume", "conversation": id, "after": 0}) // frames keep their order: answered after the refusal is kept
		visitor.hear("tail")

		again, back := visit(t, h, token)
		if known, _ := back["conversation"].(map[string]any); text(known["id"]) != id || back["token"] != nil || back["peek_on"] != false {
			t.Errorf("got %v, want the same conversation, no new token, peek off", back)
		}
		again.send(frame{"t": "resume", "conversation": id, "after": 0})
		if tail := again.hear("tail"); len(tail["messages"].([]any)) != 2 {
			t.Errorf("got %v, want both messages", tail)
		}
		again.send(frame{"t": "bye"})
		for state := ""; state != "closed"; {
			c := operator.hear("conversation")["conversation"].(map[string]any)
			state = text(c["state"])
		}
		if used, err := h.store.SeatsInUse(t.Context(), testShop); err != nil || used["anna-shop"] != 0 {
			t.Errorf("got %v seats, %v, want none", used, err)
		}
	})
}

func TestNobodySeesAnothersConversation(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		visitor, _ := visit(t, h, "")
		visitor.send(frame{"t": "say", "id": "m1", "text": "Dzień dobry"})
		id := text(visitor.hear("ack")["conversation"])

		stranger, _ := visit(t, h, "")
		stranger.send(frame{"t": "resume", "conversation": id, "after": 0})
		if e := stranger.hear("error"); e["code"] != "not_found" {
			t.Errorf("another visitor: got %v", e)
		}
		other, cookie := work(t, h, otherShop)
		other.send(frame{"t": "resume", "conversation": id, "after": 0})
		if e := other.hear("error"); e["code"] != "not_found" {
			t.Errorf("another shop's operator: got %v", e)
		}
		for _, path := range []string{"/v1/panel/conversations/" + id, "/v1/panel/conversations/" + id + "/messages"} {
			req, _ := http.NewRequest(http.MethodGet, h.URL+path, nil)
			req.Header.Set("Cookie", cookie)
			resp, err := http.DefaultClient.Do(req)
			must(t, err)
			var body struct {
				Messages []any
			}
			_ = json.NewDecoder(resp.Body).Decode(&body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusNotFound && len(body.Messages) != 0 {
				t.Errorf("%s: got %s with %v", path, resp.Status, body)
			}
		}
	})
}

func TestAStrangersPageMayNotUseTheShopsKey(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		l := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {"https://evil.example"}})
		l.send(frame{"t": "hello", "shop": "key-shop", "tab": "t", "page": frame{"url": "https://evil.example/"}})
		must(t, l.ws.SetReadDeadline(time.Now().Add(time.Minute)))
		_, _, err := l.ws.ReadMessage()
		if !websocket.IsCloseError(err, 4003) {
			t.Errorf("got %v, want close code 4003", err)
		}
	})
}

func TestNeverAgainIsKept(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		rule(t, h, cookie)
		operator.goOn()
		visitor, welcome := visit(t, h, "")
		offer := visitor.hear("offer")
		visitor.send(frame{"t": "dismiss", "offer": offer["offer"], "never": true})
		visitor.send(frame{"t": "resume", "conversation": "none", "after": 0}) // answered after the dismissal is committed
		visitor.hear("error")
		if _, back := visit(t, h, text(welcome["token"])); back["quiet"] != true {
			t.Errorf("got %v, want quiet", back)
		}
	})
}

func TestAMerchantConnectsAShop(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		call := func(method, path, body string) (int, map[string]any) {
			t.Helper()
			req, _ := http.NewRequest(method, h.URL+path, strings.NewReader(body))
			req.Header.Set("Cookie", cookie)
			resp, err := http.DefaultClient.Do(req)
			must(t, err)
			defer resp.Body.Close()
			var answer map[string]any
			_ = json.NewDecoder(resp.Body).Decode(&answer)
			return resp.StatusCode, answer
		}
		for body, want := range map[string]int{
			`{"peek":"draft","seats":3,"origins":["https://Nowy.example/"]}`:     200,
			`{"peek":"draft","seats":3,"origins":["nowy.example"]}`:              400,
			`{"peek":"draft","seats":3,"origins":["https://x.example/koszyk"]}`:  400,
			`{"peek":"draft","seats":3,"origins":["javascript:alert(1)//x.pl"]}`: 400,
			`{"peek":"all","seats":3}`:                                           400,
			`{"peek":"draft","seats":9}`:                                         400,
			`{"peek":"draft","seats":3,"colour":"red"}`:                          400,
		} {
			if status, answer := call(http.MethodPut, "/v1/panel/shop", body); status != want || (want == 400 && text(answer["message"]) == "") {
				t.Errorf("%s: got %d %v, want %d", body, status, answer, want)
			}
		}
		shop, err := h.store.Shop(t.Context(), testShop)
		must(t, err)
		if len(shop.Origins) != 1 || shop.Origins[0] != "https://nowy.example" {
			t.Errorf("got origins %v", shop.Origins)
		}
		if status, _ := call(http.MethodPost, "/v1/panel/installations", `{"platform":"nosuch"}`); status != 400 {
			t.Errorf("an unknown platform: got %d, want 400", status)
		}
		if status, _ := call(http.MethodPost, "/v1/panel/installations", `{"platform":"woocommerce","secret":"short"}`); status != 400 {
			t.Errorf("a short secret: got %d, want 400", status)
		}
		if status, own := call(http.MethodPost, "/v1/panel/installations", `{"platform":"woocommerce","secret":"the platform's own"}`); status != 200 || own["secret"] != "the platform's own" {
			t.Errorf("the platform's own secret: got %d %v", status, own)
		}
		status, added := call(http.MethodPost, "/v1/panel/installations", `{"platform":"woocommerce"}`)
		if status != 200 || !strings.HasPrefix(text(added["url"]), "http://zagaj.example/hooks/woocommerce/") {
			t.Fatalf("got %d %v", status, added)
		}
		id := added["installation"].(map[string]any)["id"]
		if status, answer := wooDelivery(t, h, text(id), []byte(`{}`), "wrong"); status != 401 {
			t.Errorf("a wrong secret: got %d %s, want 401", status, answer)
		}
		if status, answer := wooDelivery(t, h, text(id), []byte(`{"id":1`), text(added["secret"])); status != 200 || !strings.Contains(answer, "quarantined") {
			t.Errorf("the right secret, broken JSON: got %d %s, want it set aside", status, answer)
		}
		_, list := call(http.MethodGet, "/v1/panel/installations", "")
		if raw, _ := json.Marshal(list); strings.Contains(string(raw), "whsec_") {
			t.Errorf("the list shows secrets: %s", raw)
		}
	})
}

func TestTheLauncherFollowsTheHours(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		for on := false; !on; { // the engine and the desk have heard
			_, welcome := visit(t, h, "")
			on, _ = welcome["available"].(bool)
		}
		visitor, _ := visit(t, h, "")
		for _, c := range []struct {
			open string
			want bool
		}{{`[]`, false}, {`["* * * * *"]`, true}} {
			req, _ := http.NewRequest(http.MethodPut, h.URL+"/v1/panel/schedule", strings.NewReader(`{"zone":"Europe/Warsaw","open":`+c.open+`}`))
			req.Header.Set("Cookie", cookie)
			resp, err := http.DefaultClient.Do(req)
			must(t, err)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("save the hours: %s", resp.Status)
			}
			if got := visitor.hear("available"); got["on"] != c.want {
				t.Errorf("open %s: got %v, want %v", c.open, got["on"], c.want)
			}
		}
	})
}
