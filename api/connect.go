package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// toPlatform is the way to the page on which a merchant lets Zagaj in.
var toPlatform = errand{cookie: "zagaj_connect", path: "/v1/panel/connect", life: 10 * time.Minute}

// oauthDoor is the platform's OAuth of a connection. It fails with CodeInvalid where the platform has none, or nobody entered what it needs.
func (s *Server) oauthDoor(in zagaj.Installation) (plugin.Authorizer, error) {
	door, ok := s.platforms[in.Platform].(plugin.Authorizer)
	if !ok {
		return nil, zagaj.E(zagaj.CodeInvalid, "this platform is not connected by a page of its own")
	}
	if in.Address == "" || len(in.Credentials) == 0 {
		return nil, zagaj.E(zagaj.CodeInvalid, "enter the shop's address and what the app's page shows first")
	}
	return door, nil
}

// authorizeInstallation answers with the platform's page on which the merchant lets Zagaj in.
func (s *Server) authorizeInstallation(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	page, err := s.leave(c, in, o.ID)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, gin.H{"url": page})
	return nil
}

// beginConnect is the app's own address: a merchant who installs it on the platform's side comes here, with a query that the
// platform has signed.
func (s *Server) beginConnect(c *gin.Context) error {
	if !s.logins.allow("connect:"+network(c.ClientIP()), s.now()) {
		return errTries
	}
	in, err := s.store.Installation(c.Request.Context(), zagaj.InstallationID(c.Param("id")))
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return fmt.Errorf("installation: %w", err)
	}
	door, err := s.oauthDoor(in) // of one that is not there as well: who has no signature is not told what is
	if err == nil {
		err = door.Trust(in, c.Request.URL.Query(), s.now())
	}
	if err != nil {
		s.log.Info("a connection's address refused", "installation", in.ID, "error", err)
		return zagaj.E(zagaj.CodeUnauthorized, "no app of this server has signed this address, or too long ago: begin again on the platform's page")
	}
	page, err := s.leave(c, in, "")
	if err != nil {
		return err
	}
	c.Redirect(http.StatusFound, page)
	return nil
}

// leave keeps what must come back, bound to this browser by a cookie, and returns the platform's page.
func (s *Server) leave(c *gin.Context, in zagaj.Installation, who zagaj.OperatorID) (string, error) {
	door, err := s.oauthDoor(in)
	if err != nil {
		return "", err
	}
	state, hash := newToken()
	if err := s.store.AddTicket(c.Request.Context(), zagaj.Ticket{TokenHash: hash, Shop: in.Shop, ID: s.newID(), Kind: zagaj.TicketConnect, Operator: who,
		Body: string(in.ID), CreatedAt: s.now(), ExpiresAt: s.now().Add(toPlatform.life)}); err != nil {
		return "", fmt.Errorf("keep the state: %w", err)
	}
	s.sendAway(c, toPlatform, state)
	return door.Page(in, s.publicURL+toPlatform.path, state), nil
}

// endConnect takes the browser back from the platform. Whatever is wrong, it lands in the panel, which says so.
func (s *Server) endConnect(c *gin.Context) error {
	s.cameBack(c, toPlatform)
	in, who, err := s.connected(c)
	outcome := "done"
	if err != nil {
		s.log.Warn("connect a platform", "installation", in.ID, "error", err)
		outcome = "refused"
		if zagaj.CodeOf(err) == zagaj.CodeForbidden {
			outcome = "scopes"
		}
	} else {
		s.record(c.Request.Context(), s.deed(c, zagaj.Operator{Shop: in.Shop, ID: who}, "installation.authorize", string(in.ID), in.Address))
	}
	c.Redirect(http.StatusSeeOther, "/panel/settings/install?connect="+outcome)
	return nil
}

// connected checks all that came back, trades the code for a token and keeps it.
func (s *Server) connected(c *gin.Context) (zagaj.Installation, zagaj.OperatorID, error) {
	var none zagaj.Installation
	state, err := toPlatform.state(c)
	if err != nil {
		return none, "", err
	}
	query := c.Request.URL.Query()
	ctx, cancel := context.WithTimeout(c.Request.Context(), askWithin)
	defer cancel()
	ticket, err := s.store.TakeTicket(ctx, zagaj.TicketConnect, hashToken(state), s.now())
	if err != nil {
		return none, "", errBadLink(err)
	}
	in, err := s.store.Installation(ctx, zagaj.InstallationID(ticket.Body))
	if err != nil || in.Shop != ticket.Shop {
		return none, "", zagaj.E(zagaj.CodeNotFound, "no such installation")
	}
	door, err := s.oauthDoor(in)
	if err != nil {
		return in, "", err
	}
	if err := door.Trust(in, query, s.now()); err != nil {
		return in, "", err
	}
	if err := s.enter(ctx, door, in, query); err != nil {
		return in, "", err
	}
	return in, ticket.Operator, nil
}

// enter keeps the token; then it registers the webhooks, so that the merchant has nothing else to do. What fails there is told by the
// connection's check, and tried again every hour.
func (s *Server) enter(ctx context.Context, door plugin.Authorizer, in zagaj.Installation, query url.Values) error {
	remote := plugin.Remote{Client: s.shops, Address: in.Address, Credentials: in.Credentials}
	credentials, err := door.Enter(ctx, remote, query.Get("code"))
	if err != nil {
		return err
	}
	in.Credentials = credentials
	if err := s.keepInstallation(ctx, in); err != nil {
		return err
	}
	remote = s.registerHooks(ctx, in)
	shop, err := s.store.Shop(ctx, in.Shop)
	if err == nil {
		err = door.SwitchOn(ctx, remote, shop.Key)
	}
	if err != nil {
		s.log.Info("switch the pixel on", "installation", in.ID, "error", err)
	}
	return nil
}
