package desk_test

import (
	"context"
	"slices"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/sql/sqltest"
)

func (s *stage) later(seconds zagaj.Seconds) {
	s.mu.Lock()
	s.now += zagaj.Instant(seconds * 1000)
	s.mu.Unlock()
}

func (s *stage) rings(t *testing.T) []zagaj.AlarmStep {
	t.Helper()
	list, err := s.Ring(t.Context(), shop)
	must(t, err)
	var steps []zagaj.AlarmStep
	for _, a := range list {
		steps = append(steps, a.Step)
	}
	return steps
}

func TestAlarmsGoOffOnceAndInTime(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 2, "beata": 2})
		c, err := s.OpenByVisitor(t.Context(), shop, "v1")
		must(t, err)
		if got := s.rings(t); got != nil {
			t.Errorf("got %v before a word was said, want silence", got)
		}
		_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "halo?"))
		must(t, err)
		for _, step := range []struct {
			wait zagaj.Seconds
			want []zagaj.AlarmStep
		}{{14, nil}, {1, []zagaj.AlarmStep{zagaj.AlarmSound}}, {5, nil}, {10, []zagaj.AlarmStep{zagaj.AlarmNotify}}, {30, []zagaj.AlarmStep{zagaj.AlarmNext}}, {1, nil}} {
			s.later(step.wait)
			if got := s.rings(t); !slices.Equal(got, step.want) {
				t.Errorf("after %d s more: got %v, want %v", step.wait, got, step.want)
			}
		}
		c, err = s.store.Conversation(t.Context(), shop, c.ID)
		must(t, err)
		if c.Operator != "beata" || !s.IsAvailable(shop, "anna") {
			t.Errorf("got %s (Anna available: %v), want Beata asked and Anna still there", c.Operator, s.IsAvailable(shop, "anna"))
		}
		s.later(15)
		if got := s.rings(t); !slices.Equal(got, []zagaj.AlarmStep{zagaj.AlarmSound}) {
			t.Errorf("got %v, want the whole ladder for Beata", got)
		}
		_, err = s.Say(t.Context(), message("m2", c.ID, zagaj.RoleOperator, "beata", "witam"))
		must(t, err)
		s.later(600)
		if got := s.rings(t); got != nil {
			t.Errorf("got %v after the answer, want silence", got)
		}
	})
}

func TestWhoConfirmsNoAlarmIsAway(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 2, "beata": 2})
	s.Hears(shop, "anna")
	var held []zagaj.ConversationID
	must(t, s.SetAvailable(t.Context(), shop, "beata", false))
	for _, v := range []zagaj.VisitorID{"v1", "v2"} {
		c, err := s.OpenByVisitor(t.Context(), shop, v)
		must(t, err)
		_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, string(v), "halo?"))
		must(t, err)
		held = append(held, c.ID)
	}
	must(t, s.SetAvailable(t.Context(), shop, "beata", true))
	for _, wait := range []zagaj.Seconds{15, 15, 30} {
		s.later(wait)
		s.rings(t)
	}
	if s.IsAvailable(shop, "anna") {
		t.Error("got Anna available, want her away")
	}
	for _, id := range held {
		c, err := s.store.Conversation(t.Context(), shop, id)
		must(t, err)
		if c.Operator != "beata" {
			t.Errorf("got %q, want Beata", c.Operator)
		}
	}
}

func TestAlarmsThatAreDueAtOnceProveNoAbsence(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 2})
	s.Hears(shop, "anna")
	c, err := s.OpenByVisitor(t.Context(), shop, "v1")
	must(t, err)
	_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "halo?"))
	must(t, err)
	s.later(600) // the server was away
	s.rings(t)
	if !s.IsAvailable(shop, "anna") {
		t.Error("got Anna away, want her given the time to hear the first alarm")
	}
	for _, wait := range []zagaj.Seconds{15, 15, 30} {
		s.later(wait)
		s.rings(t)
	}
	if s.IsAvailable(shop, "anna") {
		t.Error("got Anna available, want her away: a whole round was not confirmed")
	}
}

// One node has kept that somebody else is asked, and was ended before it asked.
func TestARoundThatWasCutShortIsEnded(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, map[zagaj.OperatorID]int{"anna": 2, "beata": 2})
		c, err := s.OpenByVisitor(t.Context(), shop, "v1")
		must(t, err)
		_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, "v1", "halo?"))
		must(t, err)
		s.later(60)
		a := zagaj.Alarm{Shop: shop, Conversation: c.ID, Seq: 1, Step: zagaj.AlarmNext, Operator: c.Operator, At: s.Now()}
		if first, err := s.store.SoundAlarm(t.Context(), a, len(zagaj.AlarmSteps)); err != nil || !first {
			t.Fatalf("got %v, %v", first, err)
		}
		s.later(1)
		s.rings(t)
		if now, err := s.store.Conversation(t.Context(), shop, c.ID); err != nil || now.Operator != c.Operator {
			t.Errorf("got %s, %v: another node may be at it still", now.Operator, err)
		}
		s.later(60)
		s.rings(t)
		now, err := s.store.Conversation(t.Context(), shop, c.ID)
		must(t, err)
		if now.Operator == c.Operator {
			t.Errorf("got %s still, want the colleague asked", now.Operator)
		}
		s.later(15)
		if got := s.rings(t); !slices.Equal(got, []zagaj.AlarmStep{zagaj.AlarmSound}) {
			t.Errorf("got %v, want the ladder anew", got)
		}
	})
}

// unread cannot read one conversation.
type unread struct {
	*sql.Store
	id zagaj.ConversationID
}

func (u unread) Conversation(ctx context.Context, shop zagaj.ShopID, id zagaj.ConversationID) (zagaj.Conversation, error) {
	if id == u.id {
		return zagaj.Conversation{}, zagaj.E(zagaj.CodeInternal, "this one cannot be read")
	}
	return u.Store.Conversation(ctx, shop, id)
}

func TestAnAlarmThatFailsKeepsNoOtherFromGoingOff(t *testing.T) {
	s := newStage(t, map[zagaj.OperatorID]int{"anna": 3})
	var all []zagaj.ConversationID
	for _, v := range []zagaj.VisitorID{"v1", "v2"} {
		c, err := s.OpenByVisitor(t.Context(), shop, v)
		must(t, err)
		_, err = s.Say(t.Context(), message("m1", c.ID, zagaj.RoleVisitor, string(v), "halo?"))
		must(t, err)
		all = append(all, c.ID)
	}
	s.later(15)
	config := s.Config
	config.Store = unread{s.store, all[0]}
	rung, err := desk.New(config).Ring(t.Context(), shop)
	if err == nil || len(rung) != 1 || rung[0].Conversation != all[1] {
		t.Errorf("got %v, %v, want the second visitor's alarm, and the fault told", rung, err)
	}
}
