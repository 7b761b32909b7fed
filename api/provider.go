package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"golang.org/x/oauth2"

	"github.com/zagaj/zagaj"
)

const (
	// providerWithin bounds one request to the provider.
	providerWithin = 10 * time.Second
	providerPath   = "/v1/panel/provider"
)

// toSignIn is the way to the provider.
var toSignIn = errand{cookie: "zagaj_provider", path: providerPath, life: 10 * time.Minute}

// ProviderConfig is a sign-in provider by OpenID Connect. Without an issuer there is none.
type ProviderConfig struct {
	Issuer, ClientID, Secret string
	Name                     string       // what stands on the button
	Client                   *http.Client // nil: one with a limit of ten seconds
}

// provider signs people in who have an account here already, by their e-mail address, which the provider must have
// verified. Nobody gets an account by it.
type provider struct {
	ProviderConfig
	callback string
	mu       sync.Mutex
	found    *oidc.Provider // what the issuer says of itself, asked for at first use
}

// newProvider returns nil when none is configured.
func newProvider(c ProviderConfig, publicURL string) *provider {
	if c.Issuer == "" {
		return nil
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: providerWithin}
	}
	return &provider{ProviderConfig: c, callback: publicURL + providerPath + "/callback"}
}

func (p *provider) name() string {
	if p == nil {
		return ""
	}
	return either(p.Name, p.Issuer)
}

// discover asks the issuer who it is, once; a failure is asked again the next time.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.Client), p.Issuer)
		if err != nil {
			return nil, oauth2.Config{}, fmt.Errorf("sign-in provider: %w", err)
		}
		p.found = found
	}
	return p.found, oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: p.found.Endpoint(), RedirectURL: p.callback,
		Scopes: []string{oidc.ScopeOpenID, "email"}}, nil
}

// proof is what is kept from the way out to the way back: the code is worth nothing without it.
type proof struct {
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // PKCE, RFC 7636
}

// toProvider sends the browser to the provider. What must come back with it is bound to this browser by a cookie.
func (s *Server) toProvider(c *gin.Context) error {
	if s.provider == nil {
		return zagaj.E(zagaj.CodeNotFound, "no sign-in provider is set")
	}
	if !s.logins.allow("provider:"+network(c.ClientIP()), s.now()) {
		return errTries
	}
	ctx := c.Request.Context()
	_, config, err := s.provider.discover(ctx)
	if err != nil {
		s.log.Warn("sign-in provider", "error", err)
		return zagaj.E(zagaj.CodeUnavailable, "the sign-in provider does not answer")
	}
	state, hash := newToken()
	nonce, _ := newToken()
	keep := proof{Nonce: nonce, Verifier: oauth2.GenerateVerifier()}
	body, err := json.Marshal(keep)
	if err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	if err := s.store.AddTicket(ctx, zagaj.Ticket{TokenHash: hash, ID: s.newID(), Kind: zagaj.TicketProvider, Body: string(body),
		CreatedAt: s.now(), ExpiresAt: s.now().Add(toSignIn.life)}); err != nil {
		return fmt.Errorf("keep the proof: %w", err)
	}
	s.sendAway(c, toSignIn, state)
	c.Redirect(http.StatusFound, config.AuthCodeURL(state, oidc.Nonce(keep.Nonce), oauth2.S256ChallengeOption(keep.Verifier)))
	return nil
}

// fromProvider takes the browser back. Whatever is wrong, it lands at the sign-in with one and the same word.
func (s *Server) fromProvider(c *gin.Context) error {
	if s.provider == nil {
		return zagaj.E(zagaj.CodeNotFound, "no sign-in provider is set")
	}
	s.cameBack(c, toSignIn)
	o, err := s.knownByProvider(c)
	if err != nil {
		s.log.Info("sign-in by the provider refused", "error", err)
		s.auditLater(c, o, "login.refused")
		c.Redirect(http.StatusSeeOther, "/panel/?provider=refused")
		return nil
	}
	if err := s.signIn(c, o); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/panel/")
	return nil
}

// knownByProvider checks all that came back and finds the person.
func (s *Server) knownByProvider(c *gin.Context) (zagaj.Operator, error) {
	var none zagaj.Operator
	ctx := oidc.ClientContext(c.Request.Context(), s.provider.Client)
	state, err := toSignIn.state(c)
	if err != nil {
		return none, err
	}
	n, err := s.store.TakeTicket(ctx, zagaj.TicketProvider, hashToken(state), s.now())
	if err != nil {
		return none, errBadLink(err)
	}
	var keep proof
	if err := json.Unmarshal([]byte(n.Body), &keep); err != nil {
		return none, fmt.Errorf("proof: %w", err)
	}
	found, config, err := s.provider.discover(ctx)
	if err != nil {
		return none, err
	}
	token, err := config.Exchange(ctx, c.Query("code"), oauth2.VerifierOption(keep.Verifier))
	if err != nil {
		return none, fmt.Errorf("exchange the code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := found.Verifier(&oidc.Config{ClientID: s.provider.ClientID, Now: func() time.Time { return s.now().Time() }}).Verify(ctx, raw)
	if err != nil {
		return none, fmt.Errorf("id token: %w", err)
	}
	if !equal(id.Nonce, keep.Nonce) {
		return none, zagaj.E(zagaj.CodeUnauthorized, "the answer belongs to another sign-in")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return none, fmt.Errorf("claims: %w", err)
	}
	if !claims.Verified || claims.Email == "" {
		return none, zagaj.E(zagaj.CodeUnauthorized, "the provider has not verified the address")
	}
	o, err := s.store.OperatorByEmail(ctx, strings.ToLower(claims.Email))
	if err == nil && o.DisabledAt > 0 {
		err = errSignIn
	}
	return o, err
}
