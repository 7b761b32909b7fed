package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/triggers"
)

// houseRoutes are about what is kept, whose it is, what was mailed and who means to work when.
func (s *Server) houseRoutes(p *gin.RouterGroup) {
	p.GET("/retention", s.managed(s.showRetention))
	p.PUT("/retention", s.managed(s.saveRetention))
	p.GET("/person", s.managed(s.exportPerson))
	p.DELETE("/person", s.managed(s.erasePerson))
	s.petitionRoutes(p)
	p.GET("/letters", s.managed(s.listLetters))
	p.GET("/shifts", s.signed(s.showShifts))
	p.PUT("/shifts", s.managed(s.saveShifts))
}

func (s *Server) showRetention(c *gin.Context, o zagaj.Operator) error {
	keep, own, err := s.store.KeepFor(c.Request.Context(), o.Shop, s.keep)
	if err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"days": keep.Days(), "own": own, "server": s.keep.Days()})
	return nil
}

// saveRetention keeps how many days the shop keeps what; the next night goes by it. A body without days goes back to the server's setting.
func (s *Server) saveRetention(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Days *zagaj.Retention `json:"days"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	if in.Days != nil && !in.Days.Valid() {
		return zagaj.E(zagaj.CodeInvalid, "days are 0 to 36500")
	}
	if err := s.store.SaveRetention(c.Request.Context(), o.Shop, in.Days); err != nil {
		return fmt.Errorf("save retention: %w", err)
	}
	s.audit(c, o, "retention.save", "", "")
	return s.showRetention(c, o)
}

// asked reads which person of the shop a request means: a browser, a customer of the platform, or both.
func asked(c *gin.Context, shop zagaj.ShopID) (sql.Person, error) {
	who := sql.Person{Shop: shop, Visitor: zagaj.VisitorID(strings.TrimSpace(c.Query("visitor"))), Customer: strings.TrimSpace(c.Query("customer"))}
	if (who.Visitor == "" && who.Customer == "") || len(who.Visitor) > 200 || len(who.Customer) > 200 {
		return who, zagaj.E(zagaj.CodeInvalid, "visitor or customer names the person")
	}
	return who, nil
}

// exportPerson answers all that is stored of a person, as a file.
func (s *Server) exportPerson(c *gin.Context, o zagaj.Operator) error {
	who, err := asked(c, o.Shop)
	if err != nil {
		return err
	}
	found, err := s.store.Export(c.Request.Context(), who)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if len(found) == 0 {
		return zagaj.E(zagaj.CodeNotFound, "nothing is stored of this person")
	}
	s.audit(c, o, "person.export", "", "")
	c.Header("Content-Disposition", `attachment; filename="zagaj-person.json"`)
	c.JSON(http.StatusOK, found)
	return nil
}

// erasePerson removes all that is stored of a person. The audit log is never changed, so it does not name whom.
func (s *Server) erasePerson(c *gin.Context, o zagaj.Operator) error {
	who, err := asked(c, o.Shop)
	if err != nil {
		return err
	}
	removed, err := s.erase(c.Request.Context(), who)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	s.audit(c, o, "person.erase", "", fmt.Sprintf("%d rows", removed))
	c.JSON(http.StatusOK, gin.H{"removed": removed})
	return nil
}

// listLetters answers which e-mails went and which did not. Addresses are not among it: they are sealed, and gone once a letter is.
func (s *Server) listLetters(c *gin.Context, o zagaj.Operator) error {
	before := beforeOf(c)
	list, err := s.store.Letters(c.Request.Context(), o.Shop, before, listLimit)
	if err != nil {
		return fmt.Errorf("letters: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"letters": orEmpty(list), "mailer": s.mailer != nil})
	return nil
}

func (s *Server) showShifts(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Shifts(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("shifts: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"shifts": list})
	return nil
}

// saveShifts replaces when the shop's people mean to work.
func (s *Server) saveShifts(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Shifts zagaj.Shifts `json:"shifts"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	schedule, err := s.store.Schedule(ctx, o.Shop)
	if err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	if len(in.Shifts) > zagaj.MaxShiftPeople {
		return zagaj.E(zagaj.CodeInvalid, "shifts: 200 people at most")
	}
	for id, lines := range in.Shifts {
		if len(lines) > zagaj.MaxShiftLines {
			return zagaj.E(zagaj.CodeInvalid, "shifts: 20 lines for a person at most")
		}
		if _, err := s.store.Operator(ctx, o.Shop, id); err != nil {
			return zagaj.E(zagaj.CodeInvalid, "shifts name somebody who is not there")
		}
		if err := triggers.ValidateSchedule(zagaj.Schedule{Shop: o.Shop, Zone: schedule.Zone, Open: lines}); err != nil {
			return err
		}
	}
	if in.Shifts == nil {
		in.Shifts = zagaj.Shifts{}
	}
	if err := s.store.SaveShifts(ctx, o.Shop, in.Shifts); err != nil {
		return fmt.Errorf("save shifts: %w", err)
	}
	s.audit(c, o, "shifts.save", "", "")
	return s.showShifts(c, o)
}
