package api

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
	"github.com/zagaj/zagaj/sql"
)

// headsEvery is how often the store is asked whether a message was committed that nobody here was told of: one whose
// sender gave up before the commit, or one that another node took.
const headsEvery = 10 * time.Second

// headsBack is how far each look reaches: longer than a write may take, so that none falls between two looks.
const headsBack = 3 * headsEvery

// heads remembers how far each conversation has been told. It holds what changed within headsBack only.
type heads struct {
	mu   sync.Mutex
	told map[zagaj.ConversationID]head
}

type head struct {
	seq int64
	at  zagaj.Instant
}

// tell remembers that all up to seq went out.
func (h *heads) tell(id zagaj.ConversationID, seq int64, at zagaj.Instant) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told[id] = head{seq: max(seq, h.told[id].seq), at: at}
}

// missing reports whether a conversation goes further than was told here.
func (h *heads) missing(id zagaj.ConversationID, seq int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.told[id].seq < seq
}

func (h *heads) forget(before zagaj.Instant) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, k := range h.told {
		if k.at < before {
			delete(h.told, id)
		}
	}
}

// said acknowledges a message to the socket it came from, after the commit.
func (s *Server) said(sess *live.Session, m zagaj.Message) {
	s.heads.tell(m.Conversation, m.Seq, s.now())
	s.send(sess, zagaj.AckFrame{ID: m.ID, Conversation: m.Conversation, Seq: m.Seq, At: m.SentAt})
}

// watchHeads looks for untold messages until ctx ends.
func (s *Server) watchHeads(ctx context.Context) {
	every(ctx, headsEvery, nil, func() {
		if err := s.CheckHeads(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("look for untold messages", "error", err)
		}
	})
}

// CheckHeads tells the newest message of each conversation that goes further than was told. A client that misses more
// than that one sees the gap and resumes. Run does it every ten seconds.
func (s *Server) CheckHeads(ctx context.Context) error {
	now := s.now()
	for _, shop := range s.presence.shops() {
		found, err := s.store.Heads(ctx, shop, now.Add(-headsBack))
		if err != nil {
			return fmt.Errorf("heads: %w", err)
		}
		for _, h := range found {
			if !s.heads.missing(h.Conversation, h.Seq) {
				continue
			}
			if err := s.tellNewest(ctx, shop, h); err != nil {
				return err
			}
			s.heads.tell(h.Conversation, h.Seq, now)
		}
	}
	s.heads.forget(now.Add(-2 * headsBack))
	return nil
}

func (s *Server) tellNewest(ctx context.Context, shop zagaj.ShopID, h sql.Head) error {
	newest, err := s.store.Messages(ctx, shop, h.Conversation, h.Seq-1, 1)
	if err != nil || len(newest) == 0 {
		return err
	}
	frame := zagaj.MessageFrame{Message: newest[0], Prev: newest[0].Seq - 1}
	s.publish(s.visitors, visitorTopic(shop, h.Visitor), frame)
	s.publish(s.operators, operatorsTopic(shop), frame)
	return nil
}
