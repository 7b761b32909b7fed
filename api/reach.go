package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

const (
	// codeLife is how long a code from a letter works.
	codeLife = 15 * time.Minute
	// One address gets one code an hour, whoever asks: nobody's mailbox is flooded through us.
	codeEvery = time.Hour
	// A code of six digits is tried five times.
	codeTries = 5
	// A visitor leaves an address twenty times a day at most.
	reachEvery = 72 * time.Minute
	reachBurst = 20
)

var errNoLetters = zagaj.E(zagaj.CodeUnavailable, "this server sends no letters")

// owedTo returns what is still owed to a visitor.
func (s *Server) owedTo(ctx context.Context, shop zagaj.ShopID, visitor zagaj.VisitorID) ([]zagaj.Owed, error) {
	open, err := s.store.PromisesTo(ctx, shop, visitor)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	held, err := s.store.HeldLetters(ctx, shop, visitor)
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	for _, id := range held {
		kept[id] = true
	}
	out := make([]zagaj.Owed, len(open))
	for i, p := range open {
		out[i] = zagaj.Owed{Promise: p.ID, DueAt: p.DueAt, Reach: kept[zagaj.PromiseLetterID(p.ID)], Push: kept[zagaj.PromisePushID(p.ID)]}
	}
	return out, nil
}

// reach keeps the address to which a promised answer goes, or forgets it when the frame names none. The answer is an
// operator's words and the visitor's are not in it, so no proof of the address is asked.
func (s *Server) reach(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	p, err := s.promiseTo(ctx, v, f.Promise)
	if err != nil {
		return err
	}
	if f.Email == "" {
		err = s.store.DropLetter(ctx, v.shop.ID, zagaj.PromiseLetterID(p.ID))
	} else {
		err = s.keepAddress(ctx, v, p, f.Email)
	}
	if err != nil {
		return err
	}
	s.send(sess, zagaj.ReachFrame{Promise: p.ID, On: f.Email != ""})
	return nil
}

func (s *Server) keepAddress(ctx context.Context, v *caller, p zagaj.Promise, address string) error {
	email, err := cleanEmail(address)
	switch {
	case err != nil:
		return err
	case s.mailer == nil:
		return errNoLetters
	case p.KeptAt > 0:
		return zagaj.E(zagaj.CodeConflict, "the promise is kept already")
	case !s.reaches.allow("reach:"+string(v.visitor.ID), s.now()):
		return zagaj.E(zagaj.CodeTooMany, "too many addresses; wait a while")
	}
	return s.post(ctx, zagaj.Letter{Shop: v.shop.ID, ID: zagaj.PromiseLetterID(p.ID), Kind: zagaj.LetterPromise, About: p.Conversation,
		Language: v.lang, State: zagaj.LetterHeld, To: email})
}

// askTranscript sends a code to the address a visitor wants the conversation copied to. The letter quotes nothing of it.
func (s *Server) askTranscript(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	conv, err := s.ownConversation(ctx, v, f.Conversation)
	if err != nil {
		return err
	}
	email, err := cleanEmail(f.Email)
	switch {
	case err != nil:
		return err
	case s.mailer == nil:
		return errNoLetters
	case !s.reaches.allow("code:"+string(v.visitor.ID), s.now()) || !s.codes.allow(email, s.now()):
		return zagaj.E(zagaj.CodeTooMany, "this address has had a letter in the last hour")
	}
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails, since Go 1.24
	code := fmt.Sprintf("%06d", n)
	ticket := zagaj.Ticket{TokenHash: codeHash(v, conv.ID, code), Shop: v.shop.ID, ID: s.newID(), Kind: zagaj.TicketTranscript, Email: email,
		CreatedAt: s.now(), ExpiresAt: s.now().Add(codeLife)}
	if err := s.store.AddTicket(ctx, ticket); err != nil {
		return fmt.Errorf("add code: %w", err)
	}
	err = s.post(ctx, zagaj.Letter{Shop: v.shop.ID, ID: "code:" + ticket.ID, Kind: zagaj.LetterCode, About: conv.ID, Language: v.lang, To: email, Secret: code})
	if err != nil {
		return err
	}
	s.send(sess, zagaj.TranscriptFrame{Conversation: conv.ID, State: "code"})
	return nil
}

// codeHash binds a code to the visitor and the conversation it was made for.
func codeHash(v *caller, id zagaj.ConversationID, code string) string {
	return hashToken(string(v.shop.ID) + "\x00" + string(v.visitor.ID) + "\x00" + string(id) + "\x00" + code)
}

// sendTranscript takes the code from the letter: the address is the visitor's, so the conversation goes there.
func (s *Server) sendTranscript(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	conv, err := s.ownConversation(ctx, v, f.Conversation)
	if err != nil {
		return err
	}
	if !s.guesses.allow(string(conv.ID), s.now()) {
		return zagaj.E(zagaj.CodeTooMany, "too many tries; ask for a new code later")
	}
	ticket, err := s.store.TakeTicket(ctx, zagaj.TicketTranscript, codeHash(v, conv.ID, clip(f.Code, 20)), s.now())
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.E(zagaj.CodeUnauthorized, "this code is wrong or too old")
	}
	if err != nil {
		return fmt.Errorf("code: %w", err)
	}
	err = s.post(ctx, zagaj.Letter{Shop: v.shop.ID, ID: "transcript:" + ticket.ID, Kind: zagaj.LetterTranscript, About: conv.ID, Language: v.lang, To: ticket.Email})
	if err != nil {
		return err
	}
	s.send(sess, zagaj.TranscriptFrame{Conversation: conv.ID, State: "sent"})
	return nil
}

func (s *Server) ownConversation(ctx context.Context, v *caller, id zagaj.ConversationID) (zagaj.Conversation, error) {
	conv, err := s.store.Conversation(ctx, v.shop.ID, id)
	if err == nil && conv.Visitor != v.visitor.ID {
		err = zagaj.E(zagaj.CodeNotFound, "no such conversation")
	}
	return conv, err
}
