package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// hook takes one delivery of a shop platform: limit, find the installation, verify the raw bytes, decode, store.
// Only after the commit does the platform get its 2xx. A duplicate is answered 200 and changes nothing.
func (s *Server) hook(c *gin.Context) error {
	ctx := c.Request.Context()
	if c.GetHeader("Content-Encoding") != "" {
		return zagaj.E(zagaj.CodeInvalid, "compressed bodies are not accepted")
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, plugin.MaxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return zagaj.E(zagaj.CodeInvalid, "the body ended early")
	}
	adapter, ok := s.platforms[c.Param("platform")]
	if !ok {
		return zagaj.E(zagaj.CodeNotFound, "no such platform")
	}
	in, err := s.store.Installation(ctx, zagaj.InstallationID(c.Param("installation")))
	if err == nil && in.Platform != adapter.Platform() {
		err = zagaj.E(zagaj.CodeNotFound, "")
	}
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.E(zagaj.CodeNotFound, "no such installation")
	}
	if err != nil {
		return fmt.Errorf("installation: %w", err)
	}
	fresh, err := s.takeDelivery(ctx, adapter, in, plugin.Delivery{Header: c.Request.Header, Body: body, ReceivedAt: s.now()})
	s.noteDelivery(ctx, in, err)
	if errors.Is(err, plugin.ErrPing) {
		err = nil
	}
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"stored": fresh})
	return nil
}

func (s *Server) takeDelivery(ctx context.Context, a plugin.Adapter, in zagaj.Installation, d plugin.Delivery) (int, error) {
	if err := a.Verify(d, in.Secrets); err != nil {
		return 0, err
	}
	events, err := a.Decode(d, in)
	if err != nil {
		return 0, err
	}
	return s.ingest(ctx, events)
}

// noteDelivery keeps the installation's health for the panel. Losing it loses no event, so it never fails a delivery.
func (s *Server) noteDelivery(ctx context.Context, in zagaj.Installation, err error) {
	failure := ""
	if err != nil && !errors.Is(err, plugin.ErrPing) {
		failure = s.public(err).Message
	}
	if err := s.store.NoteDelivery(ctx, in.ID, s.now(), failure); err != nil {
		s.log.Warn("note delivery", "installation", in.ID, "error", err)
	}
}
