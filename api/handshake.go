package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// handshakeLife is how long a shop's plugin may take to fetch what was confirmed here: the browser goes to it at once.
const handshakeLife = 5 * time.Minute

// Bounds of what a plugin sends along.
const maxShopAddress, maxWayBack = 300, 1000

var (
	handshakeState     = regexp.MustCompile(`^[A-Za-z0-9_-]{16,128}$`)
	handshakeChallenge = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// handshake is what somebody has confirmed in the panel: which shop, and the hash of what only that shop's plugin can say.
type handshake struct {
	Platform  string `json:"platform"`
	Shop      string `json:"shop"`
	Challenge string `json:"challenge"`
}

// shopAt reads a shop's address: https, or any port of this very machine for whoever tries it out there.
func shopAt(text string) (*url.URL, bool) {
	at, err := url.Parse(text)
	if err != nil || len(text) > maxShopAddress || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" {
		return nil, false
	}
	host, err := netip.ParseAddr(at.Hostname())
	isHere := at.Hostname() == "localhost" || err == nil && host.IsLoopback()
	return at, at.Scheme == "https" || at.Scheme == "http" && isHere
}

// beginHandshake takes a person's word that a shop may be connected. It answers the way back into that shop, with a code that counts
// once; nothing is connected yet. Nobody is led anywhere but to the host that the panel has named.
func (s *Server) beginHandshake(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		handshake
		Back  string `json:"back"`
		State string `json:"state"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if _, ok := s.platforms[in.Platform]; !ok {
		return zagaj.E(zagaj.CodeInvalid, "this platform is not known")
	}
	shop, ok := shopAt(in.Shop)
	if !ok {
		return zagaj.E(zagaj.CodeInvalid, "shop is not the https address of a shop")
	}
	back, err := url.Parse(in.Back)
	if err != nil || len(in.Back) > maxWayBack || back.Scheme != shop.Scheme || back.Host != shop.Host || back.User != nil || back.Fragment != "" {
		return zagaj.E(zagaj.CodeInvalid, "back is not an address of that shop")
	}
	if !handshakeState.MatchString(in.State) || !handshakeChallenge.MatchString(in.Challenge) {
		return zagaj.E(zagaj.CodeInvalid, "state or challenge is not as the plugin makes it")
	}
	in.Shop = strings.TrimRight(in.Shop, "/")
	body, err := json.Marshal(in.handshake)
	if err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	code, hash := newToken()
	if err := s.store.AddTicket(c.Request.Context(), zagaj.Ticket{TokenHash: hash, Shop: o.Shop, ID: s.newID(), Kind: zagaj.TicketHandshake, Operator: o.ID,
		Body: string(body), CreatedAt: s.now(), ExpiresAt: s.now().Add(handshakeLife)}); err != nil {
		return fmt.Errorf("keep the handshake: %w", err)
	}
	query := back.Query()
	query.Set("state", in.State)
	query.Set("code", code)
	back.RawQuery = query.Encode()
	c.JSON(http.StatusOK, gin.H{"url": back.String()})
	return nil
}

// endHandshake is asked by the plugin itself, from the shop's server: whoever has the code and can say what the challenge is the hash
// of gets a connection and its secret. A code that was shown to somebody else is of no use to them, and is used up.
func (s *Server) endHandshake(c *gin.Context) error {
	if !s.logins.allow("handshake:"+network(c.ClientIP()), s.now()) {
		return errTries
	}
	var in struct {
		Code        string            `json:"code"`
		Verifier    string            `json:"verifier"`
		Credentials map[string]string `json:"credentials"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	ticket, err := s.store.TakeTicket(ctx, zagaj.TicketHandshake, hashToken(in.Code), s.now())
	if err != nil {
		return errBadLink(err)
	}
	var asked handshake
	if err := json.Unmarshal([]byte(ticket.Body), &asked); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	who, err := s.store.Operator(ctx, ticket.Shop, ticket.Operator)
	if err != nil || who.DisabledAt > 0 || !may(who, maySet) || !equal(hashToken(in.Verifier), asked.Challenge) {
		return zagaj.E(zagaj.CodeUnauthorized, "this is not the shop that was confirmed")
	}
	if in.Credentials != nil {
		if connector, ok := s.platforms[asked.Platform].(plugin.Connector); !ok || !strings.HasPrefix(asked.Shop, "https://") {
			return zagaj.E(zagaj.CodeInvalid, "credentials: there is no API that we would ask with them")
		} else if err := checkCredentials(connector, in.Credentials); err != nil {
			return err
		}
	}
	installation, err := s.shakeHands(ctx, ticket.Shop, asked, in.Credentials)
	if err != nil {
		return err
	}
	shop, err := s.openTo(ctx, ticket.Shop, asked.Shop)
	if err != nil {
		return err
	}
	s.record(ctx, s.deed(c, zagaj.Operator{Shop: ticket.Shop, ID: ticket.Operator}, "installation.handshake", string(installation.ID), asked.Shop))
	c.JSON(http.StatusOK, gin.H{"url": s.hookURL(installation), "secret": installation.Secrets[0], "key": shop.Key, "name": shop.Name})
	return nil
}

// shakeHands connects the shop. One that is connected already gets a new secret, beside which the one before stays good. credentials are
// those of the shop's API that its plugin has made, nil for none: then those that were entered by hand stay.
func (s *Server) shakeHands(ctx context.Context, shop zagaj.ShopID, asked handshake, credentials map[string]string) (zagaj.Installation, error) {
	list, err := s.store.Installations(ctx, shop)
	if err != nil {
		return zagaj.Installation{}, fmt.Errorf("installations: %w", err)
	}
	known := slices.IndexFunc(list, func(in zagaj.Installation) bool { return in.Platform == asked.Platform && in.Address == asked.Shop })
	if known < 0 {
		in := zagaj.Installation{ID: zagaj.InstallationID(s.newID()), Shop: shop, Platform: asked.Platform, Address: asked.Shop, Secrets: []string{newSecret()}, Credentials: credentials,
			CreatedAt: s.now()}
		if err := s.store.AddInstallation(ctx, in); err != nil {
			return in, fmt.Errorf("add installation: %w", err)
		}
		return in, nil
	}
	in := list[known]
	in.Secrets = withNewest(in.Secrets, newSecret())
	if credentials != nil {
		in.Credentials = credentials
	}
	return in, s.keepInstallation(ctx, in)
}

// openTo lets the pages of that shop show the chat.
func (s *Server) openTo(ctx context.Context, id zagaj.ShopID, address string) (zagaj.Shop, error) {
	shop, err := s.store.Shop(ctx, id)
	if err != nil {
		return shop, fmt.Errorf("shop: %w", err)
	}
	at, _ := shopAt(address) // as it was read when it was confirmed
	origin := strings.ToLower(at.Scheme + "://" + at.Host)
	if slices.Contains(shop.Origins, origin) {
		return shop, nil
	}
	if shop.Origins, err = checkOrigins(append(slices.Clone(shop.Origins), origin)); err != nil {
		return shop, err
	}
	if err := s.store.SaveShop(ctx, shop); err != nil {
		return shop, fmt.Errorf("save shop: %w", err)
	}
	return shop, nil
}
