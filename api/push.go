package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/egress"
)

const (
	// pushLife is how long a browser's service keeps a call that it cannot hand on: an alarm is for now.
	pushLife = time.Minute
	// pushQueue bounds the calls that wait; when it is full the next one is dropped and logged, and the ladder climbs on.
	pushQueue = 64
	// pushWorkers are how many calls are on their way at once.
	pushWorkers = 4
)

// pusher calls operators' browsers by web push (RFC 8030, 8291, 8292).
type pusher struct {
	queue chan pushJob
	mu    sync.Mutex
	keys  *vapidKeys // read once
}

type vapidKeys struct{ Private, Public string }

type pushJob struct {
	to   zagaj.PushSubscription
	call pushCall
}

// pushCall is what the service worker reads. It quotes nobody: a locked telephone shows it to whoever holds it.
type pushCall struct {
	Title        string               `json:"title"`
	Body         string               `json:"body"`
	Conversation zagaj.ConversationID `json:"conversation,omitempty"`
	Seq          int64                `json:"seq,omitempty"`
	Round        int                  `json:"round"`
	Step         zagaj.AlarmStep      `json:"step,omitempty"`
}

var pushTexts = map[string]map[string]string{
	"pl": {"alarm": "Klient czeka na odpowiedź", "alarmBody": "Otwórz rozmowę i odpisz.", "call": "Klient pyta wszystkich", "callBody": "Kto pierwszy weźmie rozmowę, ten odpowiada.", "reminder": "Zbliża się pora obiecanej odpowiedzi", "reminderBody": "Otwórz rozmowę i dotrzymaj słowa.", "overdue": "Obiecana odpowiedź się spóźnia", "overdueBody": "Klient wciąż na nią czeka.",
		"given": "Dostajesz obietnicę odpowiedzi", "givenBody": "Otwórz rozmowę i zobacz, do kiedy czeka klient.",
		"test": "Powiadomienia działają", "testBody": "Tak zawoła Cię Zagaj, gdy ktoś będzie czekał."},
	"en": {"alarm": "A visitor is waiting for an answer", "alarmBody": "Open the chat and reply.", "call": "A visitor asks everybody", "callBody": "Whoever takes the chat first answers it.", "reminder": "A promised answer is due soon", "reminderBody": "Open the chat and keep your word.", "overdue": "A promised answer is late", "overdueBody": "The visitor still waits for it.",
		"given": "You are given a promised answer", "givenBody": "Open the chat and see until when the visitor waits.",
		"test": "Notifications work", "testBody": "This is how Zagaj calls you when somebody waits."},
}

func pushWords(language, what string) pushCall {
	words, ok := pushTexts[language]
	if !ok {
		words = pushTexts["en"]
	}
	return pushCall{Title: words[what], Body: words[what+"Body"]}
}

// pushRoutes are about the own browsers of whoever is signed in.
func (s *Server) pushRoutes(p *gin.RouterGroup) {
	p.GET("/push", s.signed(s.showPush))
	p.POST("/push", s.signed(s.addPush))
	p.DELETE("/push/subscriptions/:id", s.signed(s.deletePush))
	p.POST("/push/test", s.signed(s.testPush))
	p.POST("/push/heard", s.signed(s.heardPush))
	p.GET("/push-worker", s.signed(s.showWorker))
}

// vapid returns the server's key pair, made at first use.
func (s *Server) vapid(ctx context.Context) (vapidKeys, error) {
	s.pusher.mu.Lock()
	defer s.pusher.mu.Unlock()
	if s.pusher.keys != nil {
		return *s.pusher.keys, nil
	}
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return vapidKeys{}, fmt.Errorf("make keys: %w", err)
	}
	text, err := s.store.VAPID(ctx, private+" "+public)
	if err != nil {
		return vapidKeys{}, fmt.Errorf("keys of web push: %w", err)
	}
	var k vapidKeys
	k.Private, k.Public, _ = strings.Cut(text, " ")
	s.pusher.keys = &k
	return k, nil
}

func (s *Server) showPush(c *gin.Context, o zagaj.Operator) error {
	k, err := s.vapid(c.Request.Context())
	if err != nil {
		return err
	}
	list, err := s.store.Pushes(c.Request.Context(), o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("pushes: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"key": k.Public, "subscriptions": orEmpty(list)})
	return nil
}

// addPush keeps a browser that has agreed to be called.
func (s *Server) addPush(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Endpoint string `json:"endpoint"`
		P256dh   string `json:"p256dh"`
		Auth     string `json:"auth"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if err := checkBrowser(in.Endpoint, in.P256dh, in.Auth); err != nil {
		return err
	}
	p := zagaj.PushSubscription{Shop: o.Shop, Operator: o.ID, ID: hashToken(in.Endpoint)[:32], Device: cleanLine(c.Request.UserAgent(), 200), CreatedAt: s.now(),
		Endpoint: in.Endpoint, P256dh: in.P256dh, Auth: in.Auth}
	if err := s.store.SavePush(c.Request.Context(), p); err != nil {
		return fmt.Errorf("save push: %w", err)
	}
	c.JSON(http.StatusOK, p)
	return nil
}

// checkBrowser refuses what no browser's service gives: an address that could not be asked, keys of another shape.
func checkBrowser(endpoint, p256dh, auth string) error {
	if err := egress.CheckURL(endpoint); err != nil {
		return err
	}
	key, err1 := base64.RawURLEncoding.DecodeString(p256dh)
	secret, err2 := base64.RawURLEncoding.DecodeString(auth)
	if err1 != nil || err2 != nil || len(key) != 65 || len(secret) != 16 { // RFC 8291: an uncompressed point of P-256, 16 bytes
		return zagaj.E(zagaj.CodeInvalid, "p256dh and auth are not those of a browser's subscription")
	}
	return nil
}

func (s *Server) deletePush(c *gin.Context, o zagaj.Operator) error {
	if err := s.store.DeletePush(c.Request.Context(), o.Shop, o.ID, c.Param("id")); err != nil {
		return fmt.Errorf("delete push: %w", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) testPush(c *gin.Context, o zagaj.Operator) error {
	if err := s.callOperator(c.Request.Context(), o, pushWords(o.Language, "test")); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// heardPush is heard, from a service worker: the panel itself may be closed.
func (s *Server) heardPush(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Conversation zagaj.ConversationID `json:"conversation"`
		Seq          int64                `json:"seq"`
		Round        int                  `json:"round"`
		Step         zagaj.AlarmStep      `json:"step"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if !slices.Contains(zagaj.AlarmSteps, in.Step) {
		return zagaj.E(zagaj.CodeInvalid, "no such alarm")
	}
	err := s.store.HearAlarm(c.Request.Context(), zagaj.Alarm{Shop: o.Shop, Conversation: in.Conversation, Seq: in.Seq, Round: in.Round, Step: in.Step, HeardBy: o.ID, HeardAt: s.now()})
	if err != nil {
		return fmt.Errorf("hear alarm: %w", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}

// pushAlarms calls by web push at the rung that leaves the panel: whom the alarm is for, or everybody who may answer.
// Outside opening hours nobody is called at home.
func (s *Server) pushAlarms(ctx context.Context, shop zagaj.ShopID, rung []zagaj.Alarm) (err error) {
	for _, a := range rung {
		if a.Step != zagaj.AlarmNotify || !s.engine.IsOpen(shop) {
			continue
		}
		call := pushCall{Conversation: a.Conversation, Seq: a.Seq, Round: a.Round, Step: a.Step}
		err = errors.Join(err, s.callPeople(ctx, shop, a.Operator, "alarm", call))
	}
	return err
}

// pushPromises calls the owner of a promise that is due soon or late, and who stands in: the panel that would show it may be
// closed. When nobody is available everybody is called.
func (s *Server) pushPromises(ctx context.Context, shop zagaj.ShopID, urged []zagaj.PromiseFrame) (err error) {
	for _, u := range urged {
		if !s.engine.IsOpen(shop) {
			continue
		}
		call := pushCall{Conversation: u.Promise.Conversation}
		err = errors.Join(err, s.callPeople(ctx, shop, u.To, u.Event, call))
		if u.To == "" || u.Promise.Operator == "" || u.To == u.Promise.Operator {
			continue
		}
		err = errors.Join(err, s.callPeople(ctx, shop, u.Promise.Operator, u.Event, call))
	}
	return err
}

// callPeople calls one operator, everybody who may answer when it is "", also beside one who cannot be called.
func (s *Server) callPeople(ctx context.Context, shop zagaj.ShopID, who zagaj.OperatorID, what string, call pushCall) error {
	people, err := s.store.Operators(ctx, shop)
	if err != nil {
		return fmt.Errorf("operators: %w", err)
	}
	for _, o := range people {
		if (who != "" && who != o.ID) || o.DisabledAt > 0 || !may(o, mayTalk) {
			continue
		}
		words := pushWords(o.Language, what)
		call.Title, call.Body = words.Title, words.Body
		err = errors.Join(err, s.callOperator(ctx, o, call))
	}
	return err
}

// callOperator puts a call to each of an operator's browsers into the queue.
func (s *Server) callOperator(ctx context.Context, o zagaj.Operator, call pushCall) error {
	list, err := s.store.Pushes(ctx, o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("pushes: %w", err)
	}
	for _, p := range list {
		select {
		case s.pusher.queue <- pushJob{p, call}:
		default:
			s.log.Error("too many calls wait; dropped", "shop", o.Shop, "operator", o.ID)
		}
	}
	return nil
}

// sendPushes sends the calls until ctx ends.
func (s *Server) sendPushes(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-s.pusher.queue:
			if err := s.push(ctx, job); err != nil && ctx.Err() == nil {
				s.log.Warn("web push", "shop", job.to.Shop, "operator", job.to.Operator, "error", err)
			}
		}
	}
}

// push makes one call and keeps its receipt. A browser that has gone for good is forgotten.
func (s *Server) push(ctx context.Context, job pushJob) error {
	payload, err := json.Marshal(job.call)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	to := webpush.Subscription{Endpoint: job.to.Endpoint, Keys: webpush.Keys{Auth: job.to.Auth, P256dh: job.to.P256dh}}
	status, err := s.knockBrowser(ctx, &to, payload, pushLife, webpush.UrgencyHigh)
	if err != nil {
		if noted := s.store.NotePush(ctx, job.to, s.now(), false); noted != nil {
			return noted
		}
		return err
	}
	if status == http.StatusGone || status == http.StatusNotFound {
		return s.store.DeletePush(ctx, job.to.Shop, job.to.Operator, job.to.ID)
	}
	return s.store.NotePush(ctx, job.to, s.now(), status/100 == 2)
}

// knockBrowser hands a call to a browser's service and returns its status. The browser's address, which is a secret, is in no error.
func (s *Server) knockBrowser(ctx context.Context, to *webpush.Subscription, payload []byte, life time.Duration, urgency webpush.Urgency) (int, error) {
	k, err := s.vapid(ctx)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, egress.Timeout)
	defer cancel()
	contact := s.publicURL
	if !s.overTLS() {
		contact = "operator@zagaj.invalid" // RFC 8292 wants an https or mailto address; a server without one is a trial
	}
	resp, err := webpush.SendNotificationWithContext(ctx, payload, to,
		&webpush.Options{HTTPClient: s.courier.client, Subscriber: contact, TTL: int(life.Seconds()), Urgency: urgency, VAPIDPublicKey: k.Public, VAPIDPrivateKey: k.Private})
	if err != nil {
		return 0, whyNoPush(err, 0)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, egress.MaxAnswer)) // the status has come: what follows it decides nothing
	return resp.StatusCode, nil
}

// whyNoPush keeps the browser's address, which is a secret, out of the log.
func whyNoPush(err error, status int) error { return fmt.Errorf("not taken: %s", whyNot(status, err)) }
