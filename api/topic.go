package api

import (
	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// topicKind is what a topic on the bus between sockets is about. Visitors' and operators' sockets hang on two hubs, and no kind
// serves both.
type topicKind string

// The kinds. Each needs a line in topicPolicies.
const (
	visitorKind   topicKind = "v" // one visitor's tabs
	pageKind      topicKind = "s" // all visitors of a shop
	operatorsKind topicKind = "o" // all operators of a shop
	watchKind     topicKind = "w" // who watches what is typed in one conversation
	personKind    topicKind = "p" // one operator's sockets
	sessionKind   topicKind = "z" // the sockets of one session
)

// topicPolicies is the one table of who may hear what. A kind that is not here is heard by nobody, and a test fails.
var topicPolicies = map[topicKind]access{
	visitorKind:   anybody, // that visitor, by the token
	pageKind:      anybody, // who came by the shop's key
	operatorsKind: mayView,
	watchKind:     mayTalk,
	personKind:    mayView, // one's own
	sessionKind:   mayView, // one's own
}

// topic is where frames are published. It names its shop; a session's is found by the session alone, which is a secret's hash.
type topic struct {
	kind topicKind
	shop zagaj.ShopID
	of   string // whom or what it is about; "" for all of the shop
}

func (t topic) String() string {
	switch {
	case t.kind == sessionKind:
		return string(t.kind) + ":" + t.of
	case t.of == "":
		return string(t.kind) + ":" + string(t.shop)
	}
	return string(t.kind) + ":" + string(t.shop) + ":" + t.of
}

func visitorTopic(shop zagaj.ShopID, v zagaj.VisitorID) topic {
	return topic{visitorKind, shop, string(v)}
}
func shopTopic(shop zagaj.ShopID) topic      { return topic{pageKind, shop, ""} }
func operatorsTopic(shop zagaj.ShopID) topic { return topic{operatorsKind, shop, ""} }
func watchTopic(shop zagaj.ShopID, id zagaj.ConversationID) topic {
	return topic{watchKind, shop, string(id)}
}
func personTopic(o zagaj.Operator) topic { return topic{personKind, o.Shop, string(o.ID)} }
func sessionTopic(hash string) topic     { return topic{sessionKind, "", hash} }

// mayHear reports whether a socket may be put on a topic. Whose the socket is was decided by a token or a session; nothing that a
// frame says counts here.
func mayHear(who any, t topic) bool {
	least := topicPolicies[t.kind]
	switch w := who.(type) {
	case *caller:
		return least == anybody && t.shop == w.shop.ID && (t.kind != visitorKind || t.of == string(w.visitor.ID))
	case *colleague:
		switch {
		case least == anybody || !may(w.operator, least):
			return false
		case t.kind == sessionKind:
			return t.of == w.hash
		case t.kind == personKind && t.of != string(w.operator.ID):
			return false
		}
		return t.shop == w.operator.Shop
	}
	return false
}

// listen puts a socket on a topic that it may hear; there is no other way onto one.
func (s *Server) listen(sess *live.Session, t topic) {
	if !mayHear(sess.Value, t) {
		s.log.Error("a socket was kept off a topic", "kind", t.kind, "shop", t.shop)
		return
	}
	sess.Join(t.String())
}

// publish sends a frame to all on a topic; nothing is written for nobody.
func (s *Server) publish(hub *live.Hub, t topic, frame zagaj.Frame) {
	name := t.String()
	if hub.Listeners(name) == 0 {
		return
	}
	if raw, ok := s.written(frame); ok {
		hub.Publish(name, raw)
	}
}
