package api

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// access is how much somebody may do in a shop. Each level includes the ones before it.
type access int

// The levels. The zero value is no level at all: a route or frame without a policy lets nobody in.
const (
	noPolicy access = iota
	anybody         // no session: the route checks a signature or a token itself, or gives nothing away
	mayView         // read what the shop has stored
	mayTalk         // answer visitors, see what they are typing
	maySet          // change the shop's settings and people
	mayOwn          // what only owners do
)

// ranks says what each role may do; see docs/threat-model.md.
var ranks = map[zagaj.OperatorRole]access{
	zagaj.RoleViewer: mayView, zagaj.RoleConsultant: mayTalk, zagaj.RoleAdmin: maySet, zagaj.RoleOwner: mayOwn,
}

// policies is the one table of who may use which route. A route that is not here answers nobody, and a test fails.
var policies = map[string]access{
	"GET /healthz":                             anybody,
	"GET /readyz":                              anybody,
	"GET /":                                    anybody,
	"GET /zagaj.js":                            anybody,
	"GET /push-worker.js":                      anybody,
	"GET /widget/*name":                        anybody,
	"GET /panel":                               anybody,
	"GET /panel/*name":                         anybody,
	"POST /hooks/:platform/:installation":      anybody, // the adapter verifies the signature
	"GET /hooks/:platform/:installation":       anybody, // the same: a platform registers its app
	"GET /v1/visitor/socket":                   anybody, // the token in the first frame decides
	"POST /v1/visitor/beacon":                  anybody, // the token in the body decides
	"OPTIONS /v1/visitor/photos/:id":           anybody, // gives nothing away
	"PUT /v1/visitor/photos/:id":               anybody, // the token in the header decides
	"GET /v1/visitor/photos/:id":               anybody, // the token in the header decides
	"POST /v1/panel/setup":                     anybody, // the one-time token decides
	"POST /v1/panel/login":                     anybody,
	"POST /v1/panel/logout":                    anybody,
	"POST /v1/panel/reset":                     anybody,
	"POST /v1/panel/reset/confirm":             anybody, // the link's token decides
	"POST /v1/panel/invitations/accept":        anybody, // the link's token decides
	"GET /v1/panel/sign-in":                    anybody, // names nobody
	"POST /v1/panel/passkeys":                  anybody, // names nobody
	"POST /v1/panel/passkeys/login":            anybody, // the device's signature decides
	"POST /v1/panel/factors/passkeys":          mayView, // one's own
	"POST /v1/panel/factors/passkeys/add":      mayView,
	"GET /v1/panel/connect":                    anybody, // a ticket in this browser's cookie, and what the platform has signed
	"GET /v1/panel/connect/:id":                anybody, // what the platform has signed
	"POST /v1/panel/handshake/code":            anybody, // a code that counts once, and the proof that goes with it
	"GET /v1/panel/provider":                   anybody, // goes to the provider
	"GET /v1/panel/provider/callback":          anybody, // what the provider has signed decides
	"POST /v1/panel/me/confirm":                mayView,
	"PUT /v1/panel/me/password":                mayView,
	"GET /v1/panel/sessions":                   mayView, // one's own
	"DELETE /v1/panel/sessions":                mayView,
	"DELETE /v1/panel/sessions/:id":            mayView,
	"GET /v1/panel/factors":                    mayView, // one's own
	"POST /v1/panel/factors/totp":              mayView,
	"POST /v1/panel/factors/totp/confirm":      mayView,
	"POST /v1/panel/factors/recovery":          mayView,
	"DELETE /v1/panel/factors/:id":             mayView,
	"GET /v1/panel/people":                     mayView,
	"PUT /v1/panel/people/:id":                 maySet,
	"DELETE /v1/panel/people/:id/sessions":     maySet,
	"GET /v1/panel/invitations":                maySet,
	"POST /v1/panel/invitations":               maySet,
	"DELETE /v1/panel/invitations/:id":         maySet,
	"GET /v1/panel/audit":                      maySet,
	"GET /v1/panel/privacy":                    mayView,
	"GET /v1/panel/me":                         mayView,
	"GET /v1/panel/start":                      mayView,
	"GET /v1/panel/socket":                     mayView, // each frame has its own policy
	"GET /v1/panel/visitors":                   mayView,
	"GET /v1/panel/visitors/:id/explain":       mayView,
	"POST /v1/panel/visitors/:id/invite":       mayTalk,
	"GET /v1/panel/conversations":              mayView,
	"GET /v1/panel/conversations/:id":          mayView,
	"GET /v1/panel/answers":                    mayView,
	"GET /v1/panel/rules":                      mayView,
	"GET /v1/panel/schedule":                   mayView,
	"POST /v1/panel/schedule/preview":          mayView, // reads nothing, changes nothing
	"GET /v1/panel/shop":                       mayView,
	"GET /v1/panel/installations":              maySet,
	"POST /v1/panel/installations":             maySet,
	"POST /v1/panel/handshake":                 maySet,
	"GET /v1/panel/quarantine":                 maySet,
	"POST /v1/panel/quarantine/:id/replay":     maySet,
	"DELETE /v1/panel/quarantine/:id":          maySet,
	"PUT /v1/panel/rules":                      maySet,
	"PUT /v1/panel/schedule":                   maySet,
	"POST /v1/panel/rules/test":                maySet,
	"POST /v1/panel/rules/check":               maySet,
	"DELETE /v1/panel/rules/:id":               maySet,
	"GET /v1/panel/rules/changes":              mayView,
	"GET /v1/panel/reports":                    mayView,
	"GET /v1/panel/reports/hours":              mayView,
	"GET /v1/panel/reports/staffing":           mayView,
	"GET /v1/panel/policy":                     mayView,
	"PUT /v1/panel/policy":                     maySet,
	"GET /v1/panel/experiments":                mayView,
	"PUT /v1/panel/experiments":                maySet,
	"GET /v1/panel/experiments/size":           mayView,
	"GET /v1/panel/experiments/:id":            mayView,
	"POST /v1/panel/experiments/:id/end":       maySet,
	"PUT /v1/panel/shop":                       maySet,
	"POST /v1/panel/answers":                   mayTalk,
	"DELETE /v1/panel/answers/:id":             mayTalk,
	"POST /v1/panel/answers/:id/used":          mayTalk,
	"POST /v1/panel/conversations/:id/claim":   mayTalk,
	"POST /v1/panel/conversations/:id/close":   mayTalk,
	"GET /v1/panel/conversations/:id/messages": mayView,

	"PUT /v1/panel/installations/:id":               maySet,
	"POST /v1/panel/installations/:id/secret":       maySet,
	"DELETE /v1/panel/installations/:id/secret":     maySet,
	"POST /v1/panel/installations/:id/authorize":    maySet,
	"POST /v1/panel/installations/:id/check":        maySet,
	"POST /v1/panel/installations/:id/repair":       maySet,
	"POST /v1/panel/installations/:id/backfill":     maySet,
	"GET /v1/panel/installations/:id/backfill":      maySet,
	"POST /v1/panel/conversations/:id/transfer":     mayTalk, // who holds it; others need maySet
	"POST /v1/panel/conversations/:id/takeover":     maySet,
	"POST /v1/panel/conversations/:id/call":         mayTalk, // who holds it, or anybody while it waits; others need maySet
	"GET /v1/panel/conversations/:id/calls":         mayView,
	"GET /v1/panel/conversations/:id/label":         mayView,
	"PUT /v1/panel/conversations/:id/label":         mayTalk,
	"GET /v1/panel/conversations/:id/notes":         mayView,
	"POST /v1/panel/conversations/:id/notes":        mayTalk,
	"GET /v1/panel/conversations/:id/suggestions":   mayTalk,
	"GET /v1/panel/conversations/:id/filled":        mayTalk,
	"GET /v1/panel/search":                          mayView,
	"GET /v1/panel/conversations/:id/watches":       mayView,
	"GET /v1/panel/queue":                           mayView,
	"GET /v1/panel/conversations/:id/waits":         mayView,
	"GET /v1/panel/conversations/:id/context":       mayView,
	"GET /v1/panel/conversations/:id/moods":         mayTalk,
	"GET /v1/panel/conversations/:id/photos/:photo": mayView,
	"GET /v1/panel/pictures":                        mayView,
	"GET /v1/panel/visitors/:id/context":            mayView,
	"GET /v1/panel/orders":                          mayTalk,
	"GET /v1/panel/questions":                       mayView,
	"PUT /v1/panel/questions":                       maySet,
	"GET /v1/panel/promises":                        mayView,
	"POST /v1/panel/promises":                       mayTalk,
	"POST /v1/panel/promises/:id/keep":              mayTalk,
	"POST /v1/panel/promises/:id/give":              mayTalk, // to oneself; who has it gives it on, others need maySet
	"GET /v1/panel/response":                        mayView,
	"GET /v1/panel/desk":                            mayView,
	"PUT /v1/panel/desk":                            maySet,
	"GET /v1/panel/profiles":                        mayView,
	"PUT /v1/panel/profiles/:id":                    maySet,

	"GET /v1/panel/push-worker":                               maySet,
	"GET /v1/panel/guide":                                     maySet,
	"PUT /v1/panel/guide":                                     maySet,
	"GET /v1/panel/retention":                                 maySet,
	"PUT /v1/panel/retention":                                 maySet,
	"GET /v1/panel/person":                                    maySet,
	"DELETE /v1/panel/person":                                 maySet,
	"GET /v1/panel/petitions":                                 maySet,
	"GET /v1/panel/petitions/:id/file":                        maySet,
	"GET /v1/panel/letters":                                   maySet,
	"GET /v1/panel/shifts":                                    mayView,
	"PUT /v1/panel/shifts":                                    maySet,
	"GET /v1/panel/look":                                      mayView,
	"PUT /v1/panel/look":                                      maySet,
	"PUT /v1/panel/me/photo":                                  mayTalk, // one's own
	"DELETE /v1/panel/me/photo":                               mayTalk,
	"GET /faces/:shop/:digest":                                anybody, // visitors see these faces anyway; the digest cannot be guessed
	"DELETE /v1/panel/demo":                                   mayOwn,
	"GET /v1/panel/push":                                      mayTalk, // one's own
	"POST /v1/panel/push":                                     mayTalk,
	"DELETE /v1/panel/push/subscriptions/:id":                 mayTalk,
	"POST /v1/panel/push/test":                                mayTalk,
	"POST /v1/panel/push/heard":                               mayTalk,
	"GET /v1/panel/keys":                                      maySet,
	"POST /v1/panel/keys":                                     maySet,
	"DELETE /v1/panel/keys/:id":                               maySet,
	"GET /v1/panel/endpoints":                                 maySet,
	"POST /v1/panel/endpoints":                                maySet,
	"PUT /v1/panel/endpoints/:id":                             maySet,
	"DELETE /v1/panel/endpoints/:id":                          maySet,
	"POST /v1/panel/endpoints/:id/secret":                     maySet,
	"POST /v1/panel/endpoints/:id/test":                       maySet,
	"GET /v1/panel/endpoints/:id/deliveries":                  maySet,
	"POST /v1/panel/endpoints/:id/deliveries/:delivery/retry": maySet,
}

// dangerous lists the routes that a session left open at a desk may not use: the person must have proved who they are
// within confirmedFor.
var dangerous = map[string]bool{
	"PUT /v1/panel/me/password": true, "POST /v1/panel/factors/totp": true, "POST /v1/panel/factors/recovery": true, "POST /v1/panel/factors/passkeys": true,
	"DELETE /v1/panel/factors/:id": true, "PUT /v1/panel/people/:id": true, "DELETE /v1/panel/people/:id/sessions": true,
	"POST /v1/panel/invitations": true, "DELETE /v1/panel/demo": true,
	"GET /v1/panel/person": true, "DELETE /v1/panel/person": true, "GET /v1/panel/petitions/:id/file": true,
	// Whoever has a connection's secret sends carts and orders, and says who a visitor is; a shorter keeping erases at once.
	"POST /v1/panel/installations": true, "POST /v1/panel/handshake": true, "POST /v1/panel/installations/:id/secret": true, "PUT /v1/panel/retention": true,
	// What carries conversations out of the house for good.
	"POST /v1/panel/keys": true, "POST /v1/panel/endpoints": true, "PUT /v1/panel/endpoints/:id": true, "POST /v1/panel/endpoints/:id/secret": true,
}

// operatorFrames says who may send which frame over the panel's socket.
var operatorFrames = map[string]access{
	"hello": mayView, "resume": mayView, "available": mayTalk, "watch": mayTalk, "say": mayTalk, "typing": mayTalk,
	"seen": mayTalk, "heard": mayTalk, "photo_ask": mayTalk,
}

// visitorFrames lists what a visitor may send. The socket's token decides whose visit and conversation it concerns.
var visitorFrames = map[string]access{
	"hello": anybody, "page": anybody, "tab": anybody, "pulse": anybody, "cart": anybody, "shown": anybody, "dismiss": anybody,
	"accept": anybody, "open": anybody, "say": anybody, "resume": anybody, "d": anybody, "ds": anybody, "peek": anybody, "bye": anybody, "rate": anybody, "identify": anybody,
	"reach": anybody, "push": anybody, "transcript": anybody, "code": anybody, "call": anybody,
	"questions": anybody, "tap": anybody, "order": anybody,
}

func may(o zagaj.Operator, least access) bool { return least != noPolicy && ranks[o.Role] >= least }

var errNotAllowed = zagaj.E(zagaj.CodeForbidden, "your role does not allow this")

// signedIn is who a request comes from.
type signedIn struct {
	operator zagaj.Operator
	session  zagaj.Session
}

// signedInKey is where enforce leaves it for the handler.
const signedInKey = "signed in"

// enforce looks the route up in the table before any handler runs.
func (s *Server) enforce(c *gin.Context) {
	route := c.Request.Method + " " + c.FullPath()
	if c.FullPath() == "" { // no such route: the router answers 404
		return
	}
	if strings.HasPrefix(c.FullPath(), publicPrefix) {
		s.wrap(s.enforceKey)(c)
		return
	}
	least := policies[route]
	if least == anybody {
		return
	}
	s.wrap(func(c *gin.Context) error {
		who, err := s.person(c.Request.Context(), c.Request)
		if err != nil {
			return err
		}
		if !may(who.operator, least) {
			return errNotAllowed
		}
		if err := s.shares.takes(panelWork, who.operator.Shop, s.now()); err != nil {
			return err
		}
		if dangerous[route] && s.now().Sub(who.session.ConfirmedAt) > confirmedFor {
			return zagaj.E(zagaj.CodeConfirm, "please prove again who you are")
		}
		c.Set(signedInKey, who)
		return nil
	})(c)
}

// signed wraps a panel route: the handler gets the operator whom enforce has let in.
func (s *Server) signed(h func(*gin.Context, zagaj.Operator) error) gin.HandlerFunc {
	return s.wrap(func(c *gin.Context) error {
		who, ok := s.who(c)
		if !ok {
			return errSignIn
		}
		return h(c, who.operator)
	})
}

// who returns whom enforce has let in.
func (s *Server) who(c *gin.Context) (signedIn, bool) {
	v, _ := c.Get(signedInKey)
	who, ok := v.(signedIn)
	return who, ok
}

// managed is signed; it says in the list of routes that admins change something there.
func (s *Server) managed(h func(*gin.Context, zagaj.Operator) error) gin.HandlerFunc {
	return s.signed(h)
}

// Route is one line of the policy table, for tests and for the matrix of who may do what.
type Route struct {
	Method, Path string
	Least        zagaj.OperatorRole // "" when nobody needs to be signed in
	Scope        zagaj.KeyScope     // of the API key it needs, "" when none opens it
	Known        bool               // false: the table has no line for it, and it answers nobody
	Dangerous    bool               // asks again who is there
}

// Routes returns every registered route with its policy.
func (s *Server) Routes() []Route {
	role := map[access]zagaj.OperatorRole{}
	for r, a := range ranks {
		role[a] = r
	}
	var out []Route
	for _, r := range s.router.Routes() {
		least, scope := policies[r.Method+" "+r.Path], keyPolicies[r.Method+" "+r.Path]
		out = append(out, Route{Method: r.Method, Path: r.Path, Least: role[least], Scope: scope, Known: least != noPolicy || scope != "",
			Dangerous: dangerous[r.Method+" "+r.Path]})
	}
	return out
}
