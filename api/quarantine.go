package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// quarantine keeps a verified delivery that could not be understood.
func (s *Server) quarantine(ctx context.Context, in zagaj.Installation, d plugin.Delivery, reason string) error {
	sum := sha256.New()
	sum.Write([]byte(in.ID))
	sum.Write([]byte{0})
	sum.Write(d.Body)
	header := map[string]string{}
	for name := range d.Header {
		header[name] = clip(d.Header.Get(name), 500)
	}
	if reason == errCutShort.Message {
		d.Body = d.Body[:min(len(d.Body), cutKept)]
	}
	err := s.store.Quarantine(ctx, zagaj.Quarantined{ID: hex.EncodeToString(sum.Sum(nil)[:16]), Shop: in.Shop, Installation: in.ID,
		Platform: in.Platform, Reason: reason, Header: header, Body: d.Body, ReceivedAt: d.ReceivedAt})
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	return nil
}

// The panel shows the beginning of a body, and so many deliveries a page.
const (
	quarantineBody = 4000
	quarantinePage = 50
)

// quarantineItem is a delivery as the panel sees it.
type quarantineItem struct {
	zagaj.Quarantined
	Topic string `json:"topic,omitempty"`
	Body  string `json:"body"`
}

func (s *Server) listQuarantine(c *gin.Context, o zagaj.Operator) error {
	before := zagaj.Instant(math.MaxInt64)
	if text := c.Query("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return zagaj.E(zagaj.CodeInvalid, "before is not a time in milliseconds")
		}
		before = zagaj.Instant(n)
	}
	found, err := s.store.QuarantinedBefore(c.Request.Context(), o.Shop, before, quarantinePage)
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	items := make([]quarantineItem, len(found))
	for i, q := range found {
		items[i] = quarantineItem{Quarantined: q, Topic: topicOf(q.Header), Body: clip(string(q.Body), quarantineBody)}
	}
	c.JSON(http.StatusOK, gin.H{"deliveries": items, "more": len(items) == quarantinePage})
	return nil
}

// topicOf returns what a platform's headers call the delivery.
func topicOf(header map[string]string) string {
	for _, name := range []string{"X-Wc-Webhook-Topic", "X-Shopify-Topic", "X-Topic"} {
		if header[name] != "" {
			return header[name]
		}
	}
	return ""
}

// replay plays a delivery again. Its signature was verified when it came. When it still cannot be understood, it stays,
// and the answer says why.
func (s *Server) replay(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	q, err := s.store.Quarantined(ctx, o.Shop, c.Param("id"))
	if err != nil {
		return err
	}
	in, err := s.store.Installation(ctx, q.Installation)
	if err == nil && in.Shop != o.Shop {
		err = zagaj.E(zagaj.CodeNotFound, "no such installation")
	}
	if err != nil {
		return err
	}
	adapter, ok := s.platforms[q.Platform]
	if !ok {
		return zagaj.E(zagaj.CodeInvalid, "this server does not know the platform "+q.Platform)
	}
	header := http.Header{}
	for name, value := range q.Header {
		header.Set(name, value)
	}
	d := plugin.Delivery{Header: header, Body: q.Body, ReceivedAt: q.ReceivedAt}
	events, err := decodeDelivery(adapter, in, d)
	if err == nil {
		events, err = s.believed(ctx, adapter, in, events)
	}
	if err != nil {
		return err
	}
	n, err := s.ingest(ctx, events)
	if err != nil {
		return err
	}
	if err := s.store.Unquarantine(ctx, o.Shop, q.ID); err != nil {
		return fmt.Errorf("unquarantine: %w", err)
	}
	s.completeLater(adapter, in, d)
	c.JSON(http.StatusOK, delivered{Stored: n})
	return nil
}

func (s *Server) dropQuarantined(c *gin.Context, o zagaj.Operator) error {
	if _, err := s.store.Quarantined(c.Request.Context(), o.Shop, c.Param("id")); err != nil {
		return err
	}
	if err := s.store.Unquarantine(c.Request.Context(), o.Shop, c.Param("id")); err != nil {
		return fmt.Errorf("unquarantine: %w", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}
