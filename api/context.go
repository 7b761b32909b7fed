package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// The bounds of what stands beside a conversation.
const (
	pathLength    = 20 // pages a visitor has seen
	earlierTalks  = 10 // conversations
	numberRunes   = 40 // of an order's number that is looked up
	postcodeRunes = 12
	phoneRunes    = 20
)

// pathStep is one page on a visitor's way.
type pathStep struct {
	At      zagaj.Instant   `json:"at"`
	URL     string          `json:"url"`
	Title   string          `json:"title,omitempty"`
	Type    zagaj.PageType  `json:"type,omitempty"`
	Product zagaj.ProductID `json:"product,omitempty"`
	Name    string          `json:"name,omitempty"`
}

// earlierTalk is one of a visitor's conversations, with what it was about.
type earlierTalk struct {
	zagaj.Conversation
	Label zagaj.Label `json:"label"`
}

// beside is all an operator sees next to a conversation. What is not known is missing.
type beside struct {
	Visitor       zagaj.Visitor `json:"visitor"`
	Visit         any           `json:"visit,omitempty"` // while the visitor is on the site
	Page          *zagaj.Page   `json:"page,omitempty"`  // in view now, or the last one seen
	Path          []pathStep    `json:"path"`            // newest first
	Cart          *zagaj.Cart   `json:"cart,omitempty"`
	Orders        []zagaj.Order `json:"orders"`        // newest first
	Conversations []earlierTalk `json:"conversations"` // newest first, the one asked about left out
}

func (s *Server) conversationContext(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	return s.answerContext(c, o.Shop, conv.Visitor, conv.ID)
}

// visitorContext is conversationContext for a visitor with whom nobody talks yet.
func (s *Server) visitorContext(c *gin.Context, o zagaj.Operator) error {
	return s.answerContext(c, o.Shop, zagaj.VisitorID(c.Param("id")), "")
}

func (s *Server) answerContext(c *gin.Context, shop zagaj.ShopID, id zagaj.VisitorID, except zagaj.ConversationID) error {
	ctx := c.Request.Context()
	visitor, err := s.store.Visitor(ctx, shop, id)
	if err != nil {
		return err
	}
	out := beside{Visitor: visitor}
	for _, fill := range []func(context.Context, zagaj.ShopID, *beside) error{s.besideVisit, s.besideShopping} {
		if err := fill(ctx, shop, &out); err != nil {
			return err
		}
	}
	if out.Conversations, err = s.earlier(ctx, shop, id, except); err != nil {
		return err
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// besideVisit adds where the visitor is and was.
func (s *Server) besideVisit(ctx context.Context, shop zagaj.ShopID, b *beside) error {
	views, err := s.store.ViewsOf(ctx, shop, b.Visitor.ID, pathLength)
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	b.Path = []pathStep{}
	for _, v := range views {
		if p := v.Page; p != nil {
			b.Path = append(b.Path, pathStep{At: v.OccurredAt, URL: p.URL, Title: p.Title, Type: p.Type, Product: p.Product, Name: p.Name})
		}
	}
	if len(views) > 0 {
		b.Page = views[0].Page
	}
	if visit, ok := s.engine.Visit(shop, b.Visitor.ID); ok {
		b.Visit, b.Page = visit, visit.Page
	}
	return nil
}

// besideShopping adds the cart and the orders.
func (s *Server) besideShopping(ctx context.Context, shop zagaj.ShopID, b *beside) error {
	cart, err := s.store.CartOf(ctx, shop, b.Visitor.ID)
	switch {
	case err == nil:
		b.Cart = &cart
	case zagaj.CodeOf(err) != zagaj.CodeNotFound:
		return fmt.Errorf("cart: %w", err)
	}
	orders, err := s.store.OrdersOf(ctx, shop, b.Visitor.ID)
	if err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	b.Orders = orEmpty(orders)
	return nil
}

func (s *Server) earlier(ctx context.Context, shop zagaj.ShopID, id zagaj.VisitorID, except zagaj.ConversationID) ([]earlierTalk, error) {
	list, err := s.store.ConversationsOf(ctx, shop, id, earlierTalks)
	if err != nil {
		return nil, fmt.Errorf("conversations: %w", err)
	}
	out := []earlierTalk{}
	for _, c := range list {
		if c.ID == except {
			continue
		}
		label, err := s.store.Label(ctx, shop, c.ID)
		if err != nil {
			return nil, fmt.Errorf("label: %w", err)
		}
		out = append(out, earlierTalk{Conversation: c, Label: label})
	}
	return out, nil
}
