package api

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// audit appends to the shop's audit log. The deed is done already, so a failure is logged and does not undo it.
func (s *Server) audit(c *gin.Context, o zagaj.Operator, action, target, detail string) {
	s.record(c.Request.Context(), s.deed(c, o, action, target, detail))
}

// auditLater is audit after the answer, for what must take as long for strangers as for people we know.
func (s *Server) auditLater(c *gin.Context, o zagaj.Operator, action string) {
	d := s.deed(c, o, action, string(o.ID), "")
	if o.ID != "" {
		s.putOff("a note", func(ctx context.Context) { s.record(ctx, d) })
	}
}

func (s *Server) deed(c *gin.Context, o zagaj.Operator, action, target, detail string) zagaj.Deed {
	return zagaj.Deed{Shop: o.Shop, At: s.now(), Operator: o.ID, Action: action, Target: clip(target, 200),
		Detail: cleanLine(detail, 300), Network: truncated(c.ClientIP())}
}

func (s *Server) record(ctx context.Context, d zagaj.Deed) {
	if err := s.store.Note(ctx, d); err != nil {
		s.log.Error("audit", "action", d.Action, "error", err)
	}
}

// truncated cuts an address so that it no longer names one person: IPv4 to /24, IPv6 to /48.
func truncated(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	bits := 48
	if addr = addr.Unmap(); addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

func (s *Server) listAudit(c *gin.Context, o zagaj.Operator) error {
	before := int64(beforeOf(c))
	list, err := s.store.Deeds(c.Request.Context(), o.Shop, before, listLimit)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"deeds": orEmpty(list)})
	return nil
}
