package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// spool keeps verified deliveries in files while the store is away. A file is synced before its sender gets 2xx.
type spool struct {
	folder string // "" keeps nothing: the sender is told to try again
	count  atomic.Int64
	log    *slog.Logger

	draining sync.Mutex // one at a time; guards late
	late     map[string]lateFile
}

// lateFile is a file that could not be taken while the store took others.
type lateFile struct {
	of    zagaj.InstallationID
	tries int
	due   zagaj.Instant
}

// Of a late file.
const (
	latePause    = spoolEvery // before the second try; doubled each time
	longestPause = 5 * time.Minute
	// lateInOrder is for how many tries the files of the same connection wait behind it: a part of a cart says nothing without the one
	// before it. After that the trouble is the file's own, and they go on.
	lateInOrder = 3
)

// spoolSize bounds the files waiting; one more is refused. At 3 KB each it is about 30 MB.
const spoolSize = 10_000

// spooled is one file.
type spooled struct {
	Installation zagaj.InstallationID `json:"installation"`
	Platform     string               `json:"platform"`
	Header       http.Header          `json:"header"`
	Body         []byte               `json:"body"`
	ReceivedAt   zagaj.Instant        `json:"received_at"`
}

func newSpool(folder string, log *slog.Logger) (*spool, error) {
	p := &spool{folder: folder, log: log, late: map[string]lateFile{}}
	if folder == "" {
		return p, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	names, err := p.names()
	p.count.Store(int64(len(names)))
	return p, err
}

// keep writes a delivery that the store could not take because of cause.
func (p *spool) keep(in zagaj.Installation, d plugin.Delivery, cause error) (delivered, error) {
	refuse := errors.Join(zagaj.E(zagaj.CodeUnavailable, "the store cannot take writes now"), cause)
	if p.folder == "" || p.count.Load() >= spoolSize {
		return delivered{}, refuse
	}
	text, err := json.Marshal(spooled{Installation: in.ID, Platform: in.Platform, Header: d.Header, Body: d.Body, ReceivedAt: d.ReceivedAt})
	if err != nil {
		return delivered{}, err
	}
	if err := p.write(text); err != nil {
		return delivered{}, errors.Join(refuse, err)
	}
	p.count.Add(1)
	return delivered{Spooled: true}, nil
}

func (p *spool) write(text []byte) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	name := filepath.Join(p.folder, id.String())
	f, err := os.OpenFile(name+".part", os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(name+".part", name+".json")
	}
	if err != nil {
		return errors.Join(err, os.Remove(name+".part"))
	}
	return syncFolder(p.folder)
}

func syncFolder(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// names returns the waiting files, oldest first. Halves of a write that the process did not live to finish, and that
// nobody got 2xx for, are not among them.
func (p *spool) names() ([]string, error) {
	entries, err := os.ReadDir(p.folder)
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".json") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// spoolEvery is how often the store is tried again while files wait.
const spoolEvery = 2 * time.Second

// emptySpool brings waiting deliveries into the store until ctx ends.
func (s *Server) emptySpool(ctx context.Context) {
	drain := func() {
		if s.spool.count.Load() == 0 {
			return
		}
		if err := s.DrainSpool(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("deliveries wait for the store", "waiting", s.spool.count.Load(), "error", err)
		}
	}
	drain()
	every(ctx, spoolEvery, nil, drain)
}

// DrainSpool stores what waits, oldest first, and stops when the store is away. What it cannot take while it takes others is tried again
// later, and holds up its own connection's files for a while and nobody else's. Run does it.
func (s *Server) DrainSpool(ctx context.Context) error {
	s.spool.draining.Lock()
	defer s.spool.draining.Unlock()
	names, err := s.spool.names()
	if err != nil {
		return err
	}
	var failed error
	waits := map[zagaj.InstallationID]bool{}
	for _, name := range names {
		late := s.spool.late[name]
		if late.due > s.now() {
			waits[late.of] = waits[late.of] || late.tries < lateInOrder
			continue
		}
		text, err := os.ReadFile(filepath.Join(s.spool.folder, name))
		if err != nil {
			return fmt.Errorf("spool: %w", err)
		}
		var d spooled
		if err := json.Unmarshal(text, &d); err != nil {
			s.log.Error("a file of the spool is damaged", "error", err)
		} else if waits[d.Installation] {
			continue
		} else if err := s.unspool(ctx, d); err != nil {
			if s.storeAway(ctx) {
				return err
			}
			failed = err
			waits[d.Installation] = s.spool.postpone(name, d.Installation, s.now()) < lateInOrder
			continue
		}
		if err := s.spool.remove(name); err != nil {
			return err
		}
	}
	return failed
}

// storeAway reports whether nothing can be stored now, and not only what has just failed.
func (s *Server) storeAway(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, hookWithin)
	defer cancel()
	return s.store.Ready(ctx) != nil
}

// postpone notes that a file could not be taken, and returns how often that has been.
func (p *spool) postpone(name string, of zagaj.InstallationID, now zagaj.Instant) int {
	l := p.late[name]
	l.due, l.of = now.Add(min(latePause<<min(l.tries, 10), longestPause)), of
	l.tries++
	p.late[name] = l
	return l.tries
}

func (p *spool) remove(name string) error {
	if err := os.Remove(filepath.Join(p.folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("spool: %w", err)
	}
	delete(p.late, name)
	p.count.Add(-1)
	return nil
}

// unspool takes one delivery as if it came now, but for its time and its signature, which was verified when it came.
func (s *Server) unspool(ctx context.Context, d spooled) error {
	adapter, ok := s.platforms[d.Platform]
	if !ok {
		s.log.Error("the spool names a platform that is not there", "platform", d.Platform)
		return nil
	}
	in, err := s.store.Installation(ctx, d.Installation)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	_, err = s.takeDelivery(ctx, adapter, in, plugin.Delivery{Header: d.Header, Body: d.Body, ReceivedAt: d.ReceivedAt})
	return err
}
