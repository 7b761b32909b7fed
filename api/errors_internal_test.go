package api

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"github.com/zagaj/zagaj"
)

// TestWhatIsTooSlowMayBeTriedAgain: a frame whose write did not end in time may be sent again with its id; that is no fault to give up on.
func TestWhatIsTooSlowMayBeTriedAgain(t *testing.T) {
	s := &Server{log: slog.New(slog.DiscardHandler)}
	for err, want := range map[error]zagaj.Code{
		fmt.Errorf("say: %w", context.DeadlineExceeded): zagaj.CodeUnavailable,
		fmt.Errorf("say: %w", context.Canceled):         zagaj.CodeUnavailable,
		fmt.Errorf("say"):                               zagaj.CodeInternal,
	} {
		if got := s.public(err); got.Code != want {
			t.Errorf("%v: got %s, want %s", err, got.Code, want)
		}
	}
}
