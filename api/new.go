package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/api/live"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/triggers"
)

// Buffers of frames, and bytes, a slow reader may fall behind before it is cut and resumes from the store.
const (
	visitorBuffer  = 32
	visitorBytes   = 256 << 10
	operatorBuffer = 512     // who stops for 30 ms while 14,000 messages a second are said (`make bench`) is not slow
	operatorBytes  = 8 << 20 // the list of a shop's visitors is told each second
	// Visitors wait for who fell asleep with the lid: an operator's line is asked sooner than a visitor's.
	operatorPing    = 10 * time.Second
	operatorSilence = 25 * time.Second
	// replayWindow is how far back the log is replayed at start: a visit ends 30 minutes after its last sign of life,
	// and the longest fact a live visit carries from before is a cart of the same day.
	replayWindow = 24 * time.Hour
)

// New wires the server and reads every shop's configuration. It fails when the store does.
func New(ctx context.Context, c Config) (*Server, error) {
	gin.SetMode(gin.ReleaseMode)
	if c.Keep == (sql.Keep{}) {
		c.Keep = sql.DefaultKeep()
	}
	s := &Server{keep: c.Keep, store: c.Store, platforms: c.Platforms, now: c.Now, log: c.Log, publicURL: c.PublicURL, epoch: c.Epoch,
		files: c.Files, setupShop: c.SetupShop, hashCost: cmp.Or(c.HashCost, ServiceCost()), drafts: live.NewDrafts(c.Now), router: gin.New(),
		talks:       newTalks(),
		presence:    &presence{dirty: map[zagaj.ShopID]bool{}, told: map[zagaj.ShopID]bool{}},
		connections: newConnections(), backfills: newBackfills(), mendEvery: cmp.Or(c.MendEvery, mendEvery), awayAfter: cmp.Or(c.AwayAfter, awayAfter), sweepEvery: cmp.Or(c.SweepEvery, revokeEvery), incomplete: make(chan incomplete, completeQueue), tallies: newTallies(uuid.NewString()),
		heads:  &heads{told: map[zagaj.ConversationID]head{}},
		logins: newLimiter(loginEvery, loginBurst), sockets: newLimiter(time.Second/5, 60), resets: newLimiter(resetEvery, resetBurst),
		reaches: newLimiter(reachEvery, reachBurst), codes: newLimiter(codeEvery, 1), guesses: newLimiter(codeLife, codeTries),
		orders: newOrderGuard(), photos: newPhotoDesk(), arrivals: newArrivals(),
		posted: make(chan struct{}, 1), mailer: c.Mailer, later: make(chan func(context.Context), laterQueue), testing: make(chan struct{}, 1)}
	s.looks, s.settings = newSettled(c.Now, c.Store.Look), newSettled(c.Now, c.Store.DeskSettings)
	if c.Outward == nil {
		c.Outward = egress.New(egress.Config{})
	}
	s.goods = newGoods(c)
	s.courier, s.pusher = newCourier(c.Outward), &pusher{queue: make(chan pushJob, pushQueue)}
	s.hookPatience, s.hookDeadline.within = cmp.Or(c.HookPatience, hookPatience), hookWithin
	s.shops, s.shares = c.Outward, newShopLimits(c.ShopBurst)
	said := cmp.Or(c.MessageBurst, zagaj.MessagesPerWindow)
	s.says, s.asks = newLimiter(zagaj.MessageWindow*time.Second/time.Duration(said), said), newLimiter(askEvery, cmp.Or(c.ShopBurst, askBurst))
	s.keys, s.wrongKeys = newLimiter(keyEvery, cmp.Or(c.KeyBurst, keyBurst)), newLimiter(wrongKeyEvery, wrongKeyBurst)
	s.wrongTokens = newLimiter(wrongTokenEvery, wrongTokenBurst)
	s.lines, s.freeBytes = c.Lines.orOurs(), c.FreeBytes
	s.crowd = &crowd{most: s.lines.Address, open: map[place]int32{}}
	if c.SetupToken != "" {
		s.setupHash = hashToken(c.SetupToken)
	}
	var err error
	if s.passkeys, err = newPasskeys(c.PublicURL); err != nil {
		return nil, err
	}
	s.provider = newProvider(c.Provider, c.PublicURL)
	if s.spool, err = newSpool(c.Spool, c.Log); err != nil {
		return nil, err
	}
	s.router.RedirectTrailingSlash = false
	if err := s.router.SetTrustedProxies(c.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	out := outlet{s}
	s.desk = desk.New(desk.Config{Store: c.Store, Now: c.Now, NewID: s.newID, Notify: out})
	s.engine = triggers.NewEngine(triggers.EngineConfig{Now: c.Now, Desk: out, Log: c.Log})
	s.hubs()
	s.routes()
	shops, err := c.Store.Shops(ctx)
	if err != nil {
		return nil, fmt.Errorf("shops: %w", err)
	}
	for _, shop := range shops {
		if err := s.restore(ctx, shop.ID); err != nil {
			return nil, err
		}
		if err := s.LoadShop(ctx, shop.ID); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Server) hubs() {
	s.visitors = live.NewHub(live.Config{Name: "visitors", MaxFrame: zagaj.MaxVisitorFrame, Buffer: visitorBuffer, Bytes: visitorBytes, Log: s.log,
		// Which origins may come depends on the shop, which the first frame names: greet decides.
		CheckOrigin: func(*http.Request) bool { return true }, OnFrame: s.visitorSaid, OnClose: s.visitorGone, OnEnd: s.visitorEnded})
	s.operators = live.NewHub(live.Config{Name: "operators", MaxFrame: zagaj.MaxOperatorFrame, Buffer: operatorBuffer, Bytes: operatorBytes, Ping: operatorPing, Silence: operatorSilence, Log: s.log,
		CheckOrigin: sameOrigin, OnFrame: s.operatorSaid, OnOpen: s.operatorCame, OnClose: s.operatorGone})
}

// Run keeps the engine and the panel's presence going until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	engine := make(chan error, 1)
	go func() { engine <- s.engine.Run(ctx) }()
	var rest sync.WaitGroup
	rest.Go(func() { s.watchHeads(ctx) })
	rest.Go(func() { s.emptySpool(ctx) })
	rest.Go(func() { s.watchRoom(ctx) })
	rest.Go(func() { s.sweepSessions(ctx) })
	rest.Go(func() { s.lookForGone(ctx) })
	rest.Go(func() { s.runLater(ctx) })
	rest.Go(func() { s.ringAlarms(ctx) })
	rest.Go(func() { s.keepTallies(ctx) })
	rest.Go(func() { s.sendLetters(ctx) })
	rest.Go(func() { s.sendNotices(ctx) })
	for range pushWorkers {
		rest.Go(func() { s.sendPushes(ctx) })
	}
	rest.Go(func() { s.runBackfills(ctx) })
	rest.Go(func() { s.mendHooks(ctx) })
	for range completeWorkers {
		rest.Go(func() { s.completeDeliveries(ctx) })
	}
	s.tellPresence(ctx)
	rest.Wait()
	return <-engine
}

// ErrNotAsSaved says at a start that what a shop has set is not understood, which it was when it was saved: no sum covers it.
var ErrNotAsSaved = errors.New("its rules or hours are not what was saved")

// restore hands the engine the shop's log of the last day, with the settings of each moment, so that visits go on where a
// restart found them, and takes back what the end of the process left half done: offers that never reached a screen, seats of conversations that
// were never opened. Operators are left out: who is available is known anew from their sockets.
func (s *Server) restore(ctx context.Context, shop zagaj.ShopID) error {
	since := s.now().Add(-replayWindow)
	was, err := SettingsAt(ctx, s.store, shop, since)
	if err != nil {
		return err
	}
	if err := s.engine.SetShop(was); err != nil {
		s.log.Warn("the settings of a day ago are not understood any more; the log is replayed with those of now", "shop", shop, "error", err)
		if was, err = ShopConfig(ctx, s.store, shop); err != nil {
			return err
		}
		if err := s.engine.SetShop(was); err != nil {
			return fmt.Errorf("shop %s: %w: %w", shop, ErrNotAsSaved, err)
		}
	}
	if err := s.engine.Restore(shop, s.store.EventsSince(ctx, shop, since)); err != nil {
		return fmt.Errorf("restore visits: %w", err)
	}
	open, err := s.store.OpenOffers(ctx, shop)
	if err != nil {
		return fmt.Errorf("open offers: %w", err)
	}
	for _, o := range open {
		if o.State == zagaj.OfferCreated {
			if _, err := s.store.EndOffer(ctx, shop, o.ID, zagaj.OfferWithdrawn, "restart", s.now()); err != nil {
				return fmt.Errorf("withdraw offers: %w", err)
			}
		}
	}
	return s.store.FreeStaleSeats(ctx, shop)
}

// Drain asks all browsers to come back after the restart and closes their sockets.
func (s *Server) Drain(ctx context.Context) {
	s.visitors.Drain(ctx)
	s.operators.Drain(ctx)
}
