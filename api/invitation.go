package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

const (
	inviteLife = 7 * 24 * time.Hour
	resetLife  = time.Hour
	// laterQueue bounds the letters and notes waiting; when it is full the next one is dropped and logged.
	laterQueue = 64
	// minPassword and maxPassword follow NIST SP 800-63B: length, not composition. The upper bound keeps hashing cheap.
	minPassword, maxPassword = 10, 200
)

// runLater does what an answer must not wait for, until ctx ends: the time of an answer would tell whether an address
// is known.
func (s *Server) runLater(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case work := <-s.later:
			work(ctx)
		}
	}
}

func (s *Server) putOff(what string, work func(context.Context)) {
	select {
	case s.later <- work:
	default:
		s.log.Error("too much is put off; dropped", "what", what)
	}
}

// link is an address of the panel with a secret behind #, which browsers send to no server. It is made from the
// configured address: the Host header of a request decides nothing.
func (s *Server) link(page, token string) string { return s.publicURL + "/panel/" + page + "#" + token }

func checkNewPassword(password string) error {
	switch {
	case len(password) < minPassword:
		return zagaj.E(zagaj.CodeInvalid, "the password needs at least 10 characters")
	case len(password) > maxPassword:
		return zagaj.E(zagaj.CodeInvalid, "the password is longer than 200 characters")
	}
	return nil
}

func (s *Server) listInvitations(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Tickets(c.Request.Context(), o.Shop, zagaj.TicketInvite, s.now())
	if err != nil {
		return fmt.Errorf("invitations: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"invitations": orEmpty(list)})
	return nil
}

// invite makes a link with which somebody joins the shop. It is told once, in this answer, and mailed when there is a
// mailer.
func (s *Server) invite(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Email string             `json:"email"`
		Role  zagaj.OperatorRole `json:"role"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	email, err := cleanEmail(in.Email)
	switch {
	case err != nil:
		return err
	case ranks[in.Role] == noPolicy:
		return zagaj.E(zagaj.CodeInvalid, "role is owner, admin, operator or viewer")
	case ranks[in.Role] > ranks[o.Role]:
		return zagaj.E(zagaj.CodeForbidden, "nobody gives a role above the own")
	}
	token, hash := newToken()
	n := zagaj.Ticket{TokenHash: hash, Shop: o.Shop, ID: s.newID(), Kind: zagaj.TicketInvite, Email: email, Role: in.Role, Operator: o.ID,
		CreatedAt: s.now(), ExpiresAt: s.now().Add(inviteLife)}
	if err := s.store.AddTicket(c.Request.Context(), n); err != nil {
		return fmt.Errorf("add invitation: %w", err)
	}
	s.audit(c, o, "invitation.add", n.ID, string(in.Role))
	url := s.link("invitation", token)
	err = s.post(c.Request.Context(), zagaj.Letter{Shop: o.Shop, ID: "invite:" + n.ID, Kind: zagaj.LetterInvite, Language: o.Language, To: n.Email, Secret: url})
	if err != nil {
		s.log.Warn("the invitation's letter", "error", err) // the link is shown to the person who invites
	}
	c.JSON(http.StatusOK, gin.H{"invitation": n, "url": url})
	return nil
}

func (s *Server) deleteInvitation(c *gin.Context, o zagaj.Operator) error {
	if err := s.store.DeleteTicket(c.Request.Context(), o.Shop, c.Param("id")); err != nil {
		return err
	}
	s.audit(c, o, "invitation.remove", c.Param("id"), "")
	c.Status(http.StatusNoContent)
	return nil
}

// join takes an invitation up: the link decides shop, address and role, the person chooses a name and a password.
func (s *Server) join(c *gin.Context) error {
	var in struct {
		Token    string `json:"token"`
		Name     string `json:"name"`
		Password string `json:"password"`
		Language string `json:"language"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if !s.logins.allow("link:"+network(c.ClientIP()), s.now()) {
		return errTries
	}
	name := cleanLine(in.Name, 40)
	if err := checkNewPassword(in.Password); err != nil {
		return err
	}
	if name == "" {
		return zagaj.E(zagaj.CodeInvalid, "a first name is needed")
	}
	ctx := c.Request.Context()
	n, err := s.store.TakeTicket(ctx, zagaj.TicketInvite, hashToken(in.Token), s.now())
	if err == nil {
		err = s.mayStillInvite(ctx, n)
	}
	if err != nil {
		return errBadLink(err)
	}
	hash, err := HashPassword(in.Password, s.hashCost)
	if err != nil {
		return err
	}
	o := zagaj.Operator{ID: zagaj.OperatorID(s.newID()), Shop: n.Shop, Email: n.Email, Name: name, Role: n.Role, Seats: 3,
		Language: pickLanguage(in.Language, "pl"), PasswordHash: hash, CreatedAt: s.now()}
	if err := s.store.AddOperator(ctx, o); err != nil {
		if zagaj.CodeOf(err) == zagaj.CodeConflict {
			return zagaj.E(zagaj.CodeConflict, "somebody with this address has an account already")
		}
		return fmt.Errorf("add person: %w", err)
	}
	s.audit(c, o, "invitation.accept", n.ID, string(n.Role))
	if err := s.signIn(c, o); err != nil {
		return err
	}
	return s.tellMe(c, o)
}

// mayStillInvite returns CodeNotFound when who made an invitation could not make it now. letGo takes invitations away; this is for one that
// was being made at that moment: somebody let go must not come back by a link they have made for themselves.
func (s *Server) mayStillInvite(ctx context.Context, n zagaj.Ticket) error {
	by, err := s.store.Operator(ctx, n.Shop, n.Operator)
	if err == nil && (by.DisabledAt > 0 || !may(by, maySet) || ranks[by.Role] < ranks[n.Role]) {
		err = zagaj.E(zagaj.CodeNotFound, "")
	}
	return err
}

func errBadLink(err error) error {
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.E(zagaj.CodeUnauthorized, "this link is not valid any more")
	}
	return fmt.Errorf("link: %w", err)
}

// askReset answers every address alike and at once; a letter goes only to somebody who is known.
func (s *Server) askReset(c *gin.Context) error {
	var in struct {
		Email string `json:"email"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	email := strings.ToLower(cleanLine(in.Email, 200))
	if !s.resets.allow(network(c.ClientIP()), s.now()) {
		return errTries
	}
	// One letter to one address in a while: nobody's mailbox is flooded through us. The answer does not tell.
	if s.mailer != nil && s.resets.allow("to:"+email, s.now()) {
		if err := s.sendReset(c, email); err != nil {
			return err
		}
	}
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) sendReset(c *gin.Context, email string) error {
	ctx := c.Request.Context()
	o, err := s.store.OperatorByEmail(ctx, email)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return fmt.Errorf("operator: %w", err)
	}
	token, hash := newToken()
	n := zagaj.Ticket{TokenHash: hash, Shop: o.Shop, ID: s.newID(), Kind: zagaj.TicketReset, Operator: o.ID,
		CreatedAt: s.now(), ExpiresAt: s.now().Add(resetLife)}
	if o.ID == "" || o.DisabledAt > 0 {
		n.ExpiresAt = n.CreatedAt - 1 // an unknown address costs the same write; the next sweep takes it away
	}
	if err := s.store.AddTicket(ctx, n); err != nil {
		return fmt.Errorf("add link: %w", err)
	}
	if n.ExpiresAt > n.CreatedAt {
		letter := zagaj.Letter{Shop: o.Shop, ID: "reset:" + n.ID, Kind: zagaj.LetterReset, Language: o.Language, To: o.Email, Secret: s.link("reset", token)}
		s.putOff("a letter", func(ctx context.Context) {
			if err := s.post(ctx, letter); err != nil {
				s.log.Error("post a letter", "kind", letter.Kind, "error", err)
			}
		})
	}
	return nil
}

// doReset sets a new password by the link from the letter, and signs the person out everywhere.
func (s *Server) doReset(c *gin.Context) error {
	var in struct {
		Token    string `json:"token"`
		Password string `json:"password"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if !s.logins.allow("link:"+network(c.ClientIP()), s.now()) {
		return errTries
	}
	if err := checkNewPassword(in.Password); err != nil {
		return err
	}
	ctx := c.Request.Context()
	n, err := s.store.TakeTicket(ctx, zagaj.TicketReset, hashToken(in.Token), s.now())
	if err != nil {
		return errBadLink(err)
	}
	o, err := s.store.Operator(ctx, n.Shop, n.Operator)
	if err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	if err := s.setPassword(ctx, o, in.Password, ""); err != nil {
		return err
	}
	s.audit(c, o, "password.reset", string(o.ID), "")
	c.Status(http.StatusNoContent)
	return nil
}

// setPassword changes the password and ends every session but one.
func (s *Server) setPassword(ctx context.Context, o zagaj.Operator, password, but string) error {
	hash, err := HashPassword(password, s.hashCost)
	if err != nil {
		return err
	}
	if err := s.store.SavePassword(ctx, o.Shop, o.ID, hash); err != nil {
		return fmt.Errorf("save password: %w", err)
	}
	return s.endSessions(ctx, o, but)
}

// changePassword is for somebody who is signed in and has just confirmed who they are.
func (s *Server) changePassword(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Password string `json:"password"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if err := checkNewPassword(in.Password); err != nil {
		return err
	}
	who, _ := s.who(c)
	if err := s.setPassword(c.Request.Context(), o, in.Password, who.session.TokenHash); err != nil {
		return err
	}
	s.audit(c, o, "password.change", string(o.ID), "")
	c.Status(http.StatusNoContent)
	return nil
}
