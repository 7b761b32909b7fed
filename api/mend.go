package api

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

const (
	// mendEvery is how long a dropped webhook may go unnoticed. Platforms drop one after a handful of failures, without a word.
	mendEvery = time.Hour
	// mendReach is the most days of orders that are fetched for the time without a webhook; longer is for a person to ask.
	mendReach = 7
)

// mendHooks looks every hour whether each connection's webhooks stand, registers again what a platform dropped, and fetches the
// orders that were missed. One connection after another: no shop's slow API costs more than its own turn.
func (s *Server) mendHooks(ctx context.Context) {
	every(ctx, s.mendEvery, nil, func() { s.mendAll(ctx) })
}

func (s *Server) mendAll(ctx context.Context) {
	shops, err := s.store.Shops(ctx)
	if err != nil {
		s.log.Warn("mend webhooks", "error", err)
		return
	}
	for _, shop := range shops {
		list, err := s.store.Installations(ctx, shop.ID)
		if err != nil {
			s.log.Warn("mend webhooks", "shop", shop.ID, "error", err)
			continue
		}
		for _, in := range list {
			if ctx.Err() != nil {
				return
			}
			if err := s.mend(ctx, in); err != nil {
				s.log.Warn("mend webhooks", "installation", in.ID, "error", err)
			}
		}
	}
}

// repair makes and switches on a connection's webhooks, one after another: an app that is just being installed and the hourly look would else
// make each of them twice.
func (s *Server) repair(ctx context.Context, id zagaj.InstallationID, connector plugin.Connector, remote plugin.Remote) ([]plugin.Hook, error) {
	turn, _ := s.repairing.LoadOrStore(id, new(sync.Mutex))
	turn.(*sync.Mutex).Lock()
	defer turn.(*sync.Mutex).Unlock()
	return connector.Repair(ctx, remote)
}

// registerHooks makes the webhooks of a connection that was just let in. What fails the connection's check tells, and it is tried again
// every hour. It returns the shop's API as it is asked from now on.
func (s *Server) registerHooks(ctx context.Context, in zagaj.Installation) plugin.Remote {
	connector, remote, err := s.remote(in)
	if err == nil {
		_, err = s.repair(ctx, in.ID, connector, remote)
	}
	if err != nil {
		s.log.Warn("register webhooks", "installation", in.ID, "error", err)
	}
	return remote
}

// mend repairs one connection's webhooks when the platform dropped any. What a person has paused stays paused.
func (s *Server) mend(ctx context.Context, in zagaj.Installation) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	in, err := s.renewed(ctx, in)
	if err != nil {
		return err
	}
	connector, remote, err := s.remote(in)
	if err != nil {
		return nil // no API to ask, or nobody gave its credentials
	}
	hooks, err := connector.Hooks(ctx, remote)
	if err != nil {
		return err
	}
	var dropped []string
	for _, hook := range hooks {
		switch hook.State {
		case plugin.HookPaused:
			return nil
		case plugin.HookOff, plugin.HookMissing:
			dropped = append(dropped, hook.Topic)
		}
	}
	if len(dropped) == 0 {
		return nil
	}
	if _, err := s.repair(ctx, in.ID, connector, remote); err != nil {
		return err
	}
	s.record(ctx, zagaj.Deed{Shop: in.Shop, At: s.now(), Action: "installation.mended", Target: string(in.ID), Detail: clip(strings.Join(dropped, ", "), 300)})
	if in.LastEventAt == 0 { // nothing was missed: nothing had ever come
		return nil
	}
	days := min(int(s.now().Sub(in.LastEventAt)/(24*time.Hour))+1, mendReach)
	return s.backfills.start(in, backfill{State: "waiting", Days: days, StartedAt: s.now()})
}
