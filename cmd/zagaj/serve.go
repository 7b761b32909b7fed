package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/widget"
)

// Limits of the HTTP server against slow and oversized requests; sockets are hijacked and have their own.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second // of a whole request; longer than any honest body of ours takes
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10
	stopTimeout       = 10 * time.Second
	// gcPercent collects twice as often as Go does by itself: what a server of sockets holds lives long, and what comes
	// between it would keep its pages. It costs some hundredths of the processor under load, and gives a fifth of the memory.
	gcPercent = 50
)

type settings struct {
	addr, data, database, publicURL, demoAddr, keep, proxies string
	demo, publicURLGiven                                     bool
}

func parseServe(args []string, out io.Writer, env func(string) string) (settings, error) {
	var s settings
	f := flag.NewFlagSet("zagaj serve", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&s.addr, "addr", either(env("ADDR"), "127.0.0.1:8080"), "`address` to listen on (env ADDR)")
	f.StringVar(&s.data, "data", either(env("DATA"), "data"), "`folder` of the embedded database (env DATA)")
	f.StringVar(&s.database, "database", env("DATABASE_URL"), "postgres:// `address`; empty for the embedded store (env DATABASE_URL)")
	f.StringVar(&s.publicURL, "public-url", env("PUBLIC_URL"), "`address` under which browsers reach the server (env PUBLIC_URL)")
	f.StringVar(&s.proxies, "trusted-proxies", env("TRUSTED_PROXIES"),
		"`addresses` or networks, by commas, whose X-Forwarded-For is believed (env TRUSTED_PROXIES)")
	f.BoolVar(&s.demo, "demo", false, "also start a demo shop, with a demo login and short waiting times")
	f.StringVar(&s.demoAddr, "demo-addr", env("DEMO_ADDR"), "`address` of the demo shop; empty for the next port")
	f.StringVar(&s.keep, "keep", env("KEEP"), "`days` to keep each kind of data, like \"events=90 conversations=730\" (env KEEP)")
	return s, f.Parse(args)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// serve runs the server until ctx ends. It listens before the engine has reloaded its live visits, so that a
// restart is short; /readyz tells when all is up.
func serve(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	s, err := parseServe(args, out, env)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if env("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()
	if s.publicURLGiven = s.publicURL != ""; !s.publicURLGiven {
		address := reachable(listener.Addr())
		if _, port, _ := net.SplitHostPort(address); strings.HasPrefix(s.addr, "localhost:") {
			address = "localhost:" + port // browsers have passkeys for this name, and for no address of numbers
		}
		s.publicURL = "http://" + address
	}
	// Health is answered from the first moment: looking through a large store that was not closed takes its time.
	d := newDoor()
	front := httpServer(d, log)
	failed := make(chan error, 3)
	go func() { failed <- front.Serve(listener) }()
	store, err := openStore(ctx, s, env, sql.WithCheck())
	if err != nil {
		return errors.Join(remedy(s, err), front.Close())
	}
	defer store.Close()
	p := &program{settings: s, store: store, log: log, out: out, now: func() zagaj.Instant { return zagaj.At(time.Now()) }, env: env,
		door: d, front: front, failed: failed, listening: listener.Addr()}
	if err := p.run(ctx); err != nil {
		return errors.Join(remedy(s, err), front.Close())
	}
	return nil
}

// remedy adds to a damaged store's error what can be done.
func remedy(s settings, err error) error {
	var d *sql.Damage
	unread := errors.Is(err, api.ErrNotAsSaved)
	if err = sql.AsDamage(err); s.database != "" || !unread && !errors.As(err, &d) { // PostgreSQL has its own backups
		return err
	}
	err = fmt.Errorf("%w. Nothing was changed. Put a backup back:  zagaj restore --data %s --from COPY.db", err, s.data)
	if unread { // what can still be read is no way out
		return err
	}
	return fmt.Errorf("%w  Without a backup, go on with what can still be read:  zagaj restore --data %s --as-it-is", err, s.data)
}

// dsnOf says which database the settings mean.
func dsnOf(s settings) string {
	if s.database != "" {
		return s.database
	}
	return "sqlite:" + filepath.Join(s.data, "zagaj.db")
}

func openStore(ctx context.Context, s settings, env func(string) string, options ...sql.Option) (*sql.Store, error) {
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	ring, err := sql.LoadKeys(keysFile(s, env))
	if err != nil {
		return nil, err
	}
	store, err := sql.Open(ctx, dsnOf(s), func() zagaj.Instant { return zagaj.At(time.Now()) }, append(options, sql.WithKeys(ring))...)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return store, nil
}

// program is the parts of a running server.
type program struct {
	settings
	store     *sql.Store
	log       *slog.Logger
	out       io.Writer
	now       func() zagaj.Instant
	env       func(string) string
	door      *door
	front     *http.Server
	failed    chan error // a part that ended says why
	listening net.Addr
}

func (p *program) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	shop, token, err := p.prepare(ctx)
	if err != nil {
		return err
	}
	mailer, err := p.mailer()
	if err != nil {
		return err
	}
	provider, err := p.signInProvider()
	if err != nil {
		return err
	}
	allowed, err := egress.ParseExceptions(p.env("OUTWARD_ALLOW"))
	if err != nil {
		return fmt.Errorf("OUTWARD_ALLOW: %w", err)
	}
	keep, err := parseKeep(p.keep)
	if err != nil {
		return err
	}
	server, err := api.New(ctx, api.Config{Store: p.store, Mailer: mailer, Outward: egress.New(egress.Config{Allow: allowed}), Files: widget.Files(), Now: p.now, Log: p.log,
		Platforms: platforms(), Spool: filepath.Join(p.data, "spool"), FreeBytes: func() (int64, error) { return freeBytes(p.data) },
		TrustedProxies: strings.FieldsFunc(p.proxies, func(r rune) bool { return r == ',' || r == ' ' }),
		PictureHosts:   strings.Fields(p.env("PICTURE_HOSTS")), Drawn: p.drawn(),
		Keep: keep, PublicURL: p.publicURL, Provider: provider, Epoch: p.store.Epoch(), SetupShop: shop, SetupToken: token})
	if err != nil {
		return err
	}
	stopKeeping, err := p.startKeeping(ctx, keep)
	if err != nil {
		return err
	}
	defer stopKeeping()
	go func() { p.failed <- server.Run(ctx) }()
	p.door.open(server.Handler())
	if p.demo {
		stop, err := p.startDemo(p.listening, p.failed)
		if err != nil {
			return err
		}
		defer stop()
	}
	p.announce(token)
	select {
	case <-ctx.Done():
	case err = <-p.failed:
	case <-p.store.Broken():
		err = fmt.Errorf("the disk failed to keep what was written, so nothing more is taken; check the disk, then start again: %w", p.store.BrokenBy())
	}
	return p.stop(server, cancel, err)
}

// stop ends in the order that loses nothing: tell sockets to come back, finish requests, then the engine.
func (p *program) stop(server *api.Server, cancel func(), cause error) error {
	ctx, done := context.WithTimeout(context.Background(), stopTimeout)
	defer done()
	server.Drain(ctx)
	err := p.front.Shutdown(ctx)
	cancel()
	if errors.Is(cause, context.Canceled) || errors.Is(cause, http.ErrServerClosed) {
		cause = nil
	}
	return errors.Join(cause, err)
}

func httpServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
}

func (p *program) announce(token string) {
	if token != "" {
		fmt.Fprintf(p.out, "set-up      %s/panel/setup?token=%s  (works once)\n", p.publicURL, token)
	}
	fmt.Fprintf(p.out, "panel       %s/panel/\nhealth      %s/healthz\n", p.publicURL, p.publicURL)
	if p.demo {
		fmt.Fprintf(p.out, "demo login  %s / %s\n", demoEmail, demoPassword)
	}
}

// reachable turns a wildcard listening address into one a browser on this machine can open.
func reachable(a net.Addr) string {
	tcp := a.(*net.TCPAddr)
	if tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return tcp.String()
}
