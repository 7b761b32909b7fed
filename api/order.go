package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// findOrders answers the orders with a number. That an operator looked one up is on record.
func (s *Server) findOrders(c *gin.Context, o zagaj.Operator) error {
	number := clip(c.Query("number"), numberRunes)
	if zagaj.OrderNumber(number) == "" {
		return zagaj.E(zagaj.CodeInvalid, "number is missing")
	}
	list, err := s.store.OrdersByNumber(c.Request.Context(), o.Shop, number)
	if err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	s.audit(c, o, "order_looked_up", zagaj.OrderNumber(number), fmt.Sprintf("%d found", len(list)))
	c.JSON(http.StatusOK, gin.H{"orders": orEmpty(list)})
	return nil
}

// orderGuard counts tries to learn an order's status: of one visitor, from one address, about one order. Each stands
// against another way to guess; a postal code has some thousand likely values, a phone's end ten thousand.
type orderGuard struct{ visitor, network, order *limiter }

func newOrderGuard() orderGuard {
	return orderGuard{visitor: newLimiter(orderVisitorEvery, orderTries), network: newLimiter(orderNetworkEvery, orderNetworkTries),
		order: newLimiter(orderEvery, orderTries)}
}

// The pace of tries: five at once, then one in ten minutes a visitor, one in three an address, one in two hours an order.
const (
	orderTries        = 5
	orderNetworkTries = 20
	orderVisitorEvery = 10 * time.Minute
	orderNetworkEvery = 3 * time.Minute
	orderEvery        = 2 * time.Hour
)

// askOrder answers a visitor who tells an order's number and its postal code or the end of the phone. A number nobody
// has, a wrong proof and an order asked about too often look the same. Every try is on record, without the proof.
func (s *Server) askOrder(ctx context.Context, v *caller, f visitorFrame) (zagaj.Frame, error) {
	number := zagaj.OrderNumber(clip(f.Number, numberRunes))
	told := zagaj.ProofOf(clip(f.Postcode, postcodeRunes), clip(f.Phone, phoneRunes))
	if number == "" || told == (zagaj.OrderProof{}) {
		return nil, zagaj.E(zagaj.CodeInvalid, "an order's number and its postal code, or the last four digits of the phone, are needed")
	}
	now, key := s.now(), string(v.shop.ID)+":"
	if !s.orders.visitor.allow(key+string(v.visitor.ID), now) || !s.orders.network.allow(network(v.ip), now) {
		return nil, zagaj.E(zagaj.CodeTooMany, "too many tries; ask us in the chat instead")
	}
	open := s.orders.order.allow(key+number, now)
	found, err := s.provenOrder(ctx, v.shop.ID, number, told)
	if err != nil {
		return nil, err
	}
	out, detail := zagaj.OrderFrame{ID: string(f.ID)}, "not found"
	switch {
	case found != nil && open:
		out.Found, out.Number, out.Status, out.PlacedAt, detail = true, found.Number, found.Status, found.PlacedAt, "found"
	case !open:
		detail = "too many tries"
	}
	s.record(ctx, zagaj.Deed{Shop: v.shop.ID, At: now, Action: "order_asked", Target: number, Detail: detail, Network: truncated(v.ip)})
	return out, nil
}

// provenOrder returns the order of the number that the proof fits, nil when there is none.
func (s *Server) provenOrder(ctx context.Context, shop zagaj.ShopID, number string, told zagaj.OrderProof) (*zagaj.Order, error) {
	list, err := s.store.OrdersByNumber(ctx, shop, number)
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	if len(list) == 0 {
		list = append(list, zagaj.Order{}) // a number nobody has takes as long
	}
	for _, o := range list {
		proof, err := s.store.OrderProof(ctx, shop, o.ID)
		if err != nil {
			return nil, fmt.Errorf("proof: %w", err)
		}
		if proof.Proves(told) {
			return &o, nil
		}
	}
	return nil, nil
}
