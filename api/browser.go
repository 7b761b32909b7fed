package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// browserCookie is the name of the cookie of a browser in which somebody has signed in.
func (s *Server) browserCookie() string { return s.hostPrefix() + "zagaj_browser" }

// triesOf names whose tries a sign-in counts among. A browser in which this person has signed in before has tries of its own: who
// guesses the password elsewhere uses up those of everybody else, and does not keep the person out. It is what OWASP calls a device cookie.
func (s *Server) triesOf(ctx context.Context, r *http.Request, email string) (string, error) {
	if cookie, err := r.Cookie(s.browserCookie()); err == nil {
		hash := hashToken(cookie.Value)
		known, err := s.store.IsKnownBrowser(ctx, hash, email, s.now())
		if err != nil {
			return "", fmt.Errorf("known browser: %w", err)
		}
		if known {
			return "browser:" + hash, nil
		}
	}
	return "person:" + clip(email, 200), nil
}

// knowBrowser remembers in which browser somebody has signed in, and returns its token: a new one each time, so that one which was planted
// there or seen elsewhere is worth nothing.
func (s *Server) knowBrowser(c *gin.Context, o zagaj.Operator) (token string, err error) {
	old := ""
	if cookie, err := c.Request.Cookie(s.browserCookie()); err == nil {
		old = hashToken(cookie.Value)
	}
	token, hash := newToken()
	if err := s.store.KnowBrowser(c.Request.Context(), o.Shop, o.ID, old, hash, s.now()); err != nil {
		return "", fmt.Errorf("know browser: %w", err)
	}
	return token, nil
}
