package api

import (
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// peek returns how much operators may see of what this visitor has not sent: the shop's mode, lowered by the
// visitor's own word. A browser that asks not to be watched (Global Privacy Control) is not; deletions need the
// visitor's own switch-on.
func (v *caller) peek() zagaj.PeekMode {
	switch {
	case v.visitor.PeekOff || v.gpc:
		return zagaj.PeekDots
	case v.shop.Peek == zagaj.PeekDeletions && !v.deletions:
		return zagaj.PeekDraft
	}
	return v.shop.Peek
}

// takeDraft passes a visitor's unsent words to the operators who watch. It touches memory only. In mode dots, or
// when the visitor has refused, nothing but "is typing" goes on. A browser that sends faster than it may is not heard;
// its next change then has a revision too many, and it is asked for the whole.
func (s *Server) takeDraft(sess *live.Session, v *caller, f visitorFrame) {
	id := s.talks.now(v)
	if id == "" || !s.drafts.Watched(id) || !v.mayDraft(s.now()) {
		return
	}
	watchers := watchTopic(v.shop.ID, id)
	if now := s.now(); now.Sub(v.typedAt) >= typingEvery {
		v.typedAt = now
		s.publish(s.operators, watchers, zagaj.TypingFrame{Conversation: id, On: true})
	}
	if v.peek() == zagaj.PeekDots {
		return
	}
	if !s.drafts.Writes(id, v, f.T == "ds") { // a change of words that another tab has replaced
		s.send(sess, zagaj.DraftSyncAsked{})
		return
	}
	if f.T == "ds" {
		s.drafts.Replace(id, f.R, cleanDraft(f.S))
		s.tellDraft(v, id)
		return
	}
	position, _ := f.P.(float64)
	removed, _ := f.N.(float64)
	splice := live.Splice{R: f.R, P: int(position), N: int(removed), S: cleanDraft(f.S)}
	var struck live.Struck
	if v.peek() == zagaj.PeekDeletions {
		struck = s.drafts.Strike(id, splice)
	}
	hidden, before := s.drafts.Masked(id), s.drafts.Hesitation(id)
	if !s.drafts.Apply(id, splice) {
		s.send(sess, zagaj.DraftSyncAsked{})
		return
	}
	if hidden || s.drafts.Masked(id) { // what operators see has other positions
		s.tellDraft(v, id)
	} else {
		s.publish(s.operators, watchers, zagaj.DraftFrame{Conversation: id, R: splice.R, P: splice.P, N: splice.N, S: splice.S})
	}
	if struck.S != "" {
		s.publish(s.operators, watchers, zagaj.StruckFrame{Conversation: id, P: struck.P, S: struck.S, MS: struckMS, Grown: struck.Grown})
	}
	after := s.drafts.Hesitation(id)
	if after.Rewrote != before.Rewrote || after.Paused != before.Paused || after.Abandoned != before.Abandoned || after.Level != before.Level {
		s.publish(s.operators, watchers, zagaj.HesitationFrame{Conversation: id, Facts: after})
	}
}

// typingEvery is how often a panel is told that somebody still types; it shows the dots for some seconds after each.
const typingEvery = time.Second

// struckMS is how long the panel shows what was taken out.
const struckMS = 10_000

// tellDraft sends the draft as it stands, masked, to those who watch.
func (s *Server) tellDraft(v *caller, id zagaj.ConversationID) {
	r, text := s.drafts.Snapshot(id)
	s.publish(s.operators, watchTopic(v.shop.ID, id), zagaj.DraftWhole{Conversation: id, R: r, S: text, Mode: v.peek()})
}

// wipeDraft forgets a draft and takes it off the screens, so that no ghost of it stands beside the sent message.
func (s *Server) wipeDraft(shop zagaj.ShopID, id zagaj.ConversationID) {
	s.drafts.Wipe(id)
	s.publish(s.operators, watchTopic(shop, id), zagaj.DraftWhole{Conversation: id})
}

// cleanDraft keeps spaces and line breaks, unlike cleanText: positions count.
func cleanDraft(t string) string { return clip(t, zagaj.MaxMessageRunes) }
