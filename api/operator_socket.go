package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// operatorFrame is every frame the panel may send; T says which fields count.
type operatorFrame struct {
	T            string               `json:"t"`
	After        any                  `json:"after"` // hello: conversation → seq; resume: seq
	Conversation zagaj.ConversationID `json:"conversation"`
	On           bool                 `json:"on"`
	ID           zagaj.MessageID      `json:"id"`
	Text         string               `json:"text"`
	Epoch        string               `json:"epoch"`
	Alarms       bool                 `json:"alarms"` // hello: the panel confirms alarms with heard
	Seq          int64                `json:"seq"`    // heard: as in the alarm
	Round        int                  `json:"round"`
	Step         zagaj.AlarmStep      `json:"step"`
}

// colleague is one operator's socket. The read loop owns it.
type colleague struct {
	operator zagaj.Operator
	hash     string                          // of the session; with it the operator is read anew on every frame
	watching map[zagaj.ConversationID]string // → the id of the record that says so
}

func (s *Server) operatorSocket(c *gin.Context, o zagaj.Operator) error {
	if !sameOrigin(c.Request) {
		return zagaj.E(zagaj.CodeForbidden, "another site may not open this socket")
	}
	who, _ := s.who(c)
	return s.operators.Serve(c.Writer, c.Request, &colleague{operator: o, hash: who.session.TokenHash, watching: map[zagaj.ConversationID]string{}})
}

// sameOrigin reports whether the Origin header names the host that was asked. Cookies alone do not prove that the
// panel opened a socket: any page can.
func sameOrigin(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && origin.Host != "" && origin.Host == r.Host
}

func (s *Server) operatorSaid(sess *live.Session, raw []byte) {
	o, ok := sess.Value.(*colleague)
	if !ok {
		return
	}
	var f operatorFrame
	if err := json.Unmarshal(raw, &f); err != nil {
		s.refuse(sess, zagaj.E(zagaj.CodeInvalid, "not a frame"), "")
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	who, err := s.personOf(ctx, o.hash)
	o.operator = who.operator
	if zagaj.CodeOf(err) == zagaj.CodeUnauthorized {
		sess.Close(closeSignedOut, "please sign in")
		return
	}
	if err == nil {
		err = s.operatorFrame(ctx, sess, o, f)
	}
	if err != nil {
		s.refuse(sess, err, string(f.ID))
	}
}

const closeSignedOut = 4001

func (s *Server) operatorFrame(ctx context.Context, sess *live.Session, o *colleague, f operatorFrame) error {
	shop := o.operator.Shop
	least, known := operatorFrames[f.T]
	if !known {
		return nil // a kind that a newer panel knows
	}
	if !may(o.operator, least) {
		return errNotAllowed
	}
	switch f.T {
	case "hello":
		return s.greetOperator(ctx, sess, o, f)
	case "available":
		return s.desk.SetAvailable(ctx, shop, o.operator.ID, f.On)
	case "watch":
		return s.watch(ctx, sess, o, f.Conversation, f.On)
	case "say":
		return s.operatorSays(ctx, sess, o, f)
	case "typing":
		return s.tellTyping(ctx, o, f)
	case "photo_ask":
		return s.askForPhoto(ctx, sess, o, f)
	case "seen":
		return s.seen(ctx, o, f.Conversation)
	case "heard":
		return s.heard(ctx, o, f)
	case "resume":
		after, _ := f.After.(float64)
		return s.resumeTail(ctx, sess, shop, "", f.Conversation, int64(after), f.Epoch)
	}
	return nil
}

func (s *Server) greetOperator(ctx context.Context, sess *live.Session, o *colleague, f operatorFrame) error {
	shop, err := s.store.Shop(ctx, o.operator.Shop)
	if err != nil {
		return err
	}
	sess.Ready()
	s.listen(sess, operatorsTopic(shop.ID))
	if err := s.desk.LineUp(ctx, shop.ID, o.operator.ID); err != nil {
		return err
	}
	if f.Alarms {
		s.desk.Hears(shop.ID, o.operator.ID)
	}
	open, _ := s.engine.Open(shop.ID)
	s.send(sess, zagaj.OperatorWelcome{Operator: o.operator, Shop: shop, Epoch: s.epoch, Open: open,
		Available: s.desk.IsAvailable(shop.ID, o.operator.ID)})
	s.send(sess, zagaj.VisitorsFrame{Visitors: orEmpty(s.engine.Visits(shop.ID))})
	seats, err := s.desk.Seats(ctx, shop.ID)
	if err != nil {
		return err
	}
	s.send(sess, zagaj.OperatorsFrame{Operators: orEmpty(seats)})
	if err := s.sendCalls(ctx, sess, shop.ID); err != nil {
		return err
	}
	cursors, _ := f.After.(map[string]any)
	for id, after := range cursors {
		n, _ := after.(float64)
		if err := s.resumeOne(ctx, sess, shop.ID, zagaj.ConversationID(id), int64(n), f.Epoch); zagaj.CodeOf(err) == zagaj.CodeInternal {
			return err
		}
	}
	return nil
}

// resumeOne is one of the conversations that a hello asks for. Each has a frame's time of its own: it waits for the one before to be taken.
func (s *Server) resumeOne(ctx context.Context, sess *live.Session, shop zagaj.ShopID, id zagaj.ConversationID, after int64, epoch string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), frameWithin)
	defer cancel()
	return s.resumeTail(ctx, sess, shop, "", id, after, epoch)
}

func (s *Server) operatorSays(ctx context.Context, sess *live.Session, o *colleague, f operatorFrame) error {
	m, err := s.desk.Say(ctx, zagaj.Message{ID: zagaj.MessageID(clip(string(f.ID), 64)), Shop: o.operator.Shop,
		Conversation: f.Conversation, Role: zagaj.RoleOperator, Author: string(o.operator.ID), Name: o.operator.Name, Text: cleanText(f.Text)})
	if err != nil {
		return err
	}
	s.said(sess, m)
	return nil
}

func (s *Server) tellTyping(ctx context.Context, o *colleague, f operatorFrame) error {
	conv, err := s.store.Conversation(ctx, o.operator.Shop, f.Conversation)
	if err != nil {
		return err
	}
	s.publish(s.visitors, visitorTopic(conv.Shop, conv.Visitor), zagaj.TypingFrame{On: f.On})
	return nil
}

// operatorGone stops the watches of a closed socket. Availability ends when the last socket of the person closes.
func (s *Server) operatorGone(sess *live.Session) {
	o, ok := sess.Value.(*colleague)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.awayUnlessBack(ctx, o.operator)
	for id := range o.watching {
		conv, err := s.store.Conversation(ctx, o.operator.Shop, id)
		if err := s.endWatch(ctx, o, id); err != nil {
			s.log.Warn("end a watch", "error", err)
		}
		if err == nil && s.drafts.Watch(id, false) {
			s.publish(s.visitors, visitorTopic(conv.Shop, conv.Visitor), zagaj.WatchFrame{})
		}
	}
}

func (s *Server) operatorCame(sess *live.Session) {
	if o, ok := sess.Value.(*colleague); ok {
		s.listen(sess, personTopic(o.operator))
		s.listen(sess, sessionTopic(o.hash))
	}
}

// awayAfter is how long a person may be without a socket (a reload, a flap) before availability ends.
const awayAfter = 10 * time.Second

// awayUnlessBack gives nobody more to somebody whose last socket closed, and ends the availability of who does not come back.
func (s *Server) awayUnlessBack(ctx context.Context, o zagaj.Operator) {
	hasLine := func() bool { return s.operators.Listeners(personTopic(o).String()) > 0 }
	if hasLine() {
		return
	}
	fall := s.desk.LineDown(o.Shop, o.ID)
	if hasLine() { // another one came up meanwhile, perhaps before this one counted as down
		if err := s.desk.LineUp(ctx, o.Shop, o.ID); err != nil {
			s.log.Warn("back", "operator", o.ID, "error", err)
		}
		return
	}
	time.AfterFunc(s.awayAfter, func() {
		// Who has come back and is gone again, as by a second reload, has all of the time once more.
		if hasLine() || !s.desk.IsDown(o.Shop, o.ID, fall) {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := s.desk.Gone(ctx, o.Shop, o.ID); err != nil {
			s.log.Warn("away", "operator", o.ID, "error", err)
		}
	})
}
