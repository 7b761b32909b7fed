package api

import (
	"context"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

const (
	// completeQueue bounds the deliveries whose rest is still to be fetched. What does not fit is not fetched: the event is
	// stored as the platform told it, and the next change of the same thing, or a back-fill, makes it whole.
	completeQueue = 1000
	// completeWorkers is how many shops' APIs are asked at once, so that a slow one does not hold up the others.
	completeWorkers = 4
)

// incomplete is a delivery that only names what changed.
type incomplete struct {
	connection zagaj.Installation
	delivery   plugin.Delivery
}

// completeLater has the rest of a thin delivery fetched, when the platform's API can be asked. The platform does not wait for it.
func (s *Server) completeLater(a plugin.Adapter, in zagaj.Installation, d plugin.Delivery) {
	if _, ok := a.(plugin.Completer); !ok || len(in.Credentials) == 0 {
		return
	}
	select {
	case s.incomplete <- incomplete{in, d}:
	default:
		s.log.Warn("too many thin deliveries wait for their rest", "installation", in.ID)
	}
}

// completeDeliveries fetches one after another until ctx ends.
func (s *Server) completeDeliveries(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-s.incomplete:
			if err := s.completeOne(ctx, job); err != nil {
				s.log.Warn("fetch the rest of a delivery", "installation", job.connection.ID, "error", err)
			}
		}
	}
}

func (s *Server) completeOne(ctx context.Context, job incomplete) error {
	connector, remote, err := s.remote(job.connection)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	events, err := connector.(plugin.Completer).Complete(ctx, remote, job.connection, job.delivery)
	if err != nil || len(events) == 0 {
		return err
	}
	_, err = s.ingest(ctx, events)
	return err
}
