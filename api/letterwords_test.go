package api_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/zagaj/zagaj/api/mail/mailtest"
)

// A visitor who is talked with in one language gets no letters in another.
func TestLettersSpeakTheVisitorsLanguage(t *testing.T) {
	withMail(t, func(t *testing.T, h *house, box *mailtest.Server, _ *atomic.Int64) {
		for lang, want := range map[string]string{"pl": "Kod do zapisu rozmowy: Sklep", "en": "Code for your chat's transcript: Sklep", "de": "Code für Ihr Gesprächsprotokoll: Sklep",
			"cs": "Kód k záznamu konverzace: Sklep", "sk": "Kód k záznamu rozhovoru: Sklep", "uk": "Код для запису розмови: Sklep"} {
			visitor := dial(t, h, "/v1/visitor/socket", http.Header{"Origin": {testOrigin}})
			visitor.send(frame{"t": "hello", "shop": "key-shop", "tab": "tab", "device": "phone", "lang": lang, "nav": "load", "consent": true, "visible": true,
				"page": frame{"url": testOrigin + "/", "type": "home"}})
			visitor.hear("welcome")
			visitor.send(frame{"t": "say", "id": "m1", "text": "?"})
			id := text(visitor.hear("ack")["conversation"])
			visitor.send(frame{"t": "transcript", "conversation": id, "email": lang + "@x.example"})
			visitor.hear("transcript")
			subject, plain, _ := delivered(t, box, lang+"@x.example")
			if subject != want {
				t.Errorf("%s: got %q, want %q", lang, subject, want)
			}
			if lang != "en" && strings.Contains(plain, "the") && strings.Contains(plain, "code") {
				t.Errorf("%s: got %s", lang, plain)
			}
			visitor.ws.Close()
		}
	})
}
