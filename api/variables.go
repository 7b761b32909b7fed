package api

import (
	"context"
	"fmt"
	"net/http"
	"regexp"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

var variable = regexp.MustCompile(`\{(product|cart_total|order_status|operator|opening_hours)\}`)

// fillAnswer answers a ready answer with its variables filled in for a conversation. A variable without a value stays
// in sight as [? name], and is listed, so that nobody sends it unread.
func (s *Server) fillAnswer(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	conv, err := s.store.Conversation(ctx, o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	a, err := s.myAnswer(ctx, o, zagaj.AnswerID(c.Query("answer")))
	if err != nil {
		return err
	}
	values, err := s.values(ctx, o, conv, a.Language)
	if err != nil {
		return err
	}
	text, missing := fill(a.Text, values)
	c.JSON(http.StatusOK, gin.H{"text": text, "missing": missing})
	return nil
}

// fill puts values in the place of the variables and returns the names of those that have none. What is filled in is not
// read again.
func fill(text string, values map[string]string) (filled string, missing []string) {
	missing = []string{}
	filled = variable.ReplaceAllStringFunc(text, func(mark string) string {
		name := mark[1 : len(mark)-1]
		if values[name] == "" {
			missing = append(missing, name)
			return "[? " + name + "]"
		}
		return values[name]
	})
	return filled, missing
}

// values are what the variables stand for now, in the language of the answer.
func (s *Server) values(ctx context.Context, o zagaj.Operator, conv zagaj.Conversation, lang string) (map[string]string, error) {
	shop, err := s.store.Shop(ctx, o.Shop)
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	say, ok := variableWords[either(lang, shop.Language)]
	if !ok {
		say = variableWords["en"]
	}
	open, next := s.engine.Open(o.Shop)
	out := map[string]string{"operator": o.Name, "opening_hours": say.hours(open, next, s.now(), shop.Zone)}
	if page := s.pageOf(o.Shop, conv.Visitor); page != nil {
		out["product"] = page.Name
	}
	cart, err := s.store.CartOf(ctx, o.Shop, conv.Visitor)
	if err == nil {
		out["cart_total"] = say.amount(cart.Total)
	} else if zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return nil, fmt.Errorf("cart: %w", err)
	}
	orders, err := s.store.OrdersOf(ctx, o.Shop, conv.Visitor)
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	if len(orders) > 0 {
		out["order_status"] = say.status[orders[0].Status]
	}
	return out, nil
}
