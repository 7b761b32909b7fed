package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/mail"
)

// Mailer hands a letter to a mail server. Without one, links are shown to the person who made them, and nobody resets
// their own password. mail.ErrRefused says that trying again is of no use.
type Mailer interface {
	Send(ctx context.Context, l mail.Letter) error
}

const (
	// postEvery is how soon a letter goes at the latest, when the note that it is there was lost.
	postEvery = 5 * time.Second
	// postAtOnce is how many letters of one shop one round sends: no shop's letters wait behind all of another's.
	postAtOnce = 10
	// postLease is how long a letter is one sender's: longer than a try may take.
	postLease = 2 * time.Minute
)

// postAgain is when a letter is tried again after each failure; after the last it is given up.
var postAgain = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// worthless is how old a letter may be before what it carries is of no use.
var worthless = map[zagaj.LetterKind]time.Duration{zagaj.LetterReset: resetLife, zagaj.LetterCode: codeLife, zagaj.LetterInvite: inviteLife}

// post puts a letter into the outbox. Without a mailer it does nothing.
func (s *Server) post(ctx context.Context, l zagaj.Letter) error {
	if s.mailer == nil {
		return nil
	}
	l.CreatedAt, l.NextAt = s.now(), s.now()
	if l.State == "" {
		l.State = zagaj.LetterDue
	}
	if err := s.store.AddLetter(ctx, l); err != nil {
		return fmt.Errorf("add letter: %w", err)
	}
	s.wakePost()
	return nil
}

// wakePost lets the outbox be looked at now. The row is the truth: a note that is lost costs postEvery.
func (s *Server) wakePost() {
	select {
	case s.posted <- struct{}{}:
	default:
	}
}

// sendLetters empties the outbox of every shop of this node until ctx ends. Without a mailer it only calls browsers.
func (s *Server) sendLetters(ctx context.Context) {
	every(ctx, postEvery, s.posted, func() {
		for _, shop := range s.presence.shops() {
			if err := s.sendLettersOf(ctx, shop); err != nil && ctx.Err() == nil {
				s.log.Warn("letters", "shop", shop, "error", err)
			}
		}
	})
}

func (s *Server) sendLettersOf(ctx context.Context, shop zagaj.ShopID) error {
	due, err := s.store.DueLetters(ctx, shop, s.now(), s.mailer != nil, postAtOnce)
	if err != nil {
		return fmt.Errorf("due letters: %w", err)
	}
	for _, l := range due {
		ours, err := s.store.TakeLetter(ctx, l, s.now().Add(postLease))
		if err != nil {
			return fmt.Errorf("take letter: %w", err)
		}
		if !ours {
			continue
		}
		if err := s.sendLetter(ctx, l); err != nil {
			return err
		}
	}
	if len(due) == postAtOnce {
		s.wakePost()
	}
	return nil
}

// sendLetter makes one try and notes how it went. A crash after the server took it sends it once more, with the same
// Message-ID.
func (s *Server) sendLetter(ctx context.Context, l zagaj.Letter) error {
	if life := worthless[l.Kind]; life > 0 && s.now().Sub(l.CreatedAt) > life {
		return s.store.EndLetter(ctx, l, zagaj.LetterFailed, s.now(), "too late to be of use")
	}
	gone, err := s.tryLetter(ctx, l)
	switch {
	case gone != "":
		return s.store.EndLetter(ctx, l, zagaj.LetterFailed, s.now(), gone)
	case err == nil:
		return s.store.EndLetter(ctx, l, zagaj.LetterSent, s.now(), "")
	case ctx.Err() != nil:
		return ctx.Err()
	}
	s.log.Warn("send a letter", "kind", l.Kind, "letter", l.ID, "attempt", l.Attempts+1, "error", err)
	why := "the mail server does not take it"
	switch {
	case errors.Is(err, errUnopened):
		why = "it does not open: its key is missing"
	case l.Kind == zagaj.LetterPush:
		why = "the browser's service does not take it"
	}
	if errors.Is(err, mail.ErrRefused) || l.Attempts >= len(postAgain) {
		return s.store.EndLetter(ctx, l, zagaj.LetterFailed, s.now(), why)
	}
	return s.store.PutOffLetter(ctx, l, s.now().Add(postAgain[l.Attempts]), why+" now")
}

// errUnopened is told of a letter whose address does not open. The key may come back, so it is tried again like any other.
var errUnopened = errors.New("it does not open: its key is missing from the file of keys, or it was tampered with")

// tryLetter sends one. gone says why it can never be sent.
func (s *Server) tryLetter(ctx context.Context, l zagaj.Letter) (gone string, err error) {
	if l.To == "" {
		return "", errUnopened
	}
	if l.Kind == zagaj.LetterPush {
		left, err := s.callVisitor(ctx, l)
		if left {
			gone = "this browser is called no more"
		}
		return gone, err
	}
	written, err := s.compose(ctx, l)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return "what it is about is gone", nil
	}
	if err == nil {
		err = s.mailer.Send(ctx, written)
	}
	return "", err
}
