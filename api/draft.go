package api

import (
	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// takeDraft passes a visitor's unsent words to the operators who watch. It touches memory only. In mode dots, or
// when the visitor has refused, nothing but "is typing" goes on.
func (s *Server) takeDraft(sess *live.Session, v *caller, f visitorFrame) {
	if v.conversation == "" || !s.drafts.Watched(v.conversation) {
		return
	}
	topic := watchTopic(v.conversation)
	s.publish(s.operators, topic, gin.H{"t": "typing", "conversation": v.conversation, "on": true})
	if v.shop.Peek == zagaj.PeekDots || v.visitor.PeekOff {
		return
	}
	if f.T == "ds" {
		s.drafts.Replace(v.conversation, f.R, cleanDraft(f.S))
	} else {
		position, _ := f.P.(float64)
		removed, _ := f.N.(float64)
		splice := live.Splice{R: f.R, P: int(position), N: int(removed), S: cleanDraft(f.S)}
		if !s.drafts.Apply(v.conversation, splice) {
			s.send(sess, gin.H{"t": "dsync"})
			return
		}
		if live.Mask(splice.S) == splice.S && !s.drafts.Masked(v.conversation) {
			s.publish(s.operators, topic, gin.H{"t": "draft", "conversation": v.conversation,
				"r": splice.R, "p": splice.P, "n": splice.N, "s": splice.S})
			return
		}
	}
	r, text := s.drafts.Snapshot(v.conversation)
	s.publish(s.operators, topic, gin.H{"t": "draftsync", "conversation": v.conversation, "r": r, "s": text, "mode": v.shop.Peek})
}

// cleanDraft keeps spaces and line breaks, unlike cleanText: positions count.
func cleanDraft(t string) string { return clip(t, zagaj.MaxMessageRunes) }
