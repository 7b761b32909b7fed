package desk_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// slowProfiles is a store whose first answer about profiles comes once the gate is open.
type slowProfiles struct {
	*sql.Store
	asked   atomic.Bool
	reached chan struct{}
	gate    chan struct{}
}

func (s *slowProfiles) Profiles(ctx context.Context, shop zagaj.ShopID) ([]zagaj.Profile, error) {
	if s.asked.CompareAndSwap(false, true) {
		close(s.reached)
		<-s.gate
	}
	return s.Store.Profiles(ctx, shop)
}

// A person is held for gone just as they come back: what is told last, to colleagues and to the rules, is that they are there.
func TestWhoComesBackWhileGoneIsBeingToldIsThere(t *testing.T) {
	s := newStageOn(t, sqltest.SQLite(t), map[zagaj.OperatorID]int{"anna": 2})
	slow := &slowProfiles{Store: s.store, reached: make(chan struct{}), gate: make(chan struct{})}
	d := desk.New(desk.Config{Store: slow, Now: func() zagaj.Instant { return start }, Notify: s, NewID: func() string { return "id" }})
	slow.asked.Store(true)
	must(t, d.SetAvailable(t.Context(), shop, "anna", true))
	s.heard()
	slow.asked.Store(false)
	gone := make(chan error, 1)
	go func() { gone <- d.Gone(t.Context(), shop, "anna") }()
	<-slow.reached
	must(t, d.SetAvailable(t.Context(), shop, "anna", true))
	close(slow.gate)
	must(t, <-gone)

	said := s.heard()
	slices.Reverse(said)
	seats := find(t, said, "operators", "operators").frame["operators"].([]any)
	if on := seats[0].(map[string]any)["on"]; on != true {
		t.Errorf("colleagues were told last that she is on: got %v, want true", on)
	}
	if ev := find(t, said, "changed", "operator").ev; !ev.Operator.On {
		t.Error("the rules were told last that she is gone, want there")
	}
}
