package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/mail"
)

// A letter quotes a stranger's words only to an address the stranger has proved to own; what else it says is ours, or an
// operator's.

// maxTranscript bounds a copy of a conversation, in characters: mail servers refuse letters of many megabytes.
const maxTranscript = 200_000

// compose writes a letter out as it is now. CodeNotFound when what it is about is gone.
func (s *Server) compose(ctx context.Context, l zagaj.Letter) (mail.Letter, error) {
	w := wordsOf(l.Language)
	out := mail.Letter{ID: hashToken(string(l.Shop) + "\x00" + l.ID)[:32], To: l.To, At: s.now().Time()}
	switch l.Kind {
	case zagaj.LetterInvite:
		return written(out, w.invite, page{Intro: w.inviteText, Link: l.Secret, End: w.inviteEnd})
	case zagaj.LetterReset:
		return written(out, w.reset, page{Intro: w.resetText, Link: l.Secret, End: w.resetEnd})
	}
	shop, err := s.store.Shop(ctx, l.Shop)
	if err != nil {
		return out, fmt.Errorf("shop: %w", err)
	}
	name := cleanLine(shop.Name, 80)
	out.FromName = name
	switch l.Kind {
	case zagaj.LetterPromise:
		answer, err := s.promisedAnswer(ctx, l)
		if err != nil {
			return out, err
		}
		return written(out, fmt.Sprintf(w.promised, name), page{Intro: fmt.Sprintf(w.promisedText, name), Lines: []quoted{{Who: answer.Name, Text: answer.Text}}, End: w.promisedEnd})
	case zagaj.LetterCode:
		return written(out, fmt.Sprintf(w.code, name), page{Intro: fmt.Sprintf(w.codeText, name), Code: l.Secret, End: w.codeEnd})
	case zagaj.LetterTranscript:
		lines, err := s.transcriptLines(ctx, l, shop, w)
		if err != nil {
			return out, err
		}
		return written(out, fmt.Sprintf(w.transcript, name), page{Intro: fmt.Sprintf(w.transcriptText, name), Lines: lines, End: w.transcriptEnd})
	}
	return out, zagaj.E(zagaj.CodeInternal, "a letter of an unknown kind")
}

// promisedAnswer finds the message with which a promise was kept.
func (s *Server) promisedAnswer(ctx context.Context, l zagaj.Letter) (zagaj.Message, error) {
	conversation, id, _ := strings.Cut(l.Part, "/")
	return s.store.Message(ctx, l.Shop, zagaj.ConversationID(conversation), zagaj.MessageID(id))
}

func (s *Server) transcriptLines(ctx context.Context, l zagaj.Letter, shop zagaj.Shop, w letterTexts) ([]quoted, error) {
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		zone = time.UTC
	}
	var lines []quoted
	size := 0
	for after := int64(0); ; {
		list, err := s.store.Messages(ctx, l.Shop, l.About, after, messageLimit)
		if err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
		for _, m := range list {
			after = m.Seq
			if size += len(m.Text); size > maxTranscript {
				return append(lines, quoted{Text: w.cut}), nil
			}
			who := m.Name
			if m.Role == zagaj.RoleVisitor {
				who = w.you
			}
			lines = append(lines, quoted{Who: who, When: m.SentAt.Time().In(zone).Format("2006-01-02 15:04"), Text: m.Text})
		}
		if len(list) == 0 && len(lines) == 0 {
			return nil, zagaj.E(zagaj.CodeNotFound, "the conversation is gone")
		}
		if len(list) < messageLimit {
			return lines, nil
		}
	}
}
