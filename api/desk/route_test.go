package desk_test

import (
	"fmt"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func (s *stage) routed(t *testing.T, w desk.Want) zagaj.OperatorID {
	t.Helper()
	id, err := s.Route(t.Context(), shop, w)
	must(t, err)
	return id
}

func TestRoutePrefersAKnownFaceThenLanguageThenSkillThenWhoIsLeastLoaded(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 3, "beata": 3, "celina": 3})
	for _, p := range []zagaj.Profile{{Operator: "beata", Languages: []string{"de"}}, {Operator: "celina", Skills: []string{"Buty"}}} {
		p.Shop = shop
		must(t, s.store.SaveProfile(t.Context(), p))
	}
	if got := s.routed(t, desk.Want{}); got != "anna" {
		t.Errorf("got %s, want the first of the idle", got)
	}
	if got := s.routed(t, desk.Want{Skill: "buty"}); got != "celina" {
		t.Errorf("got %s, want who knows shoes", got)
	}
	if got := s.routed(t, desk.Want{Skill: "buty", Language: "de"}); got != "beata" {
		t.Errorf("got %s, want who speaks German", got)
	}
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	_, err = s.Transfer(t.Context(), shop, c.ID, c.Operator, "celina")
	must(t, err)
	_, err = s.Close(t.Context(), shop, c.ID)
	must(t, err)
	if got := s.routed(t, desk.Want{Visitor: "v1", Language: "de"}); got != "celina" {
		t.Errorf("got %s, want the face the visitor knows", got)
	}
}

func TestQueueTellsAnHonestPlaceAndServesInOrder(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	var held zagaj.ConversationID
	for i := range 5 { // five conversations of ten minutes each
		v := zagaj.VisitorID(fmt.Sprintf("old%d", i))
		must(t, s.store.AddVisitor(t.Context(), zagaj.Visitor{ID: v, Shop: shop, TokenHash: string(v), CreatedAt: start, SeenAt: start}))
		c, err := s.OpenByVisitor(t.Context(), shop, v)
		must(t, err)
		s.mu.Lock()
		s.now += 600_000
		s.mu.Unlock()
		_, err = s.Close(t.Context(), shop, c.ID)
		must(t, err)
	}
	for _, v := range []zagaj.VisitorID{"v1", "v2", "v3"} {
		c, err := s.OpenByVisitor(t.Context(), shop, v)
		must(t, err)
		if v == "v1" {
			held = c.ID
		}
		s.mu.Lock()
		s.now++
		s.mu.Unlock()
	}
	f := find(t, s.heard(), "visitor v3", "queue").frame
	if f["place"] != 2.0 || f["wait_s"] != 1200.0 {
		t.Errorf("got %v, want place 2 and twenty minutes", f)
	}
	_, err := s.Close(t.Context(), shop, held)
	must(t, err)
	s.newsAfterASecond(t)
	heard := s.heard()
	if c := find(t, heard, "visitor v2", "conversation").frame["conversation"].(map[string]any); c["operator"] != "anna" {
		t.Errorf("got %v, want the next in the queue served", c)
	}
	if f := find(t, heard, "visitor v3", "queue").frame; f["place"] != 1.0 {
		t.Errorf("got %v, want place 1", f)
	}
}

// newsAfterASecond lets a second pass and tells the queues.
func (s *stage) newsAfterASecond(t *testing.T) {
	t.Helper()
	s.later(1)
	must(t, s.TellQueues(t.Context()))
}

// Many who come at once are each told their own place, and all of them together once in a second.
func TestACrowdInTheQueueIsToldInRounds(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{})
	const crowd = 40
	for i := range crowd {
		v := zagaj.VisitorID(fmt.Sprintf("c%d", i))
		must(t, s.store.AddVisitor(t.Context(), zagaj.Visitor{ID: v, Shop: shop, TokenHash: string(v), CreatedAt: start, SeenAt: start}))
		_, err := s.OpenByVisitor(t.Context(), shop, v)
		must(t, err)
		if f := find(t, s.heard(), "visitor "+string(v), "queue").frame; f["place"] != float64(i+1) {
			t.Fatalf("visitor %d: got %v, want their place at once", i, f)
		}
		s.mu.Lock()
		s.now++
		s.mu.Unlock()
	}
	told := func() map[string]float64 {
		places := map[string]float64{}
		for _, x := range s.heard() {
			if x.frame["t"] == "queue" {
				if _, twice := places[x.to]; twice {
					t.Errorf("%s was told twice", x.to)
				}
				places[x.to], _ = x.frame["place"].(float64)
			}
		}
		return places
	}
	must(t, s.TellQueues(t.Context()))
	if early := told(); len(early) != 0 {
		t.Errorf("told within the second: %v", early)
	}
	s.newsAfterASecond(t)
	if round := told(); len(round) != crowd || round["visitor c39"] != crowd {
		t.Errorf("got %v, want one round of %d", round, crowd)
	}
	s.newsAfterASecond(t)
	if again := told(); len(again) != 0 {
		t.Errorf("told although nothing has changed: %v", again)
	}
}

func TestQueueTellsNoWaitItCannotKnow(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{})
	_, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	if f := find(t, s.heard(), "visitor v1", "queue").frame; f["place"] != 1.0 || f["wait_s"] != nil {
		t.Errorf("got %v, want a place and no guess", f)
	}
}

func TestDroppingOffMovesThoseWhoWait(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 2})
	waits, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	calm, err := s.OpenByVisitor(t.Context(), shop, "v2")
	must(t, err)
	_, err = s.Say(t.Context(), message("m1", waits.ID, zagaj.RoleVisitor, "v1", "halo?"))
	must(t, err)
	must(t, s.store.AddOperator(t.Context(), zagaj.Operator{ID: "beata", Shop: shop, Email: "b@shop.example", Name: "Beata", Role: zagaj.RoleConsultant, Seats: 1}))
	must(t, s.SetAvailable(t.Context(), shop, "beata", true))
	s.heard()
	must(t, s.Gone(t.Context(), shop, "anna"))
	for id, want := range map[zagaj.ConversationID]zagaj.OperatorID{waits.ID: "beata", calm.ID: "anna"} {
		if c, err := s.store.Conversation(t.Context(), shop, id); err != nil || c.Operator != want {
			t.Errorf("got %s (%v), want %s", c.Operator, err, want)
		}
	}
	if m := find(t, s.heard(), "visitor v1", "message").frame["message"].(map[string]any); m["role"] != "system" {
		t.Errorf("got %v, want the hand-over said", m)
	}
	if s.IsAvailable(shop, "anna") {
		t.Error("Anna is still available")
	}
}

func TestWhoHasNoLineIsGivenNobody(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 2})
		s.LineDown(shop, "anna")
		c, err := s.OpenByVisitor(t.Context(), shop, "v1")
		must(t, err)
		if c.State != zagaj.ConversationWaiting || !s.IsAvailable(shop, "anna") {
			t.Errorf("got %s, Anna available %v; want it to wait for her to come back", c.State, s.IsAvailable(shop, "anna"))
		}
		_, err = s.Offer(t.Context(), proposal("v2", "anna"))
		wantCode(t, err, zagaj.CodeNoSeat)
		must(t, s.LineUp(t.Context(), shop, "anna"))
		if c, err = s.store.Conversation(t.Context(), shop, c.ID); err != nil || c.Operator != "anna" {
			t.Errorf("got %q (%v), want Anna, who is back", c.Operator, err)
		}
		_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "halo?"))
		must(t, err)
		must(t, s.SetAvailable(t.Context(), shop, "anna", false)) // she goes on with whom she has, until she drops off
		s.LineDown(shop, "anna")
		must(t, s.Gone(t.Context(), shop, "anna"))
		if c, err = s.store.Conversation(t.Context(), shop, c.ID); err != nil || c.State != zagaj.ConversationWaiting {
			t.Errorf("got %s with %q (%v), want who waits to be freed of her", c.State, c.Operator, err)
		}
	})
}

func TestWhoPutsAConversationBackIsAskedLast(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 3, "beata": 3})
	must(t, s.SetAvailable(t.Context(), shop, "beata", false))
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	_, err = s.Close(t.Context(), shop, c.ID) // Anna is now the face the visitor knows
	must(t, err)
	c, err = s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	must(t, s.SetAvailable(t.Context(), shop, "beata", true))
	_, err = s.OpenByVisitor(t.Context(), shop, "v2") // Beata has as many seats in use
	must(t, err)
	got, err := s.Transfer(t.Context(), shop, c.ID, c.Operator, "")
	must(t, err)
	if got.Operator != "beata" || got.State != zagaj.ConversationOpen {
		t.Errorf("got %s with %q, want it with Beata", got.State, got.Operator)
	}
	must(t, s.SetAvailable(t.Context(), shop, "beata", false))
	must(t, s.Gone(t.Context(), shop, "beata"))
	got, err = s.Transfer(t.Context(), shop, c.ID, "beata", "")
	must(t, err)
	got, err = s.Transfer(t.Context(), shop, c.ID, got.Operator, "")
	must(t, err)
	if got, err = s.store.Conversation(t.Context(), shop, c.ID); err != nil || got.Operator != "anna" {
		t.Errorf("got %+v, %v, want Anna again when nobody else is there: the visitor does not wait for the sake of form", got, err)
	}
}

// A panel drops a conversation that is shorter than what it has seen: the receiver's column did not come.
func TestAHandOverIsToldWithTheLineThatSaysSo(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 3, "beata": 3})
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	to := zagaj.OperatorID("beata")
	if c.Operator == to {
		to = "anna"
	}
	s.heard()
	got, err := s.Transfer(t.Context(), shop, c.ID, c.Operator, to)
	must(t, err)
	heard := s.heard()
	line := find(t, heard, "operators", "message").frame["message"].(map[string]any)["seq"]
	told := find(t, heard, "operators", "conversation").frame["conversation"].(map[string]any)
	if told["operator"] != string(to) || told["seq"] != line || float64(got.Seq) != line {
		t.Errorf("got %v by the line and %d as the answer, want %s with the line, which is %v", told, got.Seq, to, line)
	}
}
