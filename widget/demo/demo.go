// Package demo is Halny, a small shop of mountain clothing that exists to show the chat at work. It is built the way
// a shop without a plugin is: it pastes the snippet, names its cart in a meta tag and sends signed webhooks.
//
// What it promises: everything stays in memory and within bounds; the shop works without JavaScript; webhooks leave
// in the order in which carts changed; no personal data is kept.
package demo

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
)

// Config is what the shop needs to know. All of it but Client is required.
type Config struct {
	ZagajURL string           // where the chat server is, as browsers reach it
	ShopKey  string           // the public key in the snippet
	Secret   string           // signs the webhooks, "whsec_…"
	Now      func() time.Time // the only clock
	Wait     zagaj.Seconds    // what the bar on top says of the rules
	HookURL  string           // where the webhooks go, "" for nowhere
	Client   *http.Client     // sends them; nil for one with a five-second limit
}

// Shop is the demo shop. It serves HTTP until Close.
type Shop struct {
	cfg     Config
	carts   *carts
	sender  *sender
	handler http.Handler
}

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed halny.css halny.js
var assetFiles embed.FS

// views holds one set of templates a page, each with the layout around it.
var views = parseViews("home", "category", "product", "cart", "checkout", "thanks", "missing")

func parseViews(names ...string) map[string]*template.Template {
	out := map[string]*template.Template{}
	for _, name := range names {
		out[name] = template.Must(template.New("layout.html").Funcs(template.FuncMap{"zl": zl, "dict": dict}).
			ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/"+name+".html"))
	}
	return out
}

// worker is the one line by which a shop lets its visitors be told of a promised answer, as the guide of the widget has it.
func (s *Shop) worker(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = fmt.Fprintf(w, "importScripts('%s/push-worker.js')\n", s.cfg.ZagajURL)
}

// dict lets a template hand several values to another one.
func dict(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}

// New opens the shop. Close it, for it runs a goroutine that sends webhooks.
func New(cfg Config) *Shop {
	cfg.ZagajURL = strings.TrimRight(cfg.ZagajURL, "/")
	if cfg.Client == nil {
		cfg.Client = &http.Client{Timeout: 5 * time.Second}
	}
	s := &Shop{cfg: cfg, sender: newSender(cfg)}
	s.carts = newCarts(s.sender.add)

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /kategoria/{slug}", s.category)
	mux.HandleFunc("GET /produkt/{slug}", s.product)
	mux.HandleFunc("GET /koszyk", s.cart)
	mux.HandleFunc("POST /koszyk/dodaj", s.add)
	mux.HandleFunc("POST /koszyk/zmien", s.change)
	mux.HandleFunc("GET /zamowienie", s.checkout)
	mux.HandleFunc("POST /zamowienie", s.order)
	mux.HandleFunc("GET /dziekujemy", s.thanks)
	mux.HandleFunc("GET /obraz/{file}", s.image)
	mux.HandleFunc("GET /halny.css", asset("halny.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /halny.js", asset("halny.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /zagaj-push.js", s.worker)
	mux.HandleFunc("GET /", s.missing)
	s.handler = secured(mux)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close stops the webhooks at once; those still queued are lost. It may be called again.
func (s *Shop) Close() { s.sender.close() }

// maxForm is far above what the shop's forms hold.
const maxForm = 16 << 10

// secured refuses forms posted from other sites and sets the headers every answer has.
func secured(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		guarded.ServeHTTP(w, r)
	})
}

func asset(name, kind string) http.HandlerFunc {
	body, err := fs.ReadFile(assetFiles, name)
	if err != nil {
		panic(err) // the file is embedded: only a build without it comes here
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(body)
	}
}

// page is what every template gets.
type page struct {
	Title, Description string
	Kind               zagaj.PageType
	Canonical          string
	Category           string // slug, on category and product pages
	ZagajURL, ShopKey  string
	Wait               zagaj.Seconds
	Cart               snapshot
	Categories         []Category
	Products           []Product
	Logo               template.HTML
	Nonce              string // what the page's own scripts carry
	Data               any    // the page's own
}

// render fills a page's template. The answer is written only when it is whole.
func (s *Shop) render(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	if p.Cart.Token == "" {
		p.Cart = s.visitor(w, r)
	}
	p.Canonical = base(r) + r.URL.EscapedPath()
	p.ZagajURL, p.ShopKey, p.Wait = s.cfg.ZagajURL, s.cfg.ShopKey, s.cfg.Wait
	p.Categories, p.Logo, p.Nonce = categories, logo, token()
	var b bytes.Buffer
	if err := views[name].Execute(&b, p); err != nil {
		slog.ErrorContext(r.Context(), "demo shop: page", "page", name, "err", err)
		http.Error(w, "Coś poszło nie tak. Spróbuj jeszcze raz.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", s.policy(p.Nonce))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache") // not no-store, which would keep pages out of the back button's cache
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// policy is as strict as a shop's can be: scripts run by a number of the answer, no string becomes markup or a script.
// What it says about the chat server is all that the chat needs.
func (s *Shop) policy(nonce string) string {
	chat := s.cfg.ZagajURL
	return "default-src 'none'; script-src 'nonce-" + nonce + "' 'strict-dynamic'; style-src 'self'; img-src 'self' data: blob: " + chat +
		"; connect-src 'self' " + chat + " ws" + strings.TrimPrefix(chat, "http") +
		"; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'; require-trusted-types-for 'script'; trusted-types zagaj-push"
}

// cartCookie is not readable by scripts; the page tells the token in its meta tag, as shops do.
const cartCookie = "halny_koszyk"

// visitor returns the visitor's cart, a new one where the cookie names none that we know.
func (s *Shop) visitor(w http.ResponseWriter, r *http.Request) snapshot {
	if c, err := r.Cookie(cartCookie); err == nil {
		if snap, ok := s.carts.get(c.Value); ok {
			return snap
		}
	}
	snap := s.carts.open(nil)
	s.setCookie(w, r, snap.Token)
	return snap
}

func (s *Shop) setCookie(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, &http.Cookie{Name: cartCookie, Value: token, Path: "/", MaxAge: 7 * 24 * 3600, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil})
}

// base is the shop's own address as this visitor reaches it.
func base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// token returns 128 random bits: nobody guesses another visitor's cart.
func token() string {
	b := make([]byte, 16)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
