package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

// order stores an order with what proves it.
func order(t *testing.T, h *house, id, number string, proof zagaj.OrderProof) {
	t.Helper()
	_, err := h.store.AppendEvents(t.Context(), []zagaj.Event{{ID: zagaj.EventID("order:" + id), Shop: testShop, Source: zagaj.FromShop, Kind: zagaj.KindOrder,
		OccurredAt: clock(), ReceivedAt: clock(), Order: &zagaj.Order{ID: zagaj.OrderID(id), Number: number, Version: 1, Status: zagaj.OrderShipped,
			Customer: "customer-" + id, PlacedAt: clock(), Proof: proof}}})
	must(t, err)
}

func (l *line) askOrder(number, postcode, phone string) frame {
	l.t.Helper()
	l.send(frame{"t": "order", "id": "q1", "number": number, "postcode": postcode, "phone": phone})
	for {
		var f frame
		must(l.t, l.ws.ReadJSON(&f))
		if f["t"] == "order" || f["t"] == "error" {
			return f
		}
	}
}

func TestAnOrderIsToldToWhoProvesIt(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		order(t, h, "1", "#10-42", zagaj.ProofOf("00-950", "+48 600 700 801"))
		order(t, h, "2", "1043", zagaj.OrderProof{})
		nothing := fmt.Sprint(frame{"t": "order", "id": "q1", "found": false})
		for _, c := range []struct {
			what, number, postcode, phone string
			found                         bool
		}{
			{"by the postal code, however written", "1042", "00 950", "", true},
			{"by the end of the phone", " 1042 ", "", "0801", true},
			{"not by a wrong code", "1042", "00-951", "0802", false},
			{"not a number nobody has", "7", "00-950", "0801", false},
			{"not an order nobody can prove", "1043", "00-950", "0801", false},
		} {
			visitor, _ := visit(t, h, "")
			got := visitor.askOrder(c.number, c.postcode, c.phone)
			if c.found && (got["found"] != true || got["status"] != "shipped" || got["number"] != "#10-42") {
				t.Errorf("%s: got %v", c.what, got)
			}
			if !c.found && fmt.Sprint(got) != nothing {
				t.Errorf("%s: got %v, want %s", c.what, got, nothing)
			}
		}
		visitor, _ := visit(t, h, "")
		if got := visitor.askOrder("1042", "1", ""); got["code"] != "invalid" {
			t.Errorf("got %v, want nothing to be guessed from one digit", got)
		}
		var all struct{ Deeds []zagaj.Deed }
		_, cookie := work(t, h, testShop)
		call(t, h, cookie, "GET", "/v1/panel/audit", "", &all)
		tries := 0
		for _, d := range all.Deeds {
			if d.Action == "order_asked" {
				tries++
			}
			if strings.Contains(d.Target+d.Detail, "0801") || strings.Contains(d.Target+d.Detail, "00950") {
				t.Errorf("the proof stands in the audit log: %+v", d)
			}
		}
		if tries != 5 {
			t.Errorf("got %d tries on record, want 5", tries)
		}
	})
}

// TestAnOrderCannotBeGuessed tries every end of a phone number from many browsers: the order stops answering, to the
// right answer too, and nothing tells that it did.
func TestAnOrderCannotBeGuessed(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	order(t, h, "1", "1042", zagaj.ProofOf("", "600700801"))
	var last frame
	tries, refused := 0, 0
	for browser := range 5 {
		visitor, _ := visit(t, h, "")
		for i := range 6 {
			last = visitor.askOrder("1042", "", fmt.Sprintf("%04d", browser*6+i))
			if tries++; last["code"] == "too_many" {
				refused++
			} else if last["found"] != false {
				t.Fatalf("try %d: got %v", tries, last)
			}
		}
	}
	if refused < 5 {
		t.Errorf("got %d of %d refused, want at least one of each browser's", refused, tries)
	}
	proof, err := h.store.OrderProof(t.Context(), testShop, "1")
	must(t, err)
	if !proof.Proves(zagaj.ProofOf("", "0801")) {
		t.Errorf("got %+v", proof)
	}
}

func TestOperatorsLookOrdersUp(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		order(t, h, "1", "#10-42", zagaj.ProofOf("00-950", ""))
		_, cookie := work(t, h, testShop)
		_, foreign := work(t, h, otherShop)
		var got struct{ Orders []zagaj.Order }
		if status := call(t, h, cookie, "GET", "/v1/panel/orders?number=1042", "", &got); status != 200 || len(got.Orders) != 1 || got.Orders[0].ID != "1" {
			t.Errorf("got %d %+v, want the order", status, got)
		}
		got.Orders = nil
		if status := call(t, h, foreign, "GET", "/v1/panel/orders?number=1042", "", &got); status != 200 || len(got.Orders) != 0 {
			t.Errorf("another shop: got %d %+v, want none", status, got)
		}
		if status := call(t, h, cookie, "GET", "/v1/panel/orders?number=%23", "", nil); status != 400 {
			t.Errorf("no number: got %d, want 400", status)
		}
	})
}

func TestSuggestedQuestions(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		put := `{"questions":[{"id":"care","text":{"pl":"Jak prać {product}?"},"product":"1"},{"id":"fit","text":{"pl":"Czy {product} jest ciepły?"},
			"answer":{"pl":"Zwrot w {returns} dni."},"category":"Buty"}]}`
		if status := call(t, h, cookie, "PUT", "/v1/panel/questions", put, nil); status != 200 {
			t.Fatalf("got %d", status)
		}
		if status := call(t, h, cookie, "PUT", "/v1/panel/questions", `{"questions":[{"id":"x","text":{"pl":"{haslo}"}}]}`, nil); status != 400 {
			t.Errorf("got %d, want a blank nobody fills refused", status)
		}
		page := frame{"url": testOrigin + "/p/1", "type": "product", "product": "1", "name": "But", "category": "buty", "returns": 14}
		visitor := greetAs(t, h, frame{"page": page})
		visitor.send(frame{"t": "questions"})
		if got := fmt.Sprint(visitor.hear("questions")["questions"]); got != "[map[answer:Zwrot w 14 dni. id:fit text:Czy But jest ciepły?]]" {
			t.Errorf("got %s with nobody there, want what the page answers", got)
		}
		operator.goOn()
		visitor.hear("available")
		visitor.send(frame{"t": "questions"})
		if got := visitor.hear("questions")["questions"].([]any); len(got) != 2 || got[0].(map[string]any)["id"] != "care" {
			t.Errorf("got %v, want the product's question first", got)
		}
		visitor.send(frame{"t": "say", "id": "m1", "text": "Jak prać But?", "question": "care"})
		id := visitor.hear("ack")["conversation"]
		visitor.send(frame{"t": "say", "id": "m1", "text": "Jak prać But?", "question": "care"}) // sent again, counted once
		visitor.send(frame{"t": "say", "id": "m2", "text": "x", "question": "made-up"})
		visitor.send(frame{"t": "tap", "question": "fit"})
		visitor.send(frame{"t": "resume", "conversation": id, "after": 0}) // frames keep their order
		visitor.hear("tail")
		for _, m := range []string{"o1", "o2"} {
			operator.send(frame{"t": "say", "id": m, "conversation": id, "text": "W 30 stopniach."})
			operator.hear("ack")
		}
		counts, err := h.store.QuestionCounts(t.Context(), testShop)
		must(t, err)
		if got := fmt.Sprint(counts); got != "[{care 1 1} {fit 1 1}]" {
			t.Errorf("got %s, want each tapped and answered once", got)
		}
	})
}

func TestAllBesideAConversation(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		_, cookie := work(t, h, testShop)
		page := frame{"url": testOrigin + "/p/1", "type": "product", "product": "1", "name": "But", "stock": "in", "specs": []frame{{"name": "Materiał", "value": "skóra"}}}
		visitor := greetAs(t, h, frame{"page": page})
		visitor.send(frame{"t": "page", "nav": "spa", "page": frame{"url": testOrigin + "/koszyk", "type": "cart"}})
		visitor.send(frame{"t": "page", "nav": "spa", "page": page})
		visitor.send(frame{"t": "say", "id": "m1", "text": "pierwsza"})
		first := text(visitor.hear("ack")["conversation"])
		visitor.send(frame{"t": "bye"})
		visitor.send(frame{"t": "say", "id": "m2", "text": "druga"})
		second := text(visitor.hear("ack")["conversation"])
		conv, err := h.store.Conversation(t.Context(), testShop, zagaj.ConversationID(second))
		must(t, err)
		_, err = h.store.AppendEvents(t.Context(), []zagaj.Event{{ID: "o", Shop: testShop, Source: zagaj.FromShop, Kind: zagaj.KindOrder, Visitor: conv.Visitor,
			OccurredAt: clock(), Order: &zagaj.Order{ID: "1", Number: "1042", Status: zagaj.OrderShipped, PlacedAt: clock()}}})
		must(t, err)
		for _, path := range []string{"/v1/panel/conversations/" + second + "/context", "/v1/panel/visitors/" + string(conv.Visitor) + "/context"} {
			var got struct {
				Page          zagaj.Page
				Path          []struct{ URL string }
				Orders        []zagaj.Order
				Conversations []zagaj.Conversation
			}
			if status := call(t, h, cookie, "GET", path, "", &got); status != 200 {
				t.Fatalf("%s: got %d", path, status)
			}
			if got.Page.Name != "But" || got.Page.Stock != "in" || len(got.Page.Specs) != 1 || len(got.Path) != 3 || !strings.HasSuffix(got.Path[1].URL, "/koszyk") {
				t.Errorf("%s: got %+v, want page and path", path, got)
			}
			if len(got.Orders) != 1 || got.Orders[0].Status != zagaj.OrderShipped {
				t.Errorf("%s: got %+v, want the order", path, got.Orders)
			}
			if n := len(got.Conversations); n == 0 || string(got.Conversations[n-1].ID) != first {
				t.Errorf("%s: got %+v, want the earlier conversation", path, got.Conversations)
			}
		}
	})
}

func TestMoodIsOffUntilTheShopWantsIt(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	operator, cookie := work(t, h, testShop)
	visitor, _ := visit(t, h, "")
	visitor.send(frame{"t": "say", "id": "m1", "text": "To skandal!"})
	id := text(visitor.hear("ack")["conversation"])
	var moods struct{ Moods []zagaj.Mood }
	call(t, h, cookie, "GET", "/v1/panel/conversations/"+id+"/moods", "", &moods)
	if len(moods.Moods) != 0 {
		t.Errorf("got %v, want none", moods)
	}
	if status := call(t, h, cookie, "PUT", "/v1/panel/desk", `{"mood":true}`, nil); status != 200 {
		t.Fatalf("got %d", status)
	}
	visitor.send(frame{"t": "say", "id": "m2", "text": "Jestem rozczarowany, paczka nie działa."})
	if f := operator.firstUntil("mood"); f["seq"] != 2.0 || f["tone"] != "upset" || fmt.Sprint(f["words"]) != "[rozczarowany nie działa]" {
		t.Errorf("got %v", f)
	}
	call(t, h, cookie, "GET", "/v1/panel/conversations/"+id+"/moods", "", &moods)
	if len(moods.Moods) != 2 {
		t.Errorf("got %v, want both messages'", moods)
	}
}
