package api

import (
	"context"
	"errors"
	"time"

	"github.com/zagaj/zagaj"
)

const (
	// lowRoom is how many bytes free are too few: a day of a busy shop, its backup beside it, and some time to act.
	lowRoom     = 1 << 30
	roomEvery   = time.Minute
	roomToldFor = time.Hour // while it is low, it is said again this often
)

// room is how much is free where the data are.
type room struct {
	FreeMB int64 `json:"free_mb"`
	Low    bool  `json:"low"`
}

// roomLeft returns nil when it is not known.
func (s *Server) roomLeft() *room {
	if s.freeBytes == nil {
		return nil
	}
	free, err := s.freeBytes()
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	if err != nil {
		s.log.Warn("how much room is left is not known", "error", err)
		return nil
	}
	return &room{FreeMB: free >> 20, Low: free < lowRoom}
}

// watchRoom says in the log that the disk is nearly full, while there is time to make room, until ctx ends.
func (s *Server) watchRoom(ctx context.Context) {
	var told zagaj.Instant // 0 while there is room
	look := func() {
		r, now := s.roomLeft(), s.now()
		switch {
		case r == nil:
		case !r.Low && told > 0:
			s.log.Info("there is room again where the data are", "free_mb", r.FreeMB)
			told = 0
		case r.Low && (told == 0 || now.Sub(told) >= roomToldFor):
			s.log.Warn("the disk is nearly full; when it is full, nothing more is taken until there is room", "free_mb", r.FreeMB)
			told = now
		}
	}
	look()
	every(ctx, roomEvery, nil, look)
}
