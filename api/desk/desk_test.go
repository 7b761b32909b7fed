package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

const (
	shop  = zagaj.ShopID("shop")
	start = zagaj.Instant(1_790_000_000_000)
)

// said is one thing the desk told.
type said struct {
	to    string // visitor v1, operators or changed
	frame map[string]any
	ev    zagaj.Event
}

// stage is a desk over a real store, with what it told.
type stage struct {
	*desk.Desk
	store *sql.Store
	mu    sync.Mutex
	now   zagaj.Instant
	ids   int
	said  []said
	down  map[zagaj.OperatorID]bool // whose line is
}

func (s *stage) ToVisitor(_ zagaj.ShopID, v zagaj.VisitorID, frame zagaj.Frame) {
	s.note(said{to: "visitor " + string(v), frame: plain(frame)})
}
func (s *stage) ToOperators(_ zagaj.ShopID, frame zagaj.Frame) {
	s.note(said{to: "operators", frame: plain(frame)})
}
func (s *stage) ToBoth(shop zagaj.ShopID, v zagaj.VisitorID, frame zagaj.Frame) {
	s.ToVisitor(shop, v, frame)
	s.ToOperators(shop, frame)
}
func (s *stage) Changed(ev zagaj.Event) { s.note(said{to: "changed", ev: ev}) }

func (s *stage) note(x said) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, x)
}

// plain is the frame as it stands on the wire.
func plain(frame zagaj.Frame) map[string]any {
	raw, err := json.Marshal(frame)
	if err != nil {
		panic(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		panic(err)
	}
	m["t"] = frame.FrameKind()
	return m
}

// asked returns the texts of a card's questions.
func asked(card map[string]any) []string {
	out := []string{}
	for _, q := range card["questions"].([]any) {
		out = append(out, q.(map[string]any)["text"].(string))
	}
	return out
}

// newStage opens a shop with visitors v1 to v3 and the operators named, available, with so many seats.
func newStage(t *testing.T, seats map[zagaj.OperatorID]int) *stage {
	t.Helper()
	return newStageOn(t, sqltest.SQLite(t), seats)
}

func newStageOn(t *testing.T, dsn string, seats map[zagaj.OperatorID]int) *stage {
	t.Helper()
	s := &stage{now: start, down: map[zagaj.OperatorID]bool{}}
	now := func() zagaj.Instant { s.mu.Lock(); defer s.mu.Unlock(); return s.now }
	var err error
	s.store, err = sql.Open(t.Context(), dsn, now)
	must(t, err)
	t.Cleanup(func() { must(t, s.store.Close()) })
	must(t, s.store.AddShop(t.Context(), zagaj.Shop{ID: shop, Key: "key", Name: "shop", Language: "pl", Zone: "Europe/Warsaw", Currency: "PLN",
		Origins: []string{"https://a.example"}, Peek: zagaj.PeekDots, Seats: 2}, zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy()))
	s.Desk = desk.New(desk.Config{Store: s.store, Now: now, Notify: s, NewID: func() string {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ids++
		return fmt.Sprintf("id%03d", s.ids)
	}})
	for id, n := range seats {
		must(t, s.store.AddOperator(t.Context(), zagaj.Operator{ID: id, Shop: shop, Email: string(id) + "@shop.example", Name: strings.ToUpper(string(id[:1])) + string(id[1:]),
			Role: zagaj.RoleConsultant, Seats: n, Language: "pl"}))
		must(t, s.SetAvailable(t.Context(), shop, id, true))
	}
	for _, v := range []zagaj.VisitorID{"v1", "v2", "v3"} {
		must(t, s.store.AddVisitor(t.Context(), zagaj.Visitor{ID: v, Shop: shop, TokenHash: "hash-" + string(v), Language: "pl", CreatedAt: start, SeenAt: start}))
	}
	s.heard()
	return s
}

// heard returns what was told since it was last asked.
func (s *stage) heard() []said {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.said
	s.said = nil
	return out
}

// kinds lists what was told, in order: "visitor v1: offer".
func kinds(list []said) []string {
	var out []string
	for _, x := range list {
		what, _ := x.frame["t"].(string)
		if x.to == "changed" {
			what = string(x.ev.Kind)
		}
		out = append(out, x.to+": "+what)
	}
	return out
}

func find(t *testing.T, list []said, to, what string) said {
	t.Helper()
	i := slices.Index(kinds(list), to+": "+what)
	if i < 0 {
		t.Fatalf("got %v, want %s: %s among them", kinds(list), to, what)
	}
	return list[i]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, want zagaj.Code) {
	t.Helper()
	if got := zagaj.CodeOf(err); got != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

func (s *stage) wantSeats(t *testing.T, want map[zagaj.OperatorID]int) {
	t.Helper()
	got, err := s.store.SeatsInUse(t.Context(), shop)
	must(t, err)
	for id, n := range want {
		if got[id] != n {
			t.Errorf("got %d seats of %s in use, want %d", got[id], id, n)
		}
	}
}

func proposal(v zagaj.VisitorID, by zagaj.OperatorID) desk.Proposal {
	return desk.Proposal{Shop: shop, Visitor: v, Visit: int64(start), Rule: "linger", Operator: by, Tab: "tab", Language: "en",
		Text: map[string]string{"pl": "Pomóc?", "en": "Help?"}, Page: &zagaj.Page{Type: zagaj.PageCart}, ExpiresAt: start + 60_000}
}

func (s *stage) offer(t *testing.T, v zagaj.VisitorID, by zagaj.OperatorID) zagaj.OfferID {
	t.Helper()
	id, err := s.Offer(t.Context(), proposal(v, by))
	must(t, err)
	return id
}

func (s *stage) state(t *testing.T, id zagaj.OfferID) zagaj.OfferState {
	t.Helper()
	o, err := s.store.Offer(t.Context(), shop, id)
	must(t, err)
	return o.State
}

func TestOfferToConversationKeepsOneSeat(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	id := s.offer(t, "v1", "anna")
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	card := find(t, s.heard(), "visitor v1", "offer").frame
	if card["offer"] != string(id) || card["tab"] != "tab" || card["text"] != "Help?" || card["expires_ms"] != float64(60_000) {
		t.Errorf("got the card %v", card)
	}
	if face := card["face"].(map[string]any); face["operator"] != "anna" || face["name"] != "Anna" || face["initials"] != "A" {
		t.Errorf("got the face %v, want the operator whose seat is taken", face)
	}
	if questions := asked(card); !slices.Contains(questions, "How much is delivery?") {
		t.Errorf("got %v, want questions about a cart", questions)
	}

	must(t, s.Shown(t.Context(), shop, "v1", id))
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	if ev := find(t, s.heard(), "changed", "shown").ev; ev.Offer != id || ev.Visitor != "v1" || ev.Tab != "tab" || ev.Shop != shop {
		t.Errorf("got %+v", ev)
	}

	c, err := s.Accept(t.Context(), shop, "v1", id)
	must(t, err)
	if c.State != zagaj.ConversationOpen || c.Operator != "anna" || c.Offer != id || c.Visitor != "v1" {
		t.Errorf("got %+v, want it open with Anna", c)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	heard := s.heard()
	find(t, heard, "changed", "accepted")
	find(t, heard, "changed", "chat_open")
	find(t, heard, "operators", "conversation")
	if face, ok := find(t, heard, "visitor v1", "conversation").frame["face"].(map[string]any); !ok || face["name"] != "Anna" {
		t.Errorf("got the face %v, want Anna's", face)
	}
	if ev := find(t, heard, "changed", "operator").ev; ev.Operator.Load != 1 || ev.Operator.Seats != 1 || !ev.Operator.On {
		t.Errorf("got %+v, want one seat of one in use", ev.Operator)
	}

	again, err := s.Accept(t.Context(), shop, "v1", id)
	must(t, err)
	if again.ID != c.ID {
		t.Errorf("accepted again: got %s, want the same conversation %s", again.ID, c.ID)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	if got := kinds(s.heard()); slices.Contains(got, "changed: chat_open") {
		t.Errorf("accepted again: got %v, want no second chat_open", got)
	}

	_, err = s.Close(t.Context(), shop, c.ID)
	must(t, err)
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 0})
	find(t, s.heard(), "changed", "chat_close")
}

func TestOfferInPolishWhereTheLanguageIsUnknown(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	p := proposal("v1", "anna")
	p.Language = "de"
	_, err := s.Offer(t.Context(), p)
	must(t, err)
	if card := find(t, s.heard(), "visitor v1", "offer").frame; card["text"] != "Pomóc?" || !slices.Contains(asked(card), "Ile kosztuje dostawa?") {
		t.Errorf("got %v, want text and questions in one language", card)
	}
}

func TestDismissFreesTheSeatAndSilences(t *testing.T) {
	for _, never := range []bool{false, true} {
		t.Run(fmt.Sprintf("never %v", never), func(t *testing.T) {
			s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
			id := s.offer(t, "v1", "anna")
			s.heard()
			must(t, s.Dismiss(t.Context(), shop, "v1", id, never))
			s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 0})
			if got := s.state(t, id); got != zagaj.OfferDismissed {
				t.Errorf("got %s, want dismissed", got)
			}
			v, err := s.store.Visitor(t.Context(), shop, "v1")
			must(t, err)
			want := start + 30*24*3600*1000
			if never {
				want = zagaj.Forever
			}
			if v.QuietUntil != want {
				t.Errorf("got quiet until %d, want %d", v.QuietUntil, want)
			}
			heard := s.heard()
			if ev := find(t, heard, "changed", "dismissed").ev; ev.Up != never || ev.Offer != id || ev.Visitor != "v1" {
				t.Errorf("got %+v", ev)
			}
			if ev := find(t, heard, "changed", "operator").ev; ev.Operator.Load != 0 {
				t.Errorf("got load %d, want the engine told of the free seat", ev.Operator.Load)
			}
		})
	}
}

func TestNeverOutlastsALaterDismissal(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	must(t, s.Dismiss(t.Context(), shop, "v1", "", true))
	must(t, s.Dismiss(t.Context(), shop, "v1", "", false))
	v, err := s.store.Visitor(t.Context(), shop, "v1")
	must(t, err)
	if v.QuietUntil != zagaj.Forever {
		t.Errorf("got quiet until %d, want forever", v.QuietUntil)
	}
}

func TestTwoOffersCompeteForOneSeat(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	errs := make(chan error, 2)
	for _, v := range []zagaj.VisitorID{"v1", "v2"} {
		go func() {
			_, err := s.Offer(context.Background(), proposal(v, "anna"))
			errs <- err
		}()
	}
	codes := []zagaj.Code{zagaj.CodeOf(<-errs), zagaj.CodeOf(<-errs)}
	slices.Sort(codes)
	if want := []zagaj.Code{"", zagaj.CodeNoSeat}; !slices.Equal(codes, want) {
		t.Errorf("got %q, want %q", codes, want)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	cards := 0
	for _, k := range kinds(s.heard()) {
		if strings.HasPrefix(k, "visitor ") && strings.HasSuffix(k, ": offer") {
			cards++
		}
	}
	if cards != 1 {
		t.Errorf("got %d cards sent, want only the winner's", cards)
	}
}

func TestOneVisitHasARulesOfferOnce(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 3})
	s.offer(t, "v1", "anna")
	_, err := s.Offer(t.Context(), proposal("v1", "anna"))
	wantCode(t, err, zagaj.CodeConflict)
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	p := proposal("v1", "nobody")
	p.Rule = "other"
	_, err = s.Offer(t.Context(), p)
	wantCode(t, err, zagaj.CodeNotFound)
}

func TestOffersThatEndFreeTheirSeat(t *testing.T) {
	for name, end := range map[string]func(*stage, zagaj.OfferID) error{
		"order": func(s *stage, id zagaj.OfferID) error {
			return s.Withdraw(context.Background(), shop, "v1", id, "order")
		},
		"ignored": func(s *stage, id zagaj.OfferID) error { return s.Ignored(context.Background(), shop, "v1", id) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
			id := s.offer(t, "v1", "anna")
			must(t, s.Shown(t.Context(), shop, "v1", id))
			s.heard()
			must(t, end(s, id))
			must(t, end(s, id)) // again changes nothing
			s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 0})
			if f := find(t, s.heard(), "visitor v1", "withdraw").frame; f["reason"] != name || f["offer"] != string(id) {
				t.Errorf("got %v", f)
			}
			must(t, s.Shown(t.Context(), shop, "v1", id)) // late: it does not come back
			s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 0})
			if got := s.state(t, id); got == zagaj.OfferShown {
				t.Errorf("got %s, want it ended", got)
			}
		})
	}
}

// The engine keeps an offer that the browser has shown as standing; one that has ended already must not come back.
func TestOfferThatHasEndedIsNotShown(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	id := s.offer(t, "v1", "anna")
	must(t, s.Withdraw(t.Context(), shop, "v1", id, "unseen"))
	s.heard()
	must(t, s.Shown(t.Context(), shop, "v1", id))
	if got := kinds(s.heard()); slices.Contains(got, "changed: shown") {
		t.Errorf("got %v, want nobody told that it is shown", got)
	}
}

func TestAnotherVisitorsOfferIsNotFound(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 1})
	id := s.offer(t, "v1", "anna")
	s.heard()
	ctx := t.Context()
	_, err := s.Accept(ctx, shop, "v2", id)
	wantCode(t, err, zagaj.CodeNotFound)
	wantCode(t, s.Shown(ctx, shop, "v2", id), zagaj.CodeNotFound)
	wantCode(t, s.Withdraw(ctx, shop, "v2", id, "x"), zagaj.CodeNotFound)
	wantCode(t, s.Ignored(ctx, shop, "v2", id), zagaj.CodeNotFound)
	wantCode(t, s.Dismiss(ctx, shop, "v2", id, false), zagaj.CodeNotFound)
	_, err = s.Accept(ctx, "other shop", "v1", id)
	wantCode(t, err, zagaj.CodeNotFound)
	_, err = s.Accept(ctx, shop, "v1", "no offer")
	wantCode(t, err, zagaj.CodeNotFound)
	if got := s.state(t, id); got != zagaj.OfferCreated {
		t.Errorf("got %s, want the offer untouched", got)
	}
	s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	for _, k := range kinds(s.heard()) {
		if strings.HasPrefix(k, "visitor v1") {
			t.Errorf("got %s, want its visitor told nothing", k)
		}
	}
}

// More offers than seats: who takes one up first gets the seat, the next one waits, and nobody holds too many.
func TestSeatlessOffersGiveTheSeatToWhoIsFirst(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 1})
		var ids []zagaj.OfferID
		for _, v := range []zagaj.VisitorID{"v1", "v2", "v3"} {
			p := proposal(v, "anna")
			p.Seatless = true
			id, err := s.Offer(t.Context(), p)
			must(t, err)
			ids = append(ids, id)
		}
		s.wantSeats(t, map[zagaj.OperatorID]int{})
		second, err := s.Accept(t.Context(), shop, "v2", ids[1])
		must(t, err)
		third, err := s.Accept(t.Context(), shop, "v3", ids[2])
		must(t, err)
		if second.Operator != "anna" || second.State != zagaj.ConversationOpen || third.Operator != "" || third.State != zagaj.ConversationWaiting {
			t.Errorf("got %+v and %+v, want the seat for the first and the queue for the other", second, third)
		}
		s.wantSeats(t, map[zagaj.OperatorID]int{"anna": 1})
	})
}
