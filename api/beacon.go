package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// beaconMost bounds the edges, and the pulses, of one beacon.
const beaconMost = 20

// beacon takes the last edges of a page that is being hidden, when its socket may be gone already, and pulses from where there is no
// socket at all: a platform's checkout, in which its pixel alone may look on.
func (s *Server) beacon(c *gin.Context) error {
	var in struct {
		Shop  string      `json:"shop"`
		Token string      `json:"token"`
		Tab   zagaj.TabID `json:"tab"`
		Edges []struct {
			S   zagaj.TabState `json:"s"`
			Age int64          `json:"age"`
		} `json:"edges"`
		Pulses []struct {
			N   string `json:"n"`
			Age int64  `json:"age"`
		} `json:"pulses"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	// A browser sends this as its last words and waits for nothing: that it has gone is no reason to forget them.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), 10*time.Second)
	defer cancel()
	shop, err := s.store.ShopByKey(ctx, in.Shop)
	if err != nil {
		return err
	}
	visitor, err := s.visitorOf(ctx, shop.ID, in.Token, c.ClientIP())
	if err != nil {
		return err
	}
	v := &caller{shop: &shop, visitor: inBrief(visitor), tab: zagaj.TabID(clip(string(in.Tab), 64))}
	if err := s.shares.takes(visitorWork, shop.ID, s.now()); err != nil {
		return err
	}
	for _, e := range in.Edges[:min(len(in.Edges), beaconMost)] {
		if err := s.note(ctx, v, visitorFrame{Age: e.Age}, zagaj.Event{Kind: zagaj.KindTab, TabState: e.S}); err != nil {
			return err
		}
	}
	for _, p := range in.Pulses[:min(len(in.Pulses), beaconMost)] {
		if err := s.note(ctx, v, visitorFrame{Age: p.Age}, zagaj.Event{Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: clip(p.N, 40)}}); err != nil {
			return err
		}
	}
	c.Status(http.StatusNoContent)
	return nil
}
