package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

const (
	// sessionLife is how long a sign-in lasts at most, sessionIdle how long without a sign of life; the panel is a work
	// tool used daily. Both are the figures of OWASP ASVS 5.0, 7.3, for a tool of medium risk.
	sessionLife = 7 * 24 * time.Hour
	sessionIdle = 12 * time.Hour
	// touchEvery bounds how often the last sign of life is written.
	touchEvery = 5 * time.Minute
	// confirmedFor is how long a proof of who somebody is counts for dangerous acts.
	confirmedFor = 15 * time.Minute
	// revokeEvery is how often open sockets are checked against the store, for the case that the message that closes
	// them was lost.
	revokeEvery = 15 * time.Second
)

// cookieName is the name of the session's cookie.
func (s *Server) cookieName() string { return s.hostPrefix() + "zagaj_session" }

// hostPrefix binds a cookie to this very host, where browsers allow it: only over TLS.
func (s *Server) hostPrefix() string {
	if s.overTLS() {
		return "__Host-"
	}
	return ""
}

func (s *Server) overTLS() bool { return strings.HasPrefix(s.publicURL, "https:") }

// signIn makes a session and its cookie. A session the browser had before is ended: a sign-in always gets a new secret.
func (s *Server) signIn(c *gin.Context, o zagaj.Operator) error {
	ctx, now := c.Request.Context(), s.now()
	if old, err := c.Request.Cookie(s.cookieName()); err == nil {
		if err := s.endSession(ctx, hashToken(old.Value)); err != nil {
			return err
		}
	}
	token, hash := newToken()
	err := s.store.AddSession(ctx, zagaj.Session{ID: s.newID(), TokenHash: hash, Shop: o.Shop, Operator: o.ID,
		Device: cleanLine(c.Request.UserAgent(), 200), CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(sessionLife), ConfirmedAt: now})
	if err != nil {
		return fmt.Errorf("add session: %w", err)
	}
	browser, err := s.knowBrowser(c, o)
	if err != nil {
		return err
	}
	s.setCookie(c, s.cookieName(), token, sessionLife)
	s.setCookie(c, s.browserCookie(), browser, sql.BrowserLife)
	s.audit(c, o, "login", string(o.ID), "")
	return nil
}

// setCookie gives the browser a secret for so long; a life below zero takes it away.
func (s *Server) setCookie(c *gin.Context, name, token string, life time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{Name: name, Value: token, Path: "/", HttpOnly: true,
		Secure: s.overTLS(), SameSite: http.SameSiteStrictMode, MaxAge: int(life.Seconds())})
}

var errSignIn = zagaj.E(zagaj.CodeUnauthorized, "please sign in")

// person returns who is behind the session the request carries, or CodeUnauthorized.
func (s *Server) person(ctx context.Context, r *http.Request) (signedIn, error) {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return signedIn{}, errSignIn
	}
	return s.personOf(ctx, hashToken(cookie.Value))
}

// personOf returns who is behind a session, as the store has them now, so that a sign-out, a dismissal or another role
// reaches open sockets with their next frame.
func (s *Server) personOf(ctx context.Context, hash string) (signedIn, error) {
	session, err := s.store.Session(ctx, hash)
	now := s.now()
	if zagaj.CodeOf(err) == zagaj.CodeNotFound || (err == nil && (session.ExpiresAt < now || now.Sub(session.SeenAt) > sessionIdle)) {
		return signedIn{}, errSignIn
	}
	if err != nil {
		return signedIn{}, fmt.Errorf("session: %w", err)
	}
	o, err := s.store.Operator(ctx, session.Shop, session.Operator)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound || (err == nil && o.DisabledAt > 0) {
		return signedIn{}, errSignIn
	}
	if err != nil {
		return signedIn{}, fmt.Errorf("operator: %w", err)
	}
	if now.Sub(session.SeenAt) > touchEvery {
		if err := s.store.TouchSession(ctx, hash, now); err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
			return signedIn{}, fmt.Errorf("touch session: %w", err)
		}
	}
	return signedIn{o, session}, nil
}

// endSession signs a browser out and closes its sockets.
func (s *Server) endSession(ctx context.Context, hash string) error {
	if err := s.store.DeleteSession(ctx, hash); err != nil {
		return fmt.Errorf("delete session: %w", err)
	}
	s.operators.CloseAll(sessionTopic(hash).String(), closeSignedOut, "please sign in")
	return nil
}

// endSessions signs a person out everywhere but in one session, which may be "", and closes the sockets.
func (s *Server) endSessions(ctx context.Context, o zagaj.Operator, but string) error {
	list, err := s.store.Sessions(ctx, o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	if err := s.store.EndSessions(ctx, o.Shop, o.ID, but); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	for _, n := range list {
		if n.TokenHash != but {
			s.operators.CloseAll(sessionTopic(n.TokenHash).String(), closeSignedOut, "please sign in")
		}
	}
	return nil
}

func (s *Server) logout(c *gin.Context) error {
	if cookie, err := c.Request.Cookie(s.cookieName()); err == nil {
		if err := s.endSession(c.Request.Context(), hashToken(cookie.Value)); err != nil {
			return err
		}
	}
	s.setCookie(c, s.cookieName(), "", -time.Second)
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) listSessions(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Sessions(c.Request.Context(), o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	who, _ := s.who(c)
	type row struct {
		zagaj.Session
		Current bool `json:"current"`
	}
	rows := make([]row, len(list))
	for i, n := range list {
		rows[i] = row{n, n.TokenHash == who.session.TokenHash}
	}
	c.JSON(http.StatusOK, gin.H{"sessions": rows})
	return nil
}

func (s *Server) revokeSession(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Sessions(c.Request.Context(), o.Shop, o.ID)
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	for _, n := range list {
		if n.ID == c.Param("id") {
			if err := s.endSession(c.Request.Context(), n.TokenHash); err != nil {
				return err
			}
			s.audit(c, o, "session.revoke", n.ID, "")
			c.Status(http.StatusNoContent)
			return nil
		}
	}
	return zagaj.E(zagaj.CodeNotFound, "no such session")
}

// revokeOthers signs the person out everywhere else.
func (s *Server) revokeOthers(c *gin.Context, o zagaj.Operator) error {
	who, _ := s.who(c)
	if err := s.endSessions(c.Request.Context(), o, who.session.TokenHash); err != nil {
		return err
	}
	s.audit(c, o, "session.revoke_others", string(o.ID), "")
	c.Status(http.StatusNoContent)
	return nil
}

// confirm takes the password, or a code, of somebody who is signed in and is about to do something dangerous.
func (s *Server) confirm(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Password string `json:"password"`
		Code     string `json:"code"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if !s.logins.allow("confirm:"+string(o.Shop)+":"+string(o.ID), s.now()) {
		return errTries
	}
	ctx := c.Request.Context()
	if !s.checkPassword(o.PasswordHash, in.Password) {
		s.audit(c, o, "confirm.refused", string(o.ID), "")
		return zagaj.E(zagaj.CodeForbidden, "the password is wrong")
	}
	if err := s.checkSecond(ctx, o, in.Code); err != nil {
		return err
	}
	who, _ := s.who(c)
	if err := s.store.ConfirmSession(ctx, who.session.TokenHash, s.now()); err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	c.Status(http.StatusNoContent)
	return nil
}

// sweepSessions closes sockets whose session or person is gone, also visitors', and takes expired sessions and links away, until ctx
// ends. It is the second line: endSession closes sockets at once.
func (s *Server) sweepSessions(ctx context.Context) {
	every(ctx, s.sweepEvery, nil, func() { s.sweepOnce(ctx) })
}

func (s *Server) sweepOnce(ctx context.Context) {
	if err := s.store.SweepSessions(ctx, s.now()); err != nil {
		s.log.Warn("sweep sessions", "error", err)
	}
	if err := s.sweepErased(ctx); err != nil {
		s.log.Warn("sweep lines of erased visitors", "error", err)
	}
	all := sessionTopic("").String()
	for _, topic := range s.operators.Topics(all) {
		_, err := s.personOf(ctx, strings.TrimPrefix(topic, all))
		if zagaj.CodeOf(err) == zagaj.CodeUnauthorized {
			s.operators.CloseAll(topic, closeSignedOut, "please sign in")
		}
	}
}
