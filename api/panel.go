package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
)

const (
	listLimit    = 100
	messageLimit = 200
	forever      = zagaj.Instant(1) << 62
)

// beforeOf reads the cursor of a list, the instant or number that all it answers is before; without one it is forever.
func beforeOf(c *gin.Context) zagaj.Instant {
	if n, err := strconv.ParseInt(c.Query("before"), 10, 64); err == nil {
		return zagaj.Instant(n)
	}
	return forever
}

func (s *Server) tellMe(c *gin.Context, o zagaj.Operator) error {
	me, err := s.me(c.Request.Context(), o)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, me)
	return nil
}

// me is who is signed in, where, and whether the shop is open.
func (s *Server) me(ctx context.Context, o zagaj.Operator) (gin.H, error) {
	shop, err := s.store.Shop(ctx, o.Shop)
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	open, next := s.engine.Open(o.Shop)
	return gin.H{"operator": o, "shop": shop, "available": s.desk.IsAvailable(o.Shop, o.ID), "open": open, "next": next}, nil
}

func (s *Server) listVisitors(c *gin.Context, o zagaj.Operator) error {
	c.JSON(http.StatusOK, gin.H{"visitors": s.engine.Visits(o.Shop)})
	return nil
}

// liveStates are those of conversations that have not ended.
var liveStates = []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen}

func (s *Server) listConversations(c *gin.Context, o zagaj.Operator) error {
	states := liveStates
	if c.Query("state") == "closed" {
		states = []zagaj.ConversationState{zagaj.ConversationClosed}
	}
	before := beforeOf(c)
	list, err := s.store.Conversations(c.Request.Context(), o.Shop, states, before, listLimit)
	if err != nil {
		return fmt.Errorf("conversations: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"conversations": orEmpty(list)})
	return nil
}

// orEmpty makes an empty list encode as [] and not as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// showConversation answers the conversation with all that stands beside it: the visit, the cart and the orders.
func (s *Server) showConversation(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	detail, err := s.detail(c.Request.Context(), conv)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, detail)
	return nil
}

// detail is a conversation with all that stands beside it.
func (s *Server) detail(ctx context.Context, conv zagaj.Conversation) (gin.H, error) {
	visitor, err := s.store.Visitor(ctx, conv.Shop, conv.Visitor)
	if err != nil {
		return nil, fmt.Errorf("visitor: %w", err)
	}
	out := gin.H{"conversation": conv, "visitor": visitor}
	if cart, err := s.store.CartOf(ctx, conv.Shop, conv.Visitor); err == nil {
		out["cart"] = cart
	} else if zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return nil, fmt.Errorf("cart: %w", err)
	}
	orders, err := s.store.OrdersOf(ctx, conv.Shop, conv.Visitor)
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	out["orders"] = orEmpty(orders)
	if v, ok := s.engine.Visit(conv.Shop, conv.Visitor); ok {
		out["visit"], out["page"] = v, v.Page
	}
	return out, nil
}

func (s *Server) listMessages(c *gin.Context, o zagaj.Operator) error {
	after, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	id := zagaj.ConversationID(c.Param("id"))
	if _, err := s.store.Conversation(c.Request.Context(), o.Shop, id); err != nil {
		return err
	}
	list, err := s.store.Messages(c.Request.Context(), o.Shop, id, after, messageLimit)
	if err != nil {
		return fmt.Errorf("messages: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"messages": orEmpty(list)})
	return nil
}

func (s *Server) claim(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.desk.Claim(c.Request.Context(), o.Shop, zagaj.ConversationID(c.Param("id")), o.ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, conv)
	return nil
}

func (s *Server) closeConversation(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.desk.Close(c.Request.Context(), o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, conv)
	return nil
}

func (s *Server) showSchedule(c *gin.Context, o zagaj.Operator) error {
	schedule, err := s.store.Schedule(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	preview, err := triggers.PreviewSchedule(schedule, s.now())
	if err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	open, next := s.engine.Open(o.Shop)
	c.JSON(http.StatusOK, gin.H{"schedule": schedule, "open": open, "next": next, "preview": preview})
	return nil
}

func (s *Server) saveSchedule(c *gin.Context, o zagaj.Operator) error {
	var schedule zagaj.Schedule
	if err := decode(c, &schedule); err != nil {
		return err
	}
	schedule.Shop = o.Shop
	if err := triggers.ValidateSchedule(schedule); err != nil {
		return err
	}
	if err := s.store.SaveSchedule(c.Request.Context(), schedule); err != nil {
		return fmt.Errorf("save schedule: %w", err)
	}
	if err := s.LoadShop(c.Request.Context(), o.Shop); err != nil {
		return err
	}
	return s.showSchedule(c, o)
}

func (s *Server) showShop(c *gin.Context, o zagaj.Operator) error {
	shop, err := s.store.Shop(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	c.JSON(http.StatusOK, shop)
	return nil
}

// maxOrigins bounds how many addresses a shop's pages may have.
const maxOrigins = 20

// checkOrigins returns the origins as browsers write them: scheme, host and port, nothing else.
func checkOrigins(list []string) ([]string, error) {
	if len(list) > maxOrigins {
		return nil, zagaj.E(zagaj.CodeInvalid, "at most 20 addresses")
	}
	out := []string{}
	for i, text := range list {
		u, err := url.Parse(strings.TrimSpace(text))
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.User != nil {
			return nil, zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("origins[%d]: write the address as https://www.yourshop.example", i))
		}
		out = append(out, strings.ToLower(u.Scheme+"://"+u.Host))
	}
	return out, nil
}

// shopWords are what a shop is called and where it is; a missing one stays as it is.
type shopWords struct {
	Name     *string `json:"name"`
	Language *string `json:"language"`
	Zone     *string `json:"zone"`
	Currency *string `json:"currency"`
}

var (
	languageCode = regexp.MustCompile(`^[a-z]{2}$`)
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
)

// put writes the given words into the shop.
func (w shopWords) put(shop *zagaj.Shop) error {
	if w.Name != nil {
		if shop.Name = cleanLine(*w.Name, 60); shop.Name == "" {
			return zagaj.E(zagaj.CodeInvalid, "name: the shop needs a name")
		}
	}
	if w.Language != nil {
		if shop.Language = *w.Language; !languageCode.MatchString(shop.Language) {
			return zagaj.E(zagaj.CodeInvalid, "language is two letters, as pl")
		}
	}
	if w.Currency != nil {
		if shop.Currency = *w.Currency; !currencyCode.MatchString(shop.Currency) {
			return zagaj.E(zagaj.CodeInvalid, "currency is three letters, as PLN")
		}
	}
	if w.Zone != nil {
		shop.Zone = *w.Zone
		if _, err := time.LoadLocation(shop.Zone); err != nil || shop.Zone == "" || shop.Zone == "Local" {
			return zagaj.E(zagaj.CodeInvalid, "zone is an IANA time zone, as Europe/Warsaw")
		}
	}
	return nil
}

// moveZone takes the opening hours along into the shop's new zone, when they were in the old one.
func (s *Server) moveZone(ctx context.Context, before, after zagaj.Shop) error {
	if before.Zone == after.Zone {
		return nil
	}
	schedule, err := s.store.Schedule(ctx, after.ID)
	if err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	if schedule.Zone != before.Zone {
		return nil
	}
	schedule.Zone = after.Zone
	if err := s.store.SaveSchedule(ctx, schedule); err != nil {
		return fmt.Errorf("save schedule: %w", err)
	}
	return s.LoadShop(ctx, after.ID)
}

// saveShop changes the sneak-peek mode, the seats and, when given, the origins the widget may run on and the shop's own words.
func (s *Server) saveShop(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Peek  zagaj.PeekMode `json:"peek"`
		Seats int            `json:"seats"`
		// Origins stay as they are when the field is missing.
		Origins []string `json:"origins"`
		shopWords
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	switch in.Peek {
	case zagaj.PeekDots, zagaj.PeekDraft, zagaj.PeekDeletions:
	default:
		return zagaj.E(zagaj.CodeInvalid, "peek is dots, draft or deletions")
	}
	if in.Seats < 1 || in.Seats > 6 {
		return zagaj.E(zagaj.CodeInvalid, "seats is 1 to 6")
	}
	ctx := c.Request.Context()
	shop, err := s.store.Shop(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	before := shop
	if err := in.put(&shop); err != nil {
		return err
	}
	shop.Peek, shop.Seats = in.Peek, in.Seats
	if in.Origins != nil {
		if shop.Origins, err = checkOrigins(in.Origins); err != nil {
			return err
		}
	}
	if err := s.store.SaveShop(ctx, shop); err != nil {
		return fmt.Errorf("save shop: %w", err)
	}
	if err := s.moveZone(ctx, before, shop); err != nil {
		return err
	}
	c.JSON(http.StatusOK, shop)
	return nil
}
