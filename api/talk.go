package api

import (
	"context"
	"fmt"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// startConversation answers a tap on the offer ("accept") or on the launcher ("open").
func (s *Server) startConversation(ctx context.Context, v *caller, f visitorFrame) error {
	var conv zagaj.Conversation
	var err error
	if f.T == "accept" {
		conv, err = s.desk.Accept(ctx, v.shop.ID, v.visitor.ID, f.Offer)
	} else {
		conv, err = s.desk.Open(ctx, v.shop.ID, s.wants(v))
	}
	if err != nil {
		return err
	}
	v.conversation, v.alone = conv.ID, false
	return nil
}

// visitorSays stores a message and acknowledges it after the commit. Words typed before the conversation is open
// begin it: nothing stands between the visitor and the first message.
func (s *Server) visitorSays(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	if !s.mayWrite(v) {
		return errTooFast
	}
	m := zagaj.Message{ID: zagaj.MessageID(clip(string(f.ID), 64)), Shop: v.shop.ID,
		Role: zagaj.RoleVisitor, Author: string(v.visitor.ID), Text: cleanText(f.Text)}
	var err error
	if m.Question, err = s.knownQuestion(ctx, v.shop.ID, f.Question); err != nil {
		return err
	}
	mood := s.tellsMood(ctx, v.shop.ID)
	if v.alone {
		fits, err := v.flight.settle(ctx)
		if err != nil {
			return err
		}
		if fits {
			m.Conversation = v.conversation
			return s.sayOn(sess, v, m, mood)
		}
		v.alone = false
	}
	if m, err = s.sayWhere(ctx, v, m); err != nil {
		return err
	}
	s.afterSaying(sess, m, mood)
	return nil
}

// afterSaying acknowledges a stored message, and takes its draft off the screens. It must not wait for the store's writes.
func (s *Server) afterSaying(sess *live.Session, m zagaj.Message, mood bool) {
	s.wipeDraft(m.Shop, m.Conversation)
	s.said(sess, m)
	if mood {
		s.tellMood(m)
	}
}

// sayWhere stores a visitor's message in the conversation it belongs to, and begins one if there is none.
func (s *Server) sayWhere(ctx context.Context, v *caller, m zagaj.Message) (zagaj.Message, error) {
	before, err := s.store.Said(ctx, v.shop.ID, v.visitor.ID, m.ID)
	switch {
	case err == nil: // sent again: it stays in its conversation, which may be closed by now
		m.Conversation = before.Conversation
	case zagaj.CodeOf(err) != zagaj.CodeNotFound:
		return m, fmt.Errorf("said before: %w", err)
	default:
		if err := s.ensureConversation(ctx, v); err != nil {
			return m, err
		}
		m.Conversation = v.conversation
	}
	return s.desk.Say(ctx, m)
}

var errTooFast = zagaj.E(zagaj.CodeTooMany, "you are writing faster than anybody can read; wait a few seconds")

// ensureConversation finds the visitor's open conversation or begins one. It asks the store, not the socket:
// another tab may have begun it, or the operator may have closed it.
func (s *Server) ensureConversation(ctx context.Context, v *caller) error {
	conv, err := s.store.OpenConversationOf(ctx, v.shop.ID, v.visitor.ID)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		conv, err = s.desk.Open(ctx, v.shop.ID, s.wants(v))
	}
	if err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	all, err := s.store.ConversationsOf(ctx, v.shop.ID, v.visitor.ID, 2)
	if err != nil {
		return fmt.Errorf("conversations: %w", err)
	}
	v.conversation, v.alone = conv.ID, len(all) == 1 && all[0].ID == conv.ID
	if v.alone && v.flight == nil {
		v.flight = newFlight()
	}
	return nil
}

// A tail frame carries as many messages, and about as many bytes of their texts, but always one; the client asks on while more is true.
const (
	tailPage  = 100
	tailBytes = 128 << 10
)

// resumeTail answers resume. A cursor from another epoch is worth nothing: the store was restored since.
func (s *Server) resumeTail(ctx context.Context, sess *live.Session, shop zagaj.ShopID, visitor zagaj.VisitorID, id zagaj.ConversationID, after int64, epoch string) error {
	if epoch != "" && epoch != s.epoch && after > 0 {
		s.send(sess, zagaj.ResetFrame{Conversation: id})
		return nil
	}
	return s.sendTail(ctx, sess, shop, visitor, id, after)
}

// sendTail sends what follows a cursor, once what was sent before has gone: who asks and does not read is answered once. visitor is empty for an
// operator; a visitor only ever gets the own conversation.
func (s *Server) sendTail(ctx context.Context, sess *live.Session, shop zagaj.ShopID, visitor zagaj.VisitorID, id zagaj.ConversationID, after int64) error {
	conv, err := s.store.Conversation(ctx, shop, id)
	if err == nil && visitor != "" && conv.Visitor != visitor {
		err = zagaj.E(zagaj.CodeNotFound, "no such conversation")
	}
	if err != nil {
		return err
	}
	if after > conv.Seq {
		s.send(sess, zagaj.ResetFrame{Conversation: id})
		return nil
	}
	if err := sess.Sent(ctx); err != nil {
		return fmt.Errorf("earlier frames: %w", err)
	}
	list, err := s.store.Messages(ctx, shop, id, after, tailPage)
	if err != nil {
		return fmt.Errorf("messages: %w", err)
	}
	part := inOneFrame(list)
	s.send(sess, zagaj.TailFrame{Conversation: id, Messages: orEmpty(part), More: len(list) == tailPage || len(part) < len(list)})
	return nil
}

// inOneFrame returns the first of the messages, as many as one tail may carry.
func inOneFrame(list []zagaj.Message) []zagaj.Message {
	size := 0
	for i, m := range list {
		if size += len(m.Text); size > tailBytes && i > 0 {
			return list[:i]
		}
	}
	return list
}

// setPeek keeps the visitor's word on sneak peek. Whether deletions may be seen the browser says anew at each hello.
func (s *Server) setPeek(ctx context.Context, v *caller, on, deletions bool) error {
	v.visitor.PeekOff, v.deletions = !on, on && deletions
	if !on {
		s.wipeDraft(v.shop.ID, s.talks.now(v))
	}
	return s.store.SetPeekOff(ctx, v.shop.ID, v.visitor.ID, !on)
}

// visitorLeaves ends the conversation at the visitor's wish, whichever tab has begun it.
func (s *Server) visitorLeaves(ctx context.Context, v *caller) error {
	id := s.talks.now(v)
	if id == "" {
		return nil
	}
	_, err := s.desk.Close(ctx, v.shop.ID, id)
	return err
}

// face returns what a visitor sees of an operator, nil when the operator is gone.
func (s *Server) face(ctx context.Context, shop zagaj.ShopID, id zagaj.OperatorID) *zagaj.Face {
	o, err := s.store.Operator(ctx, shop, id)
	if err != nil {
		return nil
	}
	face := o.Face()
	return &face
}

// canAnswer reports whether the shop is open and somebody is available: the launcher shows only then.
func (s *Server) canAnswer(shop zagaj.ShopID) bool {
	return s.engine.IsOpen(shop) && len(s.desk.Available(shop)) > 0
}
