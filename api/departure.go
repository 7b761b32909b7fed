package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// goneWithin bounds the question whether an app is still there: a delivery waits for it.
const goneWithin = 2 * time.Second

// believed leaves out what follows from the removal of an app that the platform says is still there: a recording of an earlier
// removal, played to a shop that has come back, must neither cut it off nor erase its people. It fails with CodeConflict when the platform
// does not say, so that the delivery is set aside for a person.
func (s *Server) believed(ctx context.Context, a plugin.Adapter, in zagaj.Installation, events []zagaj.Event) ([]zagaj.Event, error) {
	resident, ok := a.(plugin.Resident)
	if !ok || !departs(events) {
		return events, nil
	}
	in, err := s.store.Installation(ctx, in.ID) // anew: the shop may have come back within the second for which one is remembered
	if err != nil {
		return nil, errors.Join(zagaj.E(zagaj.CodeUnavailable, "the store does not answer"), fmt.Errorf("installation: %w", err))
	}
	_, remote, err := s.remote(in)
	if err != nil {
		return events, nil // nobody has let us in, so there is nobody to ask and nothing to lose
	}
	ctx, cancel := context.WithTimeout(ctx, goneWithin)
	defer cancel()
	gone, err := resident.Gone(ctx, remote)
	if err != nil {
		return nil, zagaj.E(zagaj.CodeConflict, "the platform does not say whether the app is still in the shop; play it again later")
	}
	if gone {
		return events, nil
	}
	s.log.Warn("a removal that did not happen", "installation", in.ID)
	return nil, nil
}

// departs reports whether an event tells that an app was taken out, or follows from it.
func departs(events []zagaj.Event) bool {
	for _, ev := range events {
		if ev.Kind == zagaj.KindUninstall || ev.Kind == zagaj.KindClear {
			return true
		}
	}
	return false
}

// disconnect forgets the credentials of a platform's API where the shop has taken the plugin out: a token that nobody needs is one
// that can be stolen. The webhooks' secret stays, because the platform signs with it what it may still ask, such as an erasure. What was
// told before changes nothing, for the shop may have come back; only where the platform itself was asked it counts each time.
func (s *Server) disconnect(ctx context.Context, events []zagaj.Event) error {
	for _, ev := range events {
		if ev.Kind != zagaj.KindUninstall || ev.Source != zagaj.FromShop {
			continue
		}
		in, err := s.store.Installation(ctx, ev.Installation)
		if zagaj.CodeOf(err) == zagaj.CodeNotFound {
			continue
		}
		if err == nil && in.Shop == ev.Shop && len(in.Credentials) > 0 {
			err = s.forgetCredentials(ctx, in, ev)
		}
		if err != nil {
			return fmt.Errorf("disconnect: %w", err)
		}
	}
	return nil
}

func (s *Server) forgetCredentials(ctx context.Context, in zagaj.Installation, ev zagaj.Event) error {
	if _, asked := s.platforms[in.Platform].(plugin.Resident); !asked {
		if told, err := s.store.HasEvent(ctx, ev.Shop, ev.Source, ev.ID); err != nil || told {
			return err
		}
	}
	in.Credentials = nil
	return s.keepInstallation(ctx, in)
}
