package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// registerApp answers a platform that registers its app with us. Whatever is wrong, who has no signature learns nothing of what is there.
func (s *Server) registerApp(c *gin.Context) error {
	registrar, ok := s.platforms[c.Param("platform")].(plugin.Registrar)
	if !ok {
		return zagaj.E(zagaj.CodeNotFound, "no such platform")
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), hookWithin)
	defer cancel()
	in, err := s.installation(ctx, registrar, zagaj.InstallationID(c.Param("installation")))
	if err != nil {
		return err
	}
	answer, err := registrar.Register(plugin.Registration{Header: c.Request.Header, Query: c.Request.URL.RawQuery, HookURL: s.hookURL(in), ReceivedAt: s.now()}, in)
	if err != nil {
		s.noteDelivery(in, 0, err)
		return err
	}
	s.record(ctx, zagaj.Deed{Shop: in.Shop, At: s.now(), Action: "installation.register", Target: string(in.ID), Detail: in.Platform})
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, answer)
	return nil
}
