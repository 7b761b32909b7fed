package api

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/egress"
)

const (
	// oldSecret is how long a replaced secret goes on signing beside the new one.
	oldSecret = 24 * time.Hour
	// deliveryPage is how many deliveries one answer lists.
	deliveryPage = 50
)

// endpointRoutes are about addresses of the merchant's that are told what happens.
func (s *Server) endpointRoutes(p *gin.RouterGroup) {
	p.GET("/endpoints", s.managed(s.listEndpoints))
	p.POST("/endpoints", s.managed(s.addEndpoint))
	p.PUT("/endpoints/:id", s.managed(s.saveEndpoint))
	p.DELETE("/endpoints/:id", s.managed(s.deleteEndpoint))
	p.POST("/endpoints/:id/secret", s.managed(s.rotateSecret))
	p.POST("/endpoints/:id/test", s.managed(s.testEndpoint))
	p.GET("/endpoints/:id/deliveries", s.managed(s.listDeliveries))
	p.POST("/endpoints/:id/deliveries/:delivery/retry", s.managed(s.retryDelivery))
}

func (s *Server) listEndpoints(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Endpoints(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("endpoints: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"endpoints": orEmpty(list), "kinds": zagaj.NoticeKinds})
	return nil
}

// endpointInput is what a merchant says of an endpoint.
type endpointInput struct {
	URL     string             `json:"url"`
	Kinds   []zagaj.NoticeKind `json:"kinds"`
	Enabled *bool              `json:"enabled"`
}

func (in endpointInput) check() error {
	if err := egress.CheckURL(in.URL); err != nil {
		return err
	}
	if len(in.Kinds) == 0 {
		return zagaj.E(zagaj.CodeInvalid, "kinds: choose at least one")
	}
	for i, k := range in.Kinds {
		if !slices.Contains(zagaj.NoticeKinds, k) || slices.Contains(in.Kinds[:i], k) {
			return zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("kinds[%d]: not one of the kinds, or named twice", i))
		}
	}
	return nil
}

// addEndpoint answers with the secret, which is told this once.
func (s *Server) addEndpoint(c *gin.Context, o zagaj.Operator) error {
	var in endpointInput
	if err := decode(c, &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	secret := newSecret()
	e := zagaj.Endpoint{ID: zagaj.EndpointID(s.newID()), Shop: o.Shop, URL: in.URL, Kinds: in.Kinds, Secrets: []zagaj.EndpointSecret{{Text: secret}}, CreatedAt: s.now()}
	if err := s.store.SaveEndpoint(c.Request.Context(), e); err != nil {
		return fmt.Errorf("add endpoint: %w", err)
	}
	s.audit(c, o, "endpoint.add", string(e.ID), "")
	c.JSON(http.StatusOK, gin.H{"endpoint": e, "secret": secret})
	return nil
}

// newSecret is 32 random bytes as Standard Webhooks writes them.
func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails, since Go 1.24
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

func (s *Server) endpointOf(c *gin.Context, o zagaj.Operator) (zagaj.Endpoint, error) {
	return s.store.Endpoint(c.Request.Context(), o.Shop, zagaj.EndpointID(c.Param("id")))
}

func (s *Server) saveEndpoint(c *gin.Context, o zagaj.Operator) error {
	e, err := s.endpointOf(c, o)
	if err != nil {
		return err
	}
	var in endpointInput
	if err := decode(c, &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	e.URL, e.Kinds = in.URL, in.Kinds
	if in.Enabled != nil && *in.Enabled {
		e.DisabledAt, e.DisabledWhy = 0, ""
	} else if in.Enabled != nil && e.DisabledAt == 0 {
		e.DisabledAt, e.DisabledWhy = s.now(), "switched off by hand"
	}
	if err := s.store.SaveEndpoint(c.Request.Context(), e); err != nil {
		return fmt.Errorf("save endpoint: %w", err)
	}
	s.audit(c, o, "endpoint.save", string(e.ID), "")
	c.JSON(http.StatusOK, e)
	return nil
}

func (s *Server) deleteEndpoint(c *gin.Context, o zagaj.Operator) error {
	if err := s.store.DeleteEndpoint(c.Request.Context(), o.Shop, zagaj.EndpointID(c.Param("id"))); err != nil {
		return err
	}
	s.audit(c, o, "endpoint.remove", c.Param("id"), "")
	c.Status(http.StatusNoContent)
	return nil
}

// rotateSecret makes a new secret. For a day what is sent carries both signatures, so that nothing is missed while the
// merchant puts the new one in.
func (s *Server) rotateSecret(c *gin.Context, o zagaj.Operator) error {
	e, err := s.endpointOf(c, o)
	if err != nil {
		return err
	}
	secret := newSecret()
	previous := zagaj.EndpointSecret{Text: e.Secrets[0].Text, Until: s.now().Add(oldSecret)}
	e.Secrets = []zagaj.EndpointSecret{{Text: secret}, previous}
	if err := s.store.SaveEndpoint(c.Request.Context(), e); err != nil {
		return fmt.Errorf("save endpoint: %w", err)
	}
	s.audit(c, o, "endpoint.secret", string(e.ID), "")
	c.JSON(http.StatusOK, gin.H{"secret": secret, "old_until": previous.Until})
	return nil
}

func (s *Server) testEndpoint(c *gin.Context, o zagaj.Operator) error {
	e, err := s.endpointOf(c, o)
	if err != nil {
		return err
	}
	if e.DisabledAt > 0 {
		return zagaj.E(zagaj.CodeConflict, "the address is switched off")
	}
	if err := s.store.AddTestDelivery(c.Request.Context(), e, s.newID(), s.now()); err != nil {
		return fmt.Errorf("add test: %w", err)
	}
	s.courier.wake()
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) listDeliveries(c *gin.Context, o zagaj.Operator) error {
	e, err := s.endpointOf(c, o)
	if err != nil {
		return err
	}
	before := beforeOf(c)
	list, err := s.store.Deliveries(c.Request.Context(), o.Shop, e.ID, before, deliveryPage)
	if err != nil {
		return fmt.Errorf("deliveries: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"deliveries": orEmpty(list)})
	return nil
}

func (s *Server) retryDelivery(c *gin.Context, o zagaj.Operator) error {
	e, err := s.endpointOf(c, o)
	if err != nil {
		return err
	}
	if err := s.store.RetryDelivery(c.Request.Context(), o.Shop, e.ID, c.Param("delivery"), s.now()); err != nil {
		return err
	}
	s.courier.wake()
	c.Status(http.StatusNoContent)
	return nil
}
