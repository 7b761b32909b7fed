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

// letterTexts are the words of the letters. %s of promised and transcript is the shop's name.
type letterTexts struct {
	invite, inviteText, inviteEnd, reset, resetText, resetEnd string
	promised, promisedText, promisedEnd                       string
	code, codeText, codeEnd                                   string
	transcript, transcriptText, transcriptEnd, cut, you       string
}

var letterWords = map[string]letterTexts{
	"pl": {
		invite: "Zaproszenie do Zagaj", inviteText: "Dostajesz dostęp do panelu rozmów sklepu. Otwórz odnośnik i ustaw hasło; działa przez 7 dni i tylko raz:",
		inviteEnd: "Jeśli nie wiesz, o co chodzi, nie rób nic.",
		reset:     "Nowe hasło do Zagaj", resetText: "Ktoś poprosił o nowe hasło do Twojego konta. Odnośnik działa przez godzinę i tylko raz:",
		resetEnd: "Jeśli to nie Ty, nie rób nic: stare hasło działa dalej.",
		promised: "Obiecana odpowiedź: %s", promisedText: "Oto odpowiedź, którą obiecaliśmy na czacie sklepu %s:",
		promisedEnd: "Ten adres podano na czacie sklepu tylko po to, by wysłać tę odpowiedź. Właśnie go usunęliśmy, więc na ten list nie da się odpisać.",
		code:        "Kod do zapisu rozmowy: %s", codeText: "Na czacie sklepu %s ktoś poprosił o wysłanie zapisu rozmowy na ten adres. Wpisz tam ten kod; działa przez 15 minut:",
		codeEnd:    "Jeśli to nie Ty, nie rób nic: bez kodu niczego nie wyślemy.",
		transcript: "Zapis rozmowy: %s", transcriptText: "Oto zapis Twojej rozmowy ze sklepem %s.",
		transcriptEnd: "Adres, na który przyszedł ten list, został już usunięty.", cut: "Dalszy ciąg jest za długi na list.", you: "Ty",
	},
	"en": {
		invite: "Invitation to Zagaj", inviteText: "You are given access to a shop's conversations. Open the link and set a password; it works for 7 days and once:",
		inviteEnd: "If you do not know what this is about, do nothing.",
		reset:     "A new password for Zagaj", resetText: "Somebody asked for a new password for your account. The link works for one hour and once:",
		resetEnd: "If it was not you, do nothing: the old password still works.",
		promised: "The promised answer: %s", promisedText: "Here is the answer we promised in the chat of %s:",
		promisedEnd: "This address was given in the shop's chat for this answer alone. We have just deleted it, so nobody reads replies to this letter.",
		code:        "Code for your chat's transcript: %s", codeText: "In the chat of %s somebody asked for a transcript to be sent to this address. Enter this code there; it works for 15 minutes:",
		codeEnd:    "If it was not you, do nothing: without the code nothing is sent.",
		transcript: "Chat transcript: %s", transcriptText: "Here is what was said in your chat with %s.",
		transcriptEnd: "The address this letter came to has been deleted already.", cut: "The rest is too long for a letter.", you: "You",
	},
}

func wordsOf(language string) letterTexts {
	if w, ok := letterWords[language]; ok {
		return w
	}
	return letterWords["en"]
}

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
