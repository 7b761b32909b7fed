package sql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync/atomic"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// forgetful is a driver whose COMMIT is carried out and then, while lose is set, answered with a broken connection.
type forgetful struct {
	real driver.Driver
	dsn  string
	lose *atomic.Int32
}

func (f forgetful) Driver() driver.Driver { return f.real }
func (f forgetful) Connect(context.Context) (driver.Conn, error) {
	c, err := f.real.Open(f.dsn)
	return forgetfulConn{c, f.lose}, err
}

type forgetfulConn struct {
	driver.Conn
	lose *atomic.Int32
}

func (c forgetfulConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	t, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	return forgetfulTx{t, c.lose}, err
}

type forgetfulTx struct {
	driver.Tx
	lose *atomic.Int32
}

func (t forgetfulTx) Commit() error {
	err := t.Tx.Commit()
	if err == nil && t.lose.Add(-1) >= 0 {
		return driver.ErrBadConn
	}
	return err
}

// forget opens a store whose next commits, as many as are stored in the counter, are not heard of.
func forget(t *testing.T, dsn string) (*Store, *atomic.Int32) {
	t.Helper()
	s, err := Open(t.Context(), dsn, func() zagaj.Instant { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	name, address := "postgres", dsn
	if dsn[:7] == "sqlite:" {
		name, address = "sqlite", "file:"+dsn[7:]+"?_txlock=immediate&_pragma=busy_timeout(5000)"
	}
	plain, err := sql.Open(name, address)
	if err != nil {
		t.Fatal(err)
	}
	lose := &atomic.Int32{}
	bad := sqlx.NewDb(sql.OpenDB(forgetful{plain.Driver(), address, lose}), name)
	bad.SetMaxOpenConns(1)
	s.writer.stop()
	old := s.write
	s.write, s.writer = bad, startWriter(bad, "")
	t.Cleanup(func() { _, _, _ = plain.Close(), s.Close(), old.Close() })
	return s, lose
}

func TestAnErrorOfCommitIsReadAgainNotGuessed(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		s, lose := forget(t, dsn)
		must := func(what string, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		again := func() { lose.Store(2) }
		again()
		must("shop", s.AddShop(ctx, zagaj.Shop{ID: "s", Key: "k"}, zagaj.Schedule{}, zagaj.Policy{}))
		again()
		must("operator", s.AddOperator(ctx, zagaj.Operator{ID: "o", Shop: "s", Email: "o@s.example", Seats: 1}))
		again()
		must("session", s.AddSession(ctx, zagaj.Session{TokenHash: "h", Shop: "s", Operator: "o"}))
		again()
		must("visitor", s.AddVisitor(ctx, zagaj.Visitor{ID: "v", Shop: "s", TokenHash: "t"}))
		again()
		o, err := s.ClaimOffer(ctx, zagaj.Offer{ID: "of", Shop: "s", Visitor: "v", Rule: "r", Operator: "o", State: zagaj.OfferCreated})
		must("offer", err)
		again()
		c, err := s.OpenConversation(ctx, zagaj.Conversation{ID: "c", Shop: "s", Visitor: "v", Operator: "o", Offer: o.ID, State: zagaj.ConversationOpen})
		must("conversation", err)
		again()
		m, err := s.Say(ctx, zagaj.Message{ID: "m", Shop: "s", Conversation: c.ID, Role: zagaj.RoleVisitor, Author: "v", Text: "Dzień dobry"})
		must("say", err)
		all, err := s.Messages(ctx, "s", "c", 0, 0)
		must("messages", err)
		if m.Seq != 1 || len(all) != 1 {
			t.Errorf("got number %d and %d messages, want 1 and 1", m.Seq, len(all))
		}
		again()
		fresh, err := s.AppendEvents(ctx, []zagaj.Event{{ID: "e", Shop: "s", Source: zagaj.FromShop, Kind: zagaj.KindView, Visitor: "v"}})
		must("events", err)
		if len(fresh) != 1 || fresh[0].Seq != 1 {
			t.Errorf("got %+v, want the event as new: the engine has not heard of it", fresh)
		}
		if lose.Load() >= 0 {
			t.Error("no commit was lost: the test proves nothing")
		}
		if err := s.AddVisitor(ctx, zagaj.Visitor{ID: "v", Shop: "s", TokenHash: "another"}); zagaj.CodeOf(err) != zagaj.CodeConflict {
			t.Errorf("got %v, want a conflict for another visitor of that id", err)
		}
	})
}
