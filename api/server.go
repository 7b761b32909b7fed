// Package api serves the product over HTTP: webhooks, the visitor's and the operator's sockets, the panel's
// routes and the built front ends.
//
// What it promises: a 2xx or an acknowledgement is written only after the store has committed; every error has a
// code from zagaj; no secret stands in an address or a log; a visitor's draft passes through memory only.
package api

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/api/live"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/triggers"
)

// Config is what a Server needs. All fields but Spool and Setup are required.
type Config struct {
	Store     *sql.Store
	Platforms plugin.Set
	Files     fs.FS // the built front ends: zagaj.js, widget/, panel/
	Now       func() zagaj.Instant
	Log       *slog.Logger
	PublicURL string // where browsers reach the server, without a slash at the end
	// Spool is the folder in which deliveries wait while the store is away; "" refuses them with 503 instead.
	Spool string
	// FreeBytes says how much the disk of the data can still take; nil, or errors.ErrUnsupported: not known.
	FreeBytes func() (int64, error)
	Keep      sql.Keep // how long data are kept where a shop has not said; the zero Keep is sql.DefaultKeep
	Epoch     string   // changes when the store was restored from a backup
	// SetupShop and SetupToken open /v1/panel/setup once; an empty token keeps it shut.
	SetupShop  zagaj.ShopID
	SetupToken string
	// Mailer may be nil: then invitations' links are shown only, and forgotten passwords are an owner's business.
	Mailer Mailer
	// Outward carries what goes to addresses that merchants and browsers have named; nil reaches public addresses only.
	Outward *http.Client
	// PictureHosts are hosts, their subdomains with them, from which pictures of goods are shown beside each shop's own domains.
	PictureHosts []string
	// Drawn answers the SVG of a product whose picture this process has drawn itself, by its address; it may be nil.
	Drawn func(address string) (svg []byte, ok bool)
	// KeyBurst is how many requests an API key may make at once; 0 is sixty.
	KeyBurst int
	// ShopBurst is how much of each kind of work a shop may ask for at once, and each of its visitors; 0 takes the shares of share.go and
	// a visitor's of limit.go.
	ShopBurst int
	// HookPatience is how long a delivery over the shop's share waits for its turn; 0 is a second and a half, below 0 none waits.
	HookPatience time.Duration
	// MessageBurst is how many messages a visitor may say at once; 0 is zagaj.MessagesPerWindow.
	MessageBurst int
	// MendEvery is how often platforms are asked whether our webhooks still stand; 0 is an hour.
	MendEvery time.Duration
	// Lines bounds how many sockets of visitors are open at one time.
	Lines Lines
	// SweepEvery is how often open sockets of operators are checked against the store, and visits against open sockets; 0 is fifteen seconds.
	SweepEvery time.Duration
	// AwayAfter is how long an operator may be without a line before availability ends; 0 is ten seconds.
	AwayAfter time.Duration
	// Provider is whom people may sign in with beside us; none by default.
	Provider ProviderConfig
	// TrustedProxies are the addresses or networks whose X-Forwarded-For is believed; none by default.
	TrustedProxies []string
	// HashCost is what the hash of a new password takes; ServiceCost when it is zero.
	HashCost HashCost
}

// Server is the product's HTTP side. Make it with New, start it with Run, serve Handler.
type Server struct {
	store       *sql.Store
	platforms   plugin.Set
	engine      *triggers.Engine
	desk        *desk.Desk
	drafts      *live.Drafts
	visitors    *live.Hub
	operators   *live.Hub
	talks       *talks
	presence    *presence
	changing    sync.Mutex // one change of settings at a time
	tallies     *tallies
	heads       *heads
	spool       *spool
	freeBytes   func() (int64, error)
	connections *connections
	shops       plugin.Doer
	backfills   *backfills
	repairing   sync.Map // of each connection whose webhooks were repaired: a *sync.Mutex
	mendEvery   time.Duration
	awayAfter   time.Duration
	sweepEvery  time.Duration
	incomplete  chan incomplete
	now         func() zagaj.Instant
	log         *slog.Logger
	publicURL   string
	epoch       string
	keep        sql.Keep
	setupShop   zagaj.ShopID
	setupHash   string
	hashCost    HashCost
	logins      *limiter
	sockets     *limiter // new lines of visitors, by an address
	crowd       *crowd   // open lines of visitors, by an address
	arrivals    *quota   // deliveries on their way
	lines       Lines
	resets      *limiter
	reaches     *limiter // addresses a visitor leaves
	codes       *limiter // letters with a code to an address
	guesses     *limiter // codes tried for a conversation
	posted      chan struct{}
	orders      orderGuard
	photos      *photoDesk
	goods       goods
	courier     *courier
	pusher      *pusher
	shares      shopLimits
	// hookPatience is Config's.
	hookPatience time.Duration
	hookDeadline deadline
	known        knownShops
	looks        *settled[zagaj.Look]
	settings     *settled[zagaj.DeskSettings] // of the desk
	keys         *limiter                     // requests by an API key
	says         *limiter                     // messages of a visitor
	asks         *limiter                     // frames and events of a visitor, see mayAsk
	wrongKeys    *limiter                     // wrong keys by an address
	wrongTokens  *limiter                     // visitors' tokens that nobody has, by an address
	mailer       Mailer
	passkeys     *webauthn.WebAuthn // nil where browsers have none
	provider     *provider          // nil when there is none
	later        chan func(context.Context)
	testing      chan struct{} // holds the one back-test that may run
	files        fs.FS
	router       *gin.Engine
}

// decodeLimit bounds the JSON body of a panel request.
const decodeLimit = 64 << 10

// Handler returns the whole HTTP side.
func (s *Server) Handler() http.Handler {
	// The panel's cookie routes refuse cross-site writes; webhooks and the visitor's routes carry no cookies.
	guard := http.NewCrossOriginProtection()
	guard.AddInsecureBypassPattern("/hooks/")
	guard.AddInsecureBypassPattern("/v1/visitor/")
	guard.AddInsecureBypassPattern(publicPrefix)
	return guard.Handler(s.router)
}

func (s *Server) newID() string { return uuid.Must(uuid.NewV7()).String() }

func (s *Server) routes() {
	r := s.router
	r.Use(gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, cause any) {
		s.log.Error("panic in a handler", "route", c.FullPath(), "cause", cause)
		c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"code": zagaj.CodeInternal, "message": "internal error"})
	}), fence, s.enforce)
	r.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"ok": true}) })
	r.GET("/readyz", s.wrap(s.ready))
	r.POST("/hooks/:platform/:installation", s.wrap(s.hook))
	r.GET("/hooks/:platform/:installation", s.wrap(s.registerApp))
	r.GET("/v1/visitor/socket", s.wrap(s.visitorSocket))
	r.POST("/v1/visitor/beacon", s.wrap(s.beacon))
	r.OPTIONS("/v1/visitor/photos/:id", s.wrap(s.photoPreflight))
	r.PUT("/v1/visitor/photos/:id", s.wrap(s.putPhoto))
	r.GET("/v1/visitor/photos/:id", s.wrap(s.getPhoto))
	p := r.Group("/v1/panel")
	p.POST("/setup", s.wrap(s.setup))
	p.POST("/login", s.wrap(s.login))
	p.POST("/logout", s.wrap(s.logout))
	s.peopleRoutes(p)
	p.GET("/me", s.signed(s.tellMe))
	p.GET("/start", s.signed(s.tellStart))
	p.GET("/socket", s.signed(s.operatorSocket))
	p.GET("/visitors", s.signed(s.listVisitors))
	p.GET("/visitors/:id/explain", s.signed(s.explain))
	p.POST("/visitors/:id/invite", s.signed(s.inviteVisitor))
	p.GET("/conversations", s.signed(s.listConversations))
	p.GET("/conversations/:id", s.signed(s.showConversation))
	p.GET("/conversations/:id/messages", s.signed(s.listMessages))
	p.POST("/conversations/:id/claim", s.signed(s.claim))
	p.POST("/conversations/:id/close", s.signed(s.closeConversation))
	p.POST("/conversations/:id/transfer", s.signed(s.transfer))
	p.POST("/conversations/:id/takeover", s.signed(s.takeOver))
	p.POST("/conversations/:id/call", s.signed(s.callAll))
	p.GET("/conversations/:id/calls", s.signed(s.listCalls))
	p.GET("/conversations/:id/watches", s.signed(s.listWatches))
	p.GET("/conversations/:id/label", s.signed(s.showLabel))
	p.PUT("/conversations/:id/label", s.signed(s.saveLabel))
	p.GET("/conversations/:id/notes", s.signed(s.listNotes))
	p.POST("/conversations/:id/notes", s.signed(s.addNote))
	p.GET("/conversations/:id/suggestions", s.signed(s.suggestAnswers))
	p.GET("/conversations/:id/filled", s.signed(s.fillAnswer))
	p.GET("/search", s.signed(s.searchMessages))
	p.GET("/queue", s.signed(s.showQueue))
	s.deskRoutes(p)
	s.endpointRoutes(p)
	s.keyRoutes(p)
	s.pushRoutes(p)
	s.publicRoutes()
	p.GET("/profiles", s.signed(s.listProfiles))
	p.PUT("/profiles/:id", s.managed(s.saveProfile))
	p.GET("/answers", s.signed(s.listAnswers))
	p.POST("/answers", s.signed(s.saveAnswer))
	p.DELETE("/answers/:id", s.signed(s.deleteAnswer))
	p.POST("/answers/:id/used", s.signed(s.useAnswer))
	s.ruleRoutes(p)
	s.reportRoutes(p)
	p.GET("/policy", s.signed(s.showPolicy))
	p.PUT("/policy", s.managed(s.savePolicy))
	p.GET("/experiments", s.signed(s.listExperiments))
	p.PUT("/experiments", s.managed(s.saveExperiment))
	p.GET("/experiments/size", s.signed(s.sizeExperiment))
	p.GET("/experiments/:id", s.signed(s.readExperiment))
	p.POST("/experiments/:id/end", s.managed(s.endExperiment))
	p.GET("/schedule", s.signed(s.showSchedule))
	p.PUT("/schedule", s.managed(s.saveSchedule))
	p.POST("/schedule/preview", s.signed(s.previewSchedule))
	p.GET("/shop", s.signed(s.showShop))
	p.PUT("/shop", s.managed(s.saveShop))
	s.installationRoutes(p)
	s.guideRoutes(p)
	s.lookRoutes(p)
	s.houseRoutes(p)
	p.GET("/quarantine", s.managed(s.listQuarantine))
	p.POST("/quarantine/:id/replay", s.managed(s.replay))
	p.DELETE("/quarantine/:id", s.managed(s.dropQuarantined))
	s.serveFiles()
}

// deskRoutes are about how conversations are run.
func (s *Server) deskRoutes(p *gin.RouterGroup) {
	p.GET("/conversations/:id/waits", s.signed(s.listWaits))
	p.GET("/conversations/:id/context", s.signed(s.conversationContext))
	p.GET("/conversations/:id/moods", s.signed(s.listMoods))
	p.GET("/conversations/:id/photos/:photo", s.signed(s.showPhoto))
	p.GET("/pictures", s.signed(s.showGoods))
	p.GET("/visitors/:id/context", s.signed(s.visitorContext))
	p.GET("/orders", s.signed(s.findOrders))
	p.GET("/questions", s.signed(s.listQuestions))
	p.PUT("/questions", s.managed(s.saveQuestions))
	p.GET("/promises", s.signed(s.listPromises))
	p.POST("/promises", s.signed(s.addPromise))
	p.POST("/promises/:id/keep", s.signed(s.keepPromise))
	p.POST("/promises/:id/give", s.signed(s.givePromise))
	p.GET("/response", s.signed(s.showResponse))
	p.GET("/desk", s.signed(s.showDeskSettings))
	p.PUT("/desk", s.managed(s.saveDeskSettings))
}

// peopleRoutes are about who may come in.
func (s *Server) peopleRoutes(p *gin.RouterGroup) {
	p.POST("/reset", s.wrap(s.askReset))
	p.POST("/reset/confirm", s.wrap(s.doReset))
	p.GET("/sign-in", s.wrap(s.tellSignIn))
	p.POST("/passkeys", s.wrap(s.askPasskey))
	p.POST("/passkeys/login", s.wrap(s.loginByPasskey))
	p.POST("/factors/passkeys", s.signed(s.beginPasskey))
	p.POST("/factors/passkeys/add", s.signed(s.addPasskey))
	p.GET("/provider", s.wrap(s.toProvider))
	p.GET("/provider/callback", s.wrap(s.fromProvider))
	p.POST("/me/confirm", s.signed(s.confirm))
	p.PUT("/me/password", s.signed(s.changePassword))
	p.GET("/sessions", s.signed(s.listSessions))
	p.DELETE("/sessions", s.signed(s.revokeOthers))
	p.DELETE("/sessions/:id", s.signed(s.revokeSession))
	p.GET("/factors", s.signed(s.listFactors))
	p.POST("/factors/totp", s.signed(s.beginTOTP))
	p.POST("/factors/totp/confirm", s.signed(s.confirmTOTP))
	p.POST("/factors/recovery", s.signed(s.newRecovery))
	p.DELETE("/factors/:id", s.signed(s.deleteFactor))
	p.GET("/people", s.signed(s.listPeople))
	p.PUT("/people/:id", s.signed(s.savePerson))
	p.DELETE("/people/:id/sessions", s.signed(s.signOutPerson))
	p.GET("/invitations", s.signed(s.listInvitations))
	p.POST("/invitations", s.signed(s.invite))
	p.POST("/invitations/accept", s.wrap(s.join))
	p.DELETE("/invitations/:id", s.signed(s.deleteInvitation))
	p.GET("/privacy", s.signed(s.showPrivacy))
	p.GET("/audit", s.signed(s.listAudit))
}

func (s *Server) ready(c *gin.Context) error {
	if err := s.store.Ready(c.Request.Context()); err != nil {
		s.log.Warn("not ready", "error", err)
		return zagaj.E(zagaj.CodeUnavailable, "the database does not answer, or cannot keep what is written")
	}
	answer := gin.H{"ok": true, "epoch": s.epoch}
	if left := s.roomLeft(); left != nil {
		answer["disk"] = left
	}
	c.JSON(http.StatusOK, answer)
	return nil
}

// decode reads a strict JSON body: unknown and duplicate keys are errors, so that a typo is never silently ignored.
func decode(c *gin.Context, into any) error {
	body := http.MaxBytesReader(c.Writer, c.Request.Body, decodeLimit)
	err := json.UnmarshalRead(body, into, json.RejectUnknownMembers(true))
	if err != nil {
		return zagaj.E(zagaj.CodeInvalid, "the body is not the JSON this route takes")
	}
	return nil
}

func clip(s string, runes int) string {
	r := []rune(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD"))
	return string(r[:min(len(r), runes)])
}

// networkOf is what counts as one place: an address of IPv4, or a /64 of IPv6, because one customer owns one. It is the zero Addr
// when ip is no address.
func networkOf(ip string) netip.Addr {
	addr, err := netip.ParseAddr(ip)
	if addr = addr.Unmap(); err != nil || addr.Is4() {
		return addr
	}
	prefix, _ := addr.Prefix(64)
	return prefix.Addr()
}

// network is the key of an address for rate limits.
func network(ip string) string {
	if addr := networkOf(ip); addr.Is6() {
		return netip.PrefixFrom(addr, 64).String()
	}
	return ip
}

// loginEvery and loginBurst allow ten sign-in tries in fifteen minutes a person and an address.
const (
	loginEvery = 90 * time.Second
	loginBurst = 10
	// A new password is asked for three times an hour, by an address and for an address.
	resetEvery = 20 * time.Minute
	resetBurst = 3
)
