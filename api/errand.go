package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// errand is what a browser is sent to another site for. A cookie that only comes along to its path binds it to that browser.
type errand struct {
	cookie, path string
	life         time.Duration // how long somebody may take to come back
}

// sendAway binds the errand's state to the browser: Lax, because its way back is a visit from another site.
func (s *Server) sendAway(c *gin.Context, e errand, state string) {
	s.bind(c, e, state, int(e.life.Seconds()))
}

// cameBack ends the errand, whatever became of it.
func (s *Server) cameBack(c *gin.Context, e errand) { s.bind(c, e, "", -1) }

func (s *Server) bind(c *gin.Context, e errand, state string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: e.cookie, Value: state, Path: e.path, HttpOnly: true, Secure: s.overTLS(),
		SameSite: http.SameSiteLaxMode, MaxAge: age})
}

// state returns what came back. It fails with CodeUnauthorized when another browser was sent.
func (e errand) state(c *gin.Context) (string, error) {
	state := c.Query("state")
	if bound, err := c.Request.Cookie(e.cookie); err != nil || state == "" || !equal(bound.Value, state) {
		return "", zagaj.E(zagaj.CodeUnauthorized, "another browser began this")
	}
	return state, nil
}
