package api

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// backfill is what became of fetching a connection's orders and carts of the last days. It lives in memory: a restart ends it, and
// starting it again changes nothing that is there already.
type backfill struct {
	State     string        `json:"state"` // waiting, running, done, failed
	Days      int           `json:"days"`
	Page      int           `json:"page"` // pages fetched
	Pages     int           `json:"pages"`
	Orders    int           `json:"orders"` // seen
	Stored    int           `json:"stored"` // of these new to the log
	Carts     int           `json:"carts"`  // seen, where the platform lists them; after the orders
	NewCarts  int           `json:"new_carts"`
	Bad       int           `json:"bad"` // of all these not understood
	Error     string        `json:"error,omitempty"`
	StartedAt zagaj.Instant `json:"started_at"`
	EndedAt   zagaj.Instant `json:"ended_at"`
}

// backfills is the queue and the progress of all.
type backfills struct {
	mu    sync.Mutex
	known map[zagaj.InstallationID]backfill
	queue chan zagaj.Installation
}

const (
	// backfillQueue bounds the connections that wait; one more is refused. They run one after another, so that no shop's
	// back-fill takes the store from live deliveries.
	backfillQueue = 16
	// backfillDays is how far back orders may be fetched: Zagaj is no archive.
	backfillDays = 90
	// backfillPages bounds one back-fill: a platform that never says "the last page" must not keep it going. A page holds up to
	// a hundred orders.
	backfillPages = 10_000
)

func newBackfills() *backfills {
	return &backfills{known: map[zagaj.InstallationID]backfill{}, queue: make(chan zagaj.Installation, backfillQueue)}
}

func (b *backfills) get(id zagaj.InstallationID) (backfill, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, ok := b.known[id]
	return f, ok
}

func (b *backfills) put(id zagaj.InstallationID, f backfill) {
	b.mu.Lock()
	b.known[id] = f
	b.mu.Unlock()
}

// start queues one, unless it waits or runs already.
func (b *backfills) start(in zagaj.Installation, f backfill) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if before := b.known[in.ID]; before.State == "waiting" || before.State == "running" {
		return zagaj.E(zagaj.CodeConflict, "it is being done already")
	}
	select {
	case b.queue <- in:
		b.known[in.ID] = f
		return nil
	default:
		return zagaj.E(zagaj.CodeTooMany, "too many wait; try again later")
	}
}

// startBackfill fetches the orders and carts of the last days from the shop's own API, for what was missed while deliveries did not come.
func (s *Server) startBackfill(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	var given struct {
		Days int `json:"days"`
	}
	if err := decode(c, &given); err != nil {
		return err
	}
	if given.Days < 1 || given.Days > backfillDays {
		return zagaj.E(zagaj.CodeInvalid, "days is 1 to 90")
	}
	if _, _, err := s.remote(in); err != nil {
		return err
	}
	f := backfill{State: "waiting", Days: given.Days, StartedAt: s.now()}
	if err := s.backfills.start(in, f); err != nil {
		return err
	}
	s.audit(c, o, "installation.backfill", string(in.ID), fmt.Sprint(given.Days, " days"))
	c.JSON(http.StatusOK, f)
	return nil
}

func (s *Server) showBackfill(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	f, ok := s.backfills.get(in.ID)
	if !ok {
		return zagaj.E(zagaj.CodeNotFound, "no back-fill was started since the server did")
	}
	c.JSON(http.StatusOK, f)
	return nil
}

// runBackfills does one after another until ctx ends.
func (s *Server) runBackfills(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case in := <-s.backfills.queue:
			f, _ := s.backfills.get(in.ID)
			err := s.fetchMissed(ctx, in, &f)
			f.State, f.EndedAt = "done", s.now()
			if err != nil {
				f.State, f.Error = "failed", s.public(shopError(err)).Message
				s.log.Warn("back-fill", "installation", in.ID, "error", err)
			}
			s.backfills.put(in.ID, f)
		}
	}
}

// fetchMissed fetches orders before carts: of a cart that was bought meanwhile the order is what counts.
func (s *Server) fetchMissed(ctx context.Context, in zagaj.Installation, f *backfill) error {
	connector, remote, err := s.remote(in)
	if err != nil {
		return err
	}
	f.State, f.Pages = "running", 1
	if err := s.fetchPages(ctx, in, remote, connector.Orders, f, &f.Orders, &f.Stored); err != nil {
		return err
	}
	if lister, ok := connector.(plugin.CartLister); ok {
		return s.fetchPages(ctx, in, remote, lister.Carts, f, &f.Carts, &f.NewCarts)
	}
	return nil
}

// asking is a list of a platform's API, page by page.
type asking func(ctx context.Context, r plugin.Remote, in zagaj.Installation, since, now zagaj.Instant, from string) (plugin.Page, error)

func (s *Server) fetchPages(ctx context.Context, in zagaj.Installation, remote plugin.Remote, list asking, f *backfill, seen, fresh *int) error {
	since, before := s.now().Add(-time.Duration(f.Days)*24*time.Hour), f.Page
	for from := ""; f.Page < backfillPages; {
		s.backfills.put(in.ID, *f)
		page, err := list(ctx, remote, in, since, s.now(), from)
		if err != nil {
			return err
		}
		stored, err := s.ingest(ctx, page.Events)
		if err != nil {
			return fmt.Errorf("store page %d: %w", f.Page+1, err)
		}
		f.Page++
		f.Pages = max(before+page.Pages, f.Page)
		*seen, *fresh, f.Bad = *seen+len(page.Events)+page.Bad, *fresh+stored, f.Bad+page.Bad
		if from = page.Next; from == "" {
			return nil
		}
	}
	return zagaj.E(zagaj.CodeTooMany, "there is more than a back-fill takes")
}
