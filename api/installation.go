package api

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

// installationRoutes are about the connections to shop platforms.
func (s *Server) installationRoutes(p *gin.RouterGroup) {
	p.GET("/installations", s.signed(s.listInstallations))
	p.POST("/installations", s.managed(s.addInstallation))
	p.PUT("/installations/:id", s.managed(s.saveInstallation))
	p.POST("/installations/:id/secret", s.managed(s.rotateInstallation))
	p.DELETE("/installations/:id/secret", s.managed(s.endRotation))
	p.POST("/installations/:id/authorize", s.managed(s.authorizeInstallation))
	p.POST("/handshake", s.managed(s.beginHandshake))
	p.POST("/handshake/code", s.wrap(s.endHandshake))
	p.GET("/connect", s.wrap(s.endConnect))
	p.GET("/connect/:id", s.wrap(s.beginConnect))
	p.POST("/installations/:id/check", s.managed(s.checkInstallation))
	p.POST("/installations/:id/repair", s.managed(s.repairInstallation))
	p.POST("/installations/:id/backfill", s.managed(s.startBackfill))
	p.GET("/installations/:id/backfill", s.managed(s.showBackfill))
}

// installationItem is a connection as the panel sees it: with what is wrong, as far as its own deliveries tell.
type installationItem struct {
	zagaj.Installation
	Secrets   int  `json:"secrets"`   // how many are good; two while one is rotated
	Connected bool `json:"connected"` // somebody entered the credentials of the shop's API
	// Door is how far OAuth is: "" where the platform has none, "shut" until the merchant lets Zagaj in, then "open".
	Door     string           `json:"door"`
	Needs    []string         `json:"needs"` // the names of those credentials; none where there is no API to ask
	Findings []plugin.Finding `json:"findings"`
	Limits   []plugin.Limit   `json:"limits"` // what the platform cannot give
}

func (s *Server) item(in zagaj.Installation) installationItem {
	item := installationItem{Installation: in, Secrets: len(in.Secrets), Connected: len(in.Credentials) > 0, Needs: []string{}, Limits: []plugin.Limit{},
		Findings: plugin.Seen(s.platforms[in.Platform], in, s.now())}
	if a, ok := s.platforms[in.Platform]; ok {
		item.Limits = plugin.LimitsOf(a)
		if c, ok := a.(plugin.Connector); ok {
			item.Needs = c.Needs()
		}
		if app, ok := a.(plugin.Installer); ok {
			item.Connected = app.Installed(in)
		}
		if door, ok := a.(plugin.Authorizer); ok {
			item.Door = "shut"
			if door.Allowed(in) {
				item.Door = "open"
			}
		}
	}
	return item
}

func (s *Server) listInstallations(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Installations(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("installations: %w", err)
	}
	items := make([]installationItem, len(list))
	for i, in := range list {
		items[i] = s.item(in)
	}
	limits := map[string][]plugin.Limit{}
	for name, a := range s.platforms {
		limits[name] = plugin.LimitsOf(a)
	}
	c.JSON(http.StatusOK, gin.H{"installations": items, "platforms": slices.Sorted(maps.Keys(s.platforms)), "limits": limits})
	return nil
}

// Bounds of a secret that a platform has made: the longest are sets of public keys.
const minSecret, maxSecret = 8, 8000

// platformSecret takes the platform's own secret, or makes one in the form that Standard Webhooks prescribes; platforms that take any
// text take this too.
func platformSecret(own string) (string, error) {
	if own = strings.TrimSpace(own); own != "" {
		if len(own) < minSecret || len(own) > maxSecret {
			return "", zagaj.E(zagaj.CodeInvalid, "the secret needs 8 to 8000 characters")
		}
		return own, nil
	}
	return newSecret(), nil
}

// addInstallation connects a shop platform. The secret is made here, unless the platform makes its own, and told once,
// in this answer.
func (s *Server) addInstallation(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Platform string `json:"platform"`
		Secret   string `json:"secret"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if _, ok := s.platforms[in.Platform]; !ok {
		return zagaj.E(zagaj.CodeInvalid, "this platform is not known")
	}
	secret, err := platformSecret(in.Secret)
	if err != nil {
		return err
	}
	n := zagaj.Installation{ID: zagaj.InstallationID(s.newID()), Shop: o.Shop, Platform: in.Platform, Secrets: []string{secret}, CreatedAt: s.now()}
	if err := s.store.AddInstallation(c.Request.Context(), n); err != nil {
		return fmt.Errorf("add installation: %w", err)
	}
	s.audit(c, o, "installation.add", string(n.ID), n.Platform)
	c.JSON(http.StatusOK, gin.H{"installation": s.item(n), "secret": secret, "url": s.hookURL(n)})
	return nil
}

func (s *Server) hookURL(in zagaj.Installation) string {
	return s.publicURL + "/hooks/" + in.Platform + "/" + string(in.ID)
}

// ownInstallation returns the connection that the path names; another shop's is as absent as one that nobody has.
func (s *Server) ownInstallation(c *gin.Context, o zagaj.Operator) (zagaj.Installation, error) {
	in, err := s.store.Installation(c.Request.Context(), zagaj.InstallationID(c.Param("id")))
	if zagaj.CodeOf(err) == zagaj.CodeNotFound || err == nil && in.Shop != o.Shop {
		return in, zagaj.E(zagaj.CodeNotFound, "no such installation")
	}
	if err != nil {
		return in, fmt.Errorf("installation: %w", err)
	}
	return in, nil
}

// keepInstallation writes a changed connection, so that the next delivery is checked by it.
func (s *Server) keepInstallation(ctx context.Context, in zagaj.Installation) error {
	if err := s.store.SaveInstallation(ctx, in); err != nil {
		return fmt.Errorf("save installation: %w", err)
	}
	s.connections.forget(in.ID)
	return nil
}

// maxCredential bounds each of the texts that a platform's API asks for.
const maxCredential = 2000

// saveInstallation keeps where the shop's own API is and what it asks for. They are sealed, and never told again.
func (s *Server) saveInstallation(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	var given struct {
		Address     string            `json:"address"`
		Credentials map[string]string `json:"credentials"`
	}
	if err := decode(c, &given); err != nil {
		return err
	}
	connector, ok := s.platforms[in.Platform].(plugin.Connector)
	if !ok {
		return zagaj.E(zagaj.CodeInvalid, "this platform has no API that we ask")
	}
	door, hasDoor := connector.(plugin.Authorizer)
	if hasDoor {
		if given.Address, err = door.ShopAddress(given.Address); err != nil {
			return err
		}
	}
	at, err := url.Parse(given.Address)
	if err != nil || at.Scheme != "https" || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" || len(given.Address) > 300 {
		return zagaj.E(zagaj.CodeInvalid, "address is not the https address of a shop")
	}
	if err := checkCredentials(connector, given.Credentials); err != nil {
		return err
	}
	given.Address = strings.TrimRight(given.Address, "/")
	if _, ok := connector.(plugin.Installer); ok && given.Address == in.Address { // what the app's installation gave comes once
		for name, value := range in.Credentials {
			if _, ok := given.Credentials[name]; !ok {
				given.Credentials[name] = value
			}
		}
	}
	in.Address, in.Credentials = given.Address, given.Credentials
	if signer, ok := connector.(interface{ SignsWith() string }); ok && !slices.Contains(in.Secrets, given.Credentials[signer.SignsWith()]) {
		in.Secrets = withNewest(in.Secrets, given.Credentials[signer.SignsWith()])
	}
	if err := s.keepInstallation(c.Request.Context(), in); err != nil {
		return err
	}
	s.audit(c, o, "installation.connect", string(in.ID), in.Address)
	c.JSON(http.StatusOK, s.item(in))
	return nil
}

// checkCredentials fails with CodeInvalid unless they are just those that the platform's API asks for.
func checkCredentials(connector plugin.Connector, given map[string]string) error {
	for _, name := range connector.Needs() {
		if value := strings.TrimSpace(given[name]); value == "" || len(value) > maxCredential {
			return zagaj.E(zagaj.CodeInvalid, "credentials."+name+" is missing or too long")
		}
	}
	if len(given) != len(connector.Needs()) {
		return zagaj.E(zagaj.CodeInvalid, "credentials holds a name that the platform does not ask for")
	}
	return nil
}

// withNewest puts a secret before the newest one so far, which stays good; older ones go.
func withNewest(secrets []string, secret string) []string {
	return append([]string{secret}, secrets[:min(1, len(secrets))]...)
}

// rotateInstallation makes a new secret and keeps the one before, so that no delivery is refused while the shop is set to the new one.
func (s *Server) rotateInstallation(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	var given struct {
		Secret string `json:"secret"`
	}
	if err := decode(c, &given); err != nil {
		return err
	}
	secret, err := platformSecret(given.Secret)
	if err != nil {
		return err
	}
	in.Secrets = withNewest(in.Secrets, secret)
	if err := s.keepInstallation(c.Request.Context(), in); err != nil {
		return err
	}
	s.audit(c, o, "installation.rotate", string(in.ID), in.Platform)
	c.JSON(http.StatusOK, gin.H{"installation": s.item(in), "secret": secret, "url": s.hookURL(in)})
	return nil
}

// endRotation ends a rotation: from now on only the newest secret is good.
func (s *Server) endRotation(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	in.Secrets = in.Secrets[:min(1, len(in.Secrets))]
	if err := s.keepInstallation(c.Request.Context(), in); err != nil {
		return err
	}
	s.audit(c, o, "installation.rotated", string(in.ID), in.Platform)
	c.JSON(http.StatusOK, s.item(in))
	return nil
}

// askWithin bounds how long a panel's request waits for a shop's API.
const askWithin = 20 * time.Second

// remote is the shop's API of a connection. It fails with CodeInvalid where there is none, or nobody gave its credentials.
func (s *Server) remote(in zagaj.Installation) (plugin.Connector, plugin.Remote, error) {
	return plugin.Reach(s.platforms[in.Platform], in, s.shops, s.hookURL(in))
}

// checkInstallation says what is wrong with a connection, with the shop's own API asked where there is one.
func (s *Server) checkInstallation(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	findings, hooks := plugin.Check(c.Request.Context(), s.platforms[in.Platform], in, s.shops, s.hookURL(in), s.now())
	c.JSON(http.StatusOK, gin.H{"findings": findings, "hooks": orEmpty(hooks)})
	return nil
}

// repairInstallation makes and switches on the webhooks that the connection needs.
func (s *Server) repairInstallation(c *gin.Context, o zagaj.Operator) error {
	in, err := s.ownInstallation(c, o)
	if err != nil {
		return err
	}
	connector, remote, err := s.remote(in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), askWithin)
	defer cancel()
	hooks, err := s.repair(ctx, in.ID, connector, remote)
	if err != nil {
		return shopError(err)
	}
	s.audit(c, o, "installation.repair", string(in.ID), in.Platform)
	c.JSON(http.StatusOK, gin.H{"hooks": hooks})
	return nil
}

// shopError tells the panel of a shop's refusal without seeming to be a refusal of ours: who is signed in stays signed in.
func shopError(err error) error {
	switch zagaj.CodeOf(err) {
	case zagaj.CodeUnauthorized, zagaj.CodeForbidden, zagaj.CodeUnavailable, zagaj.CodeTooMany:
		return zagaj.E(zagaj.CodeConflict, err.Error())
	}
	return err
}
