package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// visitorFrame is every frame a visitor may send; T says which fields count. See docs/protocol.md.
type visitorFrame struct {
	T            string               `json:"t"`
	Shop         string               `json:"shop"`
	Token        string               `json:"token"`
	Tab          zagaj.TabID          `json:"tab"`
	Page         zagaj.Page           `json:"page"`
	Device       string               `json:"device"`
	Lang         string               `json:"lang"`
	Zone         string               `json:"zone"`
	Nav          string               `json:"nav"`
	Consent      bool                 `json:"consent"`
	Cart         string               `json:"cart"`
	Visible      bool                 `json:"visible"`
	After        int64                `json:"after"`
	Epoch        string               `json:"epoch"`
	S            string               `json:"s"` // tab: its state; d and ds: text
	Age          int64                `json:"age"`
	N            any                  `json:"n"` // pulse: its name; d: characters removed
	V            int64                `json:"v"`
	Category     string               `json:"cat"`
	P            any                  `json:"p"` // pulse: product; d: position
	Offer        zagaj.OfferID        `json:"offer"`
	Never        bool                 `json:"never"`
	ID           zagaj.MessageID      `json:"id"`
	Text         string               `json:"text"`
	Conversation zagaj.ConversationID `json:"conversation"`
	R            int64                `json:"r"`
	On           bool                 `json:"on"`
	Deletions    bool                 `json:"deletions"`
	GPC          bool                 `json:"gpc"`
	Over         zagaj.ConversationID `json:"over"` // hello: the one that ended and was put away
	Rating       int                  `json:"rating"`
	Customer     string               `json:"customer"` // identify: whose proof it is
	Until        zagaj.Instant        `json:"until"`
	Proof        string               `json:"proof"`
	Promise      zagaj.PromiseID      `json:"promise"`
	Email        string               `json:"email"`
	Endpoint     string               `json:"endpoint"` // push: the browser's subscription
	P256dh       string               `json:"p256dh"`
	Auth         string               `json:"auth"`
	Code         string               `json:"code"`
	Question     zagaj.QuestionID     `json:"question"` // say and tap: the suggested question
	Number       string               `json:"number"`   // order: what stands on it
	Postcode     string               `json:"postcode"`
	Phone        string               `json:"phone"`
}

// draftBurst lets a late network deliver what it held back; on average five draft frames a second are heard.
const (
	draftEvery = time.Second / 5
	draftBurst = 10
)

// maxAge is how far back a browser may date an edge; beyond it the claim is worth nothing for dwell.
const maxAge = time.Minute

func (s *Server) visitorSocket(c *gin.Context) error {
	if !s.sockets.allow(network(c.ClientIP()), s.now()) {
		return zagaj.E(zagaj.CodeTooMany, "too many connections")
	}
	if !s.crowd.enter(placeOf(c.ClientIP())) {
		return zagaj.E(zagaj.CodeTooMany, "too many connections are open")
	}
	return s.visitors.Serve(c.Writer, c.Request, knock{c.GetHeader("Origin"), browserOf(c.Request.UserAgent()), c.ClientIP(), c.GetHeader("Sec-GPC") == "1"})
}

// frameWithin bounds what a frame waits for.
const frameWithin = 10 * time.Second

// visitorFramesAgain are used again: one has room for every kind of frame, near a kilobyte, and the most frequent frame is a letter.
var visitorFramesAgain = sync.Pool{New: func() any { return new(visitorFrame) }}

// visitorSaid handles one frame of a visitor. It runs on the socket's read loop, so frames keep their order.
func (s *Server) visitorSaid(sess *live.Session, raw []byte) {
	f, _ := visitorFramesAgain.Get().(*visitorFrame)
	defer func() {
		*f = visitorFrame{} // nothing of what somebody wrote stays in it
		visitorFramesAgain.Put(f)
	}()
	if err := json.Unmarshal(raw, f); err != nil {
		s.refuse(sess, zagaj.E(zagaj.CodeInvalid, "not a frame"), "")
		return
	}
	v, known := sess.Value.(*caller)
	if !known {
		if f.T == "hello" {
			ctx, cancel := context.WithTimeout(context.Background(), frameWithin)
			defer cancel()
			s.greet(ctx, sess, *f)
		}
		return
	}
	if v.erased.Load() {
		return
	}
	if !s.mayAsk(v) {
		s.refuse(sess, errTooFast, string(f.ID))
		return
	}
	err := s.shares.takes(visitorWork, v.shop.ID, s.now())
	if err == nil && (f.T == "d" || f.T == "ds") && !v.flight.isUp() {
		s.takeDraft(sess, v, *f) // waits for nothing, so it needs no time limit
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), frameWithin)
	defer cancel()
	if err == nil && f.T != "say" {
		err = v.flight.land(ctx)
	}
	if err == nil {
		err = s.visitorFrame(ctx, sess, v, *f)
	}
	if err != nil {
		s.refuse(sess, err, string(f.ID))
	}
}

func (s *Server) refuse(sess *live.Session, err error, id string) {
	e := s.public(err)
	s.send(sess, zagaj.ErrorFrame{Code: e.Code, Message: e.Message, ID: id})
}

func (s *Server) send(sess *live.Session, frame zagaj.Frame) {
	if raw, ok := s.written(frame); ok {
		sess.Send(raw)
	}
}

// written is a frame as it goes over a socket, unless it cannot be written.
func (s *Server) written(frame zagaj.Frame) ([]byte, bool) {
	raw, err := encodeFrame(frame)
	if err != nil {
		s.log.Error("encode frame", "error", err)
	}
	return raw, err == nil
}

// visitorFrame does what one frame after hello asks for.
func (s *Server) visitorFrame(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	if visitorFrames[f.T] == noPolicy {
		return nil // a kind that a newer widget knows
	}
	switch f.T {
	case "page":
		return s.note(ctx, v, f, s.viewOf(v, f))
	case "tab":
		return s.note(ctx, v, f, zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabState(f.S)})
	case "pulse":
		name, _ := f.N.(string)
		product, _ := f.P.(string)
		return s.note(ctx, v, f, zagaj.Event{Kind: zagaj.KindPulse, Pulse: &zagaj.Pulse{Name: clip(name, 40), Value: f.V,
			Category: clip(f.Category, 200), Product: zagaj.ProductID(clip(product, 200))}})
	case "cart":
		if f.Token = either(f.Token, f.Cart); f.Token == "" {
			return nil
		}
		ev, err := s.cartAlias(ctx, v, f.Token)
		if err != nil {
			return err
		}
		return s.note(ctx, v, f, ev)
	case "shown":
		return s.desk.Shown(ctx, v.shop.ID, v.visitor.ID, f.Offer)
	case "dismiss":
		return s.desk.Dismiss(ctx, v.shop.ID, v.visitor.ID, f.Offer, f.Never)
	case "accept", "open":
		return s.startConversation(ctx, v, f)
	case "say":
		return s.visitorSays(ctx, sess, v, f)
	case "resume":
		return s.resumeTail(ctx, sess, v.shop.ID, v.visitor.ID, f.Conversation, f.After, f.Epoch)
	case "d", "ds":
		s.takeDraft(sess, v, f)
	case "peek":
		return s.setPeek(ctx, v, f.On, f.Deletions)
	case "rate":
		return s.rate(ctx, v, f)
	case "reach":
		return s.reach(ctx, sess, v, f)
	case "push":
		return s.reachByPush(ctx, sess, v, f)
	case "transcript":
		return s.askTranscript(ctx, sess, v, f)
	case "code":
		return s.sendTranscript(ctx, sess, v, f)
	case "identify":
		return s.identify(ctx, v, f)
	case "bye":
		return s.visitorLeaves(ctx, v)
	}
	return s.visitorAsks(ctx, sess, v, f)
}

// visitorAsks answers the frames that ask for something.
func (s *Server) visitorAsks(ctx context.Context, sess *live.Session, v *caller, f visitorFrame) error {
	var out zagaj.Frame
	var err error
	switch f.T {
	case "questions":
		out, err = s.suggestQuestions(ctx, v)
	case "order":
		out, err = s.askOrder(ctx, v, f)
	case "tap":
		return s.tapQuestion(ctx, v, f.Question)
	case "call":
		return s.visitorCalls(ctx, v)
	default:
		return nil
	}
	if err == nil {
		s.send(sess, out)
	}
	return err
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// knock is what a visitor's connection says before its first frame.
type knock struct {
	origin, browser, ip string
	gpc                 bool // the browser's own header says what its page may not
}

// browserOf names the browser by what all others of its kind do not write. The order matters: nearly all say that
// they are Chrome, and Chrome that it is Safari.
func browserOf(agent string) string {
	for _, b := range [...][2]string{{"Edg", "edge"}, {"SamsungBrowser", "samsung"}, {"OPR", "opera"}, {"Firefox", "firefox"}, {"FxiOS", "firefox"},
		{"CriOS", "chrome"}, {"Chrome", "chrome"}, {"Safari", "safari"}} {
		if strings.Contains(agent, b[0]) {
			return b[1]
		}
	}
	return "other"
}

func (s *Server) viewOf(v *caller, f visitorFrame) zagaj.Event {
	page := cleanPage(f.Page)
	v.page = &page
	return zagaj.Event{Kind: zagaj.KindView, Page: &page, Nav: clip(f.Nav, 10), Device: shared(clip(f.Device, 10)), Language: v.lang, Zone: shared(clip(f.Zone, 60))}
}

// note takes in an event that a visitor's page tells of.
func (s *Server) note(ctx context.Context, v *caller, f visitorFrame, ev zagaj.Event) error {
	if !s.mayTell(v) {
		return errTooFast
	}
	_, err := s.ingest(ctx, []zagaj.Event{s.complete(v, f, ev)})
	return err
}

// complete says of an event whose it is and when it was. The browser's clock is never read: it tells an age,
// which is held to the last minute.
func (s *Server) complete(v *caller, f visitorFrame, ev zagaj.Event) zagaj.Event {
	age := min(max(time.Duration(f.Age)*time.Millisecond, 0), maxAge)
	if ev.ID == "" {
		ev.ID = zagaj.EventID(s.newID())
	}
	ev.Shop, ev.Source, ev.Visitor, ev.Tab = v.shop.ID, zagaj.FromClient, v.visitor.ID, v.tab
	ev.ReceivedAt = s.now()
	ev.OccurredAt = ev.ReceivedAt.Add(-age)
	return ev
}

// greet answers hello: the shop's key must be used on one of the shop's origins, and the token, if any, decides
// who the visitor is. A client-sent visitor or conversation id is never believed.
func (s *Server) greet(ctx context.Context, sess *live.Session, f visitorFrame) {
	shop, err := s.store.ShopByKey(ctx, f.Shop)
	door, _ := sess.Value.(knock)
	origin := door.origin
	if zagaj.CodeOf(err) == zagaj.CodeNotFound || (err == nil && !slices.Contains(shop.Origins, origin)) {
		sess.Close(closeOrigin, "this origin may not use this shop's key")
		return
	}
	if err != nil {
		s.refuse(sess, err, "")
		return
	}
	if s.isCrowded(sess, shopTopic(shop.ID), s.lines.Shop) {
		return
	}
	visitor, token, err := s.whoIs(ctx, shop, f)
	if err != nil {
		s.refuse(sess, err, "")
		return
	}
	if s.isCrowded(sess, visitorTopic(shop.ID, visitor.ID), s.lines.Visitor) {
		return
	}
	v := &caller{shop: s.known.same(shop), visitor: inBrief(visitor), tab: zagaj.TabID(clip(string(f.Tab), 64)), lang: pickLanguage(f.Lang, shop.Language),
		deletions: f.Deletions, gpc: f.GPC || door.gpc, fresh: token != "", browser: door.browser, ip: door.ip, page: &noPage, erased: new(atomic.Bool)}
	sess.Value = v
	sess.Ready()
	s.listen(sess, visitorTopic(shop.ID, visitor.ID))
	s.listen(sess, shopTopic(shop.ID))
	if err := s.welcome(ctx, sess, v, token, f.Over); err != nil {
		s.refuse(sess, err, "")
		return
	}
	if err := s.arrive(ctx, v, f); err != nil {
		s.refuse(sess, err, "")
	}
}

// closeOrigin is the close code that tells a browser not to come back.
const closeOrigin = 4003

func pickLanguage(asked, fallback string) string {
	if len(asked) >= 2 {
		return shared(asked[:2])
	}
	return fallback
}

// whoIs finds the visitor by the token, or makes a new one; token is returned only when it is new.
func (s *Server) whoIs(ctx context.Context, shop zagaj.Shop, f visitorFrame) (v zagaj.Visitor, token string, err error) {
	now := s.now()
	if f.Token != "" {
		v, err = s.store.VisitorByToken(ctx, shop.ID, hashToken(f.Token))
		if err == nil {
			return v, "", s.store.TouchVisitor(ctx, shop.ID, v.ID, now)
		}
		if zagaj.CodeOf(err) != zagaj.CodeNotFound {
			return v, "", fmt.Errorf("visitor: %w", err)
		}
	}
	token, hash := newToken()
	v = zagaj.Visitor{ID: zagaj.VisitorID(s.newID()), Shop: shop.ID, TokenHash: hash,
		Language: pickLanguage(f.Lang, shop.Language), CreatedAt: now, SeenAt: now}
	if err := s.store.AddVisitor(ctx, v); err != nil {
		return v, "", fmt.Errorf("add visitor: %w", err)
	}
	return v, token, nil
}

func (s *Server) welcome(ctx context.Context, sess *live.Session, v *caller, token string, over zagaj.ConversationID) error {
	out := zagaj.VisitorWelcome{Visitor: v.visitor.ID, Token: token, Epoch: s.epoch, Name: v.shop.Name, Lang: v.lang,
		Available: s.canAnswer(v.shop.ID), Peek: v.shop.Peek, PeekOn: !v.visitor.PeekOff && !v.gpc, Quiet: v.visitor.QuietUntil > s.now(),
		Letters: s.mailer != nil}
	if !out.Available {
		out.Closed = s.closed(ctx, v.shop.ID)
	}
	var err error
	if out.Promises, err = s.owedTo(ctx, v.shop.ID, v.visitor.ID); err != nil {
		return fmt.Errorf("promises: %w", err)
	}
	conv, err := s.store.OpenConversationOf(ctx, v.shop.ID, v.visitor.ID)
	if err == nil {
		v.conversation, out.Conversation = conv.ID, &conv
		s.talks.told(conv)
	} else if zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return fmt.Errorf("conversation: %w", err)
	} else if out.Conversation, err = s.justEnded(ctx, v, over); err != nil {
		return err
	}
	if out.Conversation != nil && out.Conversation.Operator != "" {
		out.Face = s.face(ctx, v.shop.ID, out.Conversation.Operator)
	}
	if out.Photos, err = s.mayPhoto(ctx, v); err != nil {
		return err
	}
	look, err := s.looks.of(ctx, v.shop.ID)
	if err != nil {
		return fmt.Errorf("look: %w", err)
	}
	out.Look, out.Texts = look.Told(v.lang)
	s.send(sess, out)
	if v.conversation != "" && s.drafts.Watched(v.conversation) {
		s.send(sess, zagaj.WatchFrame{On: true})
	}
	return nil
}

// betweenVisits is the silence after which a visitor's next page begins another visit.
const betweenVisits = 30 * time.Minute

// arrive logs what hello told: the connection, the page, the cart's token.
func (s *Server) arrive(ctx context.Context, v *caller, f visitorFrame) error {
	returning := !s.engine.Knows(v.shop.ID, v.visitor.ID)
	var past *zagaj.Past
	if returning && !v.fresh {
		known, err := s.store.Past(ctx, v.shop.ID, v.visitor.ID, s.now())
		if err != nil {
			return fmt.Errorf("earlier visits: %w", err)
		}
		if known.Visits = v.visitor.Visits; s.now().Sub(v.visitor.SeenAt) > betweenVisits {
			known.Visits++
		}
		past = &known
	}
	arms, err := s.store.ExposuresOf(ctx, v.shop.ID, v.visitor.ID)
	if err != nil {
		return fmt.Errorf("arms: %w", err)
	}
	events := []zagaj.Event{{Kind: zagaj.KindNet, Up: true, Until: v.visitor.QuietUntil, Known: v.visitor.SeenAt, Arms: arms, Past: past}, {Kind: zagaj.KindConsent, Up: f.Consent}, s.viewOf(v, f)}
	events[2].Browser = v.browser
	if !f.Visible {
		events = append(events, zagaj.Event{Kind: zagaj.KindTab, TabState: zagaj.TabHidden})
	}
	if f.Cart != "" {
		alias, err := s.cartAlias(ctx, v, f.Cart)
		if err != nil {
			return err
		}
		events = append(events, alias)
	}
	for _, ev := range events {
		if _, err := s.ingest(ctx, []zagaj.Event{s.complete(v, f, ev)}); err != nil {
			return err
		}
	}
	if returning {
		return s.adoptCart(ctx, zagaj.Event{ID: zagaj.EventID(s.newID()), Shop: v.shop.ID, Visitor: v.visitor.ID})
	}
	return nil
}
