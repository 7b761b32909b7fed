package desk_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

var seatsOf = map[zagaj.OperatorID]int{"anna": 1, "beata": 2, "celina": 3}

var people = []zagaj.OperatorID{"anna", "beata", "celina"}

const crowd = 9

// move does one thing that takes, frees or moves a seat. Refusals are part of the play; other errors are not.
func (s *stage) move(ctx context.Context, what, visitor, who, round int) error {
	v, o := zagaj.VisitorID(fmt.Sprintf("c%d", visitor)), people[who]
	var err error
	switch what {
	case 0:
		p := proposal(v, o)
		p.Rule = zagaj.RuleID(fmt.Sprintf("r%d", round))
		_, err = s.Offer(ctx, p)
	case 1, 2, 3:
		err = s.onOffers(ctx, v, what)
	case 4:
		_, err = s.OpenByVisitor(ctx, shop, v)
	case 5:
		err = s.onConversation(ctx, v, func(c zagaj.Conversation) error { _, err := s.Close(ctx, shop, c.ID); return err })
	case 6:
		err = s.onConversation(ctx, v, func(c zagaj.Conversation) error {
			_, err := s.Transfer(ctx, shop, c.ID, c.Operator, o)
			return err
		})
	case 7:
		err = s.onConversation(ctx, v, func(c zagaj.Conversation) error {
			_, err := s.Transfer(ctx, shop, c.ID, c.Operator, "")
			return err
		})
	case 8:
		err = s.SetAvailable(ctx, shop, o, !s.IsAvailable(shop, o))
	case 9:
		err = s.Gone(ctx, shop, o)
	case 10:
		err = s.onConversation(ctx, v, func(c zagaj.Conversation) error {
			_, _, err := s.OfferToAll(ctx, shop, c.ID, c.Operator, o)
			return err
		})
	case 11:
		err = s.onConversation(ctx, v, func(c zagaj.Conversation) error { _, err := s.Claim(ctx, shop, c.ID, o); return err })
	case 12:
		s.pass(zagaj.CallFor)
		err = s.EndCalls(ctx, shop)
	case 13:
		err = s.line(ctx, o, visitor%2 == 0)
	}
	switch zagaj.CodeOf(err) {
	case zagaj.CodeNoSeat, zagaj.CodeConflict, zagaj.CodeNotFound:
		return nil
	}
	return err
}

// line takes an operator's line down or brings it up again.
func (s *stage) line(ctx context.Context, o zagaj.OperatorID, up bool) error {
	s.mu.Lock()
	s.down[o] = !up
	s.mu.Unlock()
	if up {
		return s.LineUp(ctx, shop, o)
	}
	s.LineDown(shop, o)
	return nil
}

func (s *stage) onConversation(ctx context.Context, v zagaj.VisitorID, do func(zagaj.Conversation) error) error {
	c, err := s.store.OpenConversationOf(ctx, shop, v)
	if err != nil {
		return err
	}
	return do(c)
}

// onOffers accepts, dismisses or withdraws the visitor's open offers.
func (s *stage) onOffers(ctx context.Context, v zagaj.VisitorID, what int) error {
	open, err := s.store.OpenOffers(ctx, shop)
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.Visitor != v {
			continue
		}
		switch what {
		case 1:
			_, err = s.Accept(ctx, shop, v, o.ID)
		case 2:
			err = s.Dismiss(ctx, shop, v, o.ID, false)
		case 3:
			err = s.Withdraw(ctx, shop, v, o.ID, "left")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fault says what is wrong with the seats: more in use than there are, or held by nothing.
func (s *stage) fault(ctx context.Context) error {
	used, err := s.store.SeatsInUse(ctx, shop)
	if err != nil {
		return err
	}
	holds := map[zagaj.OperatorID]int{}
	offers, err := s.store.OpenOffers(ctx, shop)
	if err != nil {
		return err
	}
	for _, o := range offers {
		holds[o.Operator]++
	}
	for id, seats := range seatsOf {
		held, err := s.store.Held(ctx, shop, id)
		if err != nil {
			return err
		}
		if n := holds[id] + len(held); n > seats || used[id] != n {
			return fmt.Errorf("%s holds %d offers and %d conversations in %d taken seats of %d", id, holds[id], len(held), used[id], seats)
		}
	}
	return nil
}

// idle says that somebody waits although somebody is free. What everybody is called to waits for who takes it.
func (s *stage) idle(ctx context.Context) error {
	waiting, err := s.store.Waiting(ctx, shop, 100)
	if err != nil {
		return err
	}
	calls, err := s.store.OpenCalls(ctx, shop)
	if err != nil || len(waiting) == len(calls) {
		return err
	}
	seats, err := s.Seats(ctx, shop)
	if err != nil {
		return err
	}
	for _, x := range seats {
		if x.On && x.Used < x.Seats && !s.down[x.ID] {
			return fmt.Errorf("%d wait although %s has a free seat", len(waiting), x.ID)
		}
	}
	return nil
}

func addCrowd(t *testing.T, s *stage) {
	t.Helper()
	for i := range crowd {
		id := zagaj.VisitorID(fmt.Sprintf("c%d", i))
		must(t, s.store.AddVisitor(t.Context(), zagaj.Visitor{ID: id, Shop: shop, TokenHash: "hash-" + string(id), Language: "pl", CreatedAt: start, SeenAt: start}))
	}
}

// moves is how many things move does.
const moves = 14

// tale is a story that is played, of the first few moves.
type tale struct {
	seed  uint64
	moves int
}

// tales are the stories that are played: the first once found a fault, when there were ten moves, and with ZAGAJ_LONG
// two hundred new ones.
func tales() []tale {
	list := []tale{{10487792234792106606, 10}, {1, moves}}
	for n := 0; n < 200 && os.Getenv("ZAGAJ_LONG") != ""; n++ {
		list = append(list, tale{rand.Uint64(), moves})
	}
	return list
}

// TestSeatsAreNeverOverfilledWhateverHappens plays random stories and looks after every step; a failure names its seed.
func TestSeatsAreNeverOverfilledWhateverHappens(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, seatsOf)
		addCrowd(t, s)
		round := 0
		for _, x := range tales() {
			r := rand.New(rand.NewPCG(x.seed, 0))
			for step := range 80 {
				what, visitor, who := r.IntN(x.moves), r.IntN(crowd), r.IntN(len(people))
				round++
				err := s.move(t.Context(), what, visitor, who, round)
				err = cmp.Or(err, s.fault(t.Context()), s.idle(t.Context()))
				if err != nil {
					t.Fatalf("seed %d, step %d (%d by c%d and %s): %v", x.seed, step, what, visitor, people[who], err)
				}
			}
		}
	})
}

func TestSeatsAreNeverOverfilledWhenEverybodyActsAtOnce(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		s := newStageOn(t, dsn, seatsOf)
		addCrowd(t, s)
		ctx := t.Context()
		var all sync.WaitGroup
		for g := range 8 {
			all.Go(func() {
				r := rand.New(rand.NewPCG(1, uint64(g)))
				for i := range 12 {
					if err := s.move(ctx, r.IntN(moves), r.IntN(crowd), r.IntN(len(people)), g*1000+i); err != nil {
						t.Error(err)
					}
					used, err := s.store.SeatsInUse(ctx, shop)
					if err != nil {
						t.Error(err)
					}
					for id, n := range used {
						if n > seatsOf[id] {
							t.Errorf("%s has %d seats in use of %d", id, n, seatsOf[id])
						}
					}
				}
			})
		}
		all.Wait()
		if err := s.fault(ctx); err != nil {
			t.Error(err)
		}
	})
}
