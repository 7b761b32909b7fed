package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

func (s *Server) listPeople(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Operators(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("operators: %w", err)
	}
	if !may(o, maySet) { // colleagues' addresses are for those who manage them
		for i := range list {
			list[i].Email = ""
		}
	}
	c.JSON(http.StatusOK, gin.H{"people": orEmpty(list)})
	return nil
}

// savePerson changes a colleague's name, role and seats, or lets them in no longer. Nobody gives or takes a role above
// the own, and a shop always keeps an owner.
func (s *Server) savePerson(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Name     string             `json:"name"`
		Role     zagaj.OperatorRole `json:"role"`
		Seats    int                `json:"seats"`
		Disabled bool               `json:"disabled"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	person, err := s.store.Operator(ctx, o.Shop, zagaj.OperatorID(c.Param("id")))
	if err != nil {
		return err
	}
	in.Name = cleanLine(in.Name, 40)
	switch {
	case in.Name == "":
		return zagaj.E(zagaj.CodeInvalid, "a first name is needed")
	case ranks[in.Role] == noPolicy:
		return zagaj.E(zagaj.CodeInvalid, "role is owner, admin, operator or viewer")
	case in.Seats < 1 || in.Seats > 6:
		return zagaj.E(zagaj.CodeInvalid, "seats is 1 to 6")
	case ranks[in.Role] > ranks[o.Role] || ranks[person.Role] > ranks[o.Role]:
		return zagaj.E(zagaj.CodeForbidden, "nobody gives or takes a role above the own")
	}
	before := person
	person.Name, person.Role, person.Seats = in.Name, in.Role, in.Seats
	if person.DisabledAt = 0; in.Disabled {
		person.DisabledAt = max(before.DisabledAt, s.now())
	}
	if err := s.store.SaveOperator(ctx, person); err != nil {
		return fmt.Errorf("save person: %w", err)
	}
	if err := s.letGo(ctx, before, person, o.ID); err != nil {
		return err
	}
	if err := s.desk.Renew(ctx, person.Shop, person.ID); err != nil {
		return err
	}
	s.audit(c, o, "person.save", string(person.ID), fmt.Sprintf("role %s, was %s; disabled %t", person.Role, before.Role, in.Disabled))
	c.JSON(http.StatusOK, person)
	return nil
}

// letGo ends what a person may no longer have: somebody disabled or with a lower role signs in anew, if at all, and the links they have made
// or asked for, invitations first of all, work no more.
// What somebody owes who may not answer any more waits for who takes it.
func (s *Server) letGo(ctx context.Context, before, after zagaj.Operator, by zagaj.OperatorID) error {
	if after.DisabledAt > 0 || !may(after, mayTalk) {
		if err := s.desk.FreePromises(ctx, after.Shop, after.ID, by); err != nil {
			return err
		}
	}
	if after.DisabledAt == 0 && ranks[after.Role] >= ranks[before.Role] {
		return nil
	}
	if err := s.store.DropTickets(ctx, after.Shop, after.ID); err != nil {
		return fmt.Errorf("drop links: %w", err)
	}
	if err := s.endSessions(ctx, after, ""); err != nil {
		return err
	}
	if s.desk.IsAvailable(after.Shop, after.ID) {
		return s.desk.SetAvailable(ctx, after.Shop, after.ID, false)
	}
	return nil
}

// signOutPerson ends all sessions of a colleague, for a lost telephone.
func (s *Server) signOutPerson(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	person, err := s.store.Operator(ctx, o.Shop, zagaj.OperatorID(c.Param("id")))
	if err != nil {
		return err
	}
	if ranks[person.Role] > ranks[o.Role] {
		return errNotAllowed
	}
	if err := s.endSessions(ctx, person, ""); err != nil {
		return err
	}
	s.audit(c, o, "person.sign_out", string(person.ID), "")
	c.Status(http.StatusNoContent)
	return nil
}

func cleanEmail(text string) (string, error) {
	email := strings.ToLower(cleanLine(text, 200))
	name, host, ok := strings.Cut(email, "@")
	if !ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(email, " \t<>,;\"") {
		return "", zagaj.E(zagaj.CodeInvalid, "email: write the address as anna@yourshop.example")
	}
	return email, nil
}
