package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// answerLife is how long a browser's service keeps the news of a promised answer for a browser that is off.
const answerLife = 4 * 24 * time.Hour

// answerTexts tell a visitor of a promised answer; %s is the shop. The answer itself is not in them: a locked telephone shows them
// to whoever holds it.
var answerTexts = map[string]struct{ title, body string }{
	"pl": {"Masz odpowiedź: %s", "Otwórz sklep, żeby ją przeczytać."},
	"en": {"You have an answer: %s", "Open the shop to read it."},
	"de": {"Sie haben eine Antwort: %s", "Öffnen Sie den Shop, um sie zu lesen."},
	"cs": {"Máte odpověď: %s", "Otevřete obchod a přečtěte si ji."},
	"sk": {"Máte odpoveď: %s", "Otvorte obchod a prečítajte si ju."},
	"uk": {"Ви маєте відповідь: %s", "Відкрийте магазин, щоб її прочитати."},
}

// reachByPush keeps the browser that is told when a promise is kept, answers by which key it may be called, or forgets it.
func (s *Server) reachByPush(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	p, err := s.promiseTo(ctx, v, f.Promise)
	if err != nil {
		return err
	}
	out := zagaj.PushFrame{Promise: p.ID}
	switch {
	case f.Endpoint != "":
		out.On, err = true, s.keepBrowser(ctx, v, p, f)
	case f.On:
		var k vapidKeys
		k, err = s.vapid(ctx)
		out.Key = k.Public
	default:
		err = s.store.DropLetter(ctx, v.shop.ID, zagaj.PromisePushID(p.ID))
	}
	if err == nil {
		s.send(sess, out)
	}
	return err
}

// promiseTo returns a promise made to this visitor.
func (s *Server) promiseTo(ctx context.Context, v *caller, id zagaj.PromiseID) (zagaj.Promise, error) {
	p, err := s.store.Promise(ctx, v.shop.ID, id)
	if err == nil && p.Visitor != v.visitor.ID {
		err = zagaj.E(zagaj.CodeNotFound, "no such promise")
	}
	return p, err
}

// keepBrowser puts the call into the outbox of letters, where it is held until the promise is kept: sealed, sent once, erased then.
func (s *Server) keepBrowser(ctx context.Context, v *caller, p zagaj.Promise, f visitorFrame) error {
	if err := checkBrowser(f.Endpoint, f.P256dh, f.Auth); err != nil {
		return err
	}
	switch {
	case p.KeptAt > 0:
		return zagaj.E(zagaj.CodeConflict, "the promise is kept already")
	case !s.reaches.allow("push:"+string(v.visitor.ID), s.now()):
		return zagaj.E(zagaj.CodeTooMany, "too many browsers; wait a while")
	}
	to, err := json.Marshal(webpush.Subscription{Endpoint: f.Endpoint, Keys: webpush.Keys{Auth: f.Auth, P256dh: f.P256dh}})
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	err = s.store.AddLetter(ctx, zagaj.Letter{Shop: v.shop.ID, ID: zagaj.PromisePushID(p.ID), Kind: zagaj.LetterPush, About: p.Conversation, Language: v.lang,
		State: zagaj.LetterHeld, CreatedAt: s.now(), NextAt: s.now(), To: string(to)})
	if err != nil {
		return fmt.Errorf("add call: %w", err)
	}
	return nil
}

// callVisitor calls the browser of a visitor whose promise was kept. gone: there is no such browser any more.
func (s *Server) callVisitor(ctx context.Context, l zagaj.Letter) (gone bool, err error) {
	var to webpush.Subscription
	if err := json.Unmarshal([]byte(l.To), &to); err != nil {
		return true, nil //nolint:nilerr // nothing is there to be called
	}
	shop, err := s.store.Shop(ctx, l.Shop)
	if err != nil {
		return false, fmt.Errorf("shop: %w", err)
	}
	words := inLetters(l.Language)
	payload, err := json.Marshal(map[string]string{"title": fmt.Sprintf(words.title, cleanLine(shop.Name, 80)), "body": words.body})
	if err != nil {
		return false, fmt.Errorf("encode: %w", err)
	}
	status, err := s.knockBrowser(ctx, &to, payload, answerLife, webpush.UrgencyNormal)
	switch {
	case err != nil:
		return false, err
	case status == http.StatusGone || status == http.StatusNotFound:
		return true, nil
	case status/100 != 2:
		return false, whyNoPush(nil, status)
	}
	return false, nil
}

func inLetters(language string) struct{ title, body string } {
	if w, ok := answerTexts[language]; ok {
		return w
	}
	return answerTexts["en"]
}
