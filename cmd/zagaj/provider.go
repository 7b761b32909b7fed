package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/zagaj/zagaj/api"
)

// signInProvider reads whom people may sign in with from OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET (or a file that
// holds it, OIDC_CLIENT_SECRET_FILE) and OIDC_NAME; none without an issuer.
func (p *program) signInProvider() (api.ProviderConfig, error) {
	c := api.ProviderConfig{Issuer: p.env("OIDC_ISSUER"), ClientID: p.env("OIDC_CLIENT_ID"), Secret: p.env("OIDC_CLIENT_SECRET"), Name: p.env("OIDC_NAME")}
	if c.Issuer == "" {
		return c, nil
	}
	if name := p.env("OIDC_CLIENT_SECRET_FILE"); name != "" {
		secret, err := os.ReadFile(name)
		if err != nil {
			return c, fmt.Errorf("OIDC_CLIENT_SECRET_FILE: %w", err)
		}
		c.Secret = strings.TrimSpace(string(secret))
	}
	switch {
	case c.ClientID == "":
		return c, errors.New("OIDC_ISSUER needs OIDC_CLIENT_ID, too")
	case !p.publicURLGiven:
		return c, errors.New("OIDC_ISSUER needs PUBLIC_URL: the provider sends people back there")
	}
	return c, nil
}
