package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// petitionRoutes are about what platforms ask on behalf of people.
func (s *Server) petitionRoutes(p *gin.RouterGroup) {
	p.GET("/petitions", s.managed(s.listPetitions))
	p.GET("/petitions/:id/file", s.managed(s.takePetition))
}

// petition does what a platform asks on behalf of a person or of its shop, before the event itself is kept: the log names nobody
// who was erased or who asked. A copy is made once and a shop erased once, however often the delivery is repeated. A person is erased each time:
// that they ask again, after they came back, may be told by the very same bytes.
func (s *Server) petition(ctx context.Context, events []zagaj.Event) error {
	for i, ev := range events {
		p := zagaj.Petition{Shop: ev.Shop, At: ev.ReceivedAt}
		switch ev.Kind {
		case zagaj.KindErase:
			p.Kind = zagaj.PetitionErase
		case zagaj.KindExport:
			p.Kind = zagaj.PetitionExport
		case zagaj.KindClear:
			p.Kind = zagaj.PetitionClear
		default:
			continue
		}
		p.ID = petitionID(ev)
		if err := s.meet(ctx, p, ev); err != nil {
			return fmt.Errorf("%s: %w", p.Kind, err)
		}
		events[i].Visitor, events[i].Alias = "", nil
	}
	return nil
}

func petitionID(ev zagaj.Event) string {
	sum := sha256.Sum256([]byte(string(ev.Source) + "\x00" + string(ev.ID)))
	return hex.EncodeToString(sum[:16])
}

// meet does what a petition asks for and keeps its receipt, once. A crash between the two does it once more, which changes nothing.
func (s *Server) meet(ctx context.Context, p zagaj.Petition, ev zagaj.Event) error {
	known, err := s.store.HasPetition(ctx, p.Shop, p.ID)
	if err != nil || known && p.Kind != zagaj.PetitionErase {
		return err
	}
	in, err := s.store.Installation(ctx, ev.Installation)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return err
	}
	p.Platform = in.Platform
	who := sql.Person{Shop: ev.Shop, Visitor: ev.Visitor}
	if ev.Alias != nil && ev.Alias.Kind == zagaj.AliasCustomer {
		who.Customer = ev.Alias.Value
	}
	var file []byte
	var receipt zagaj.Deed
	switch p.Kind {
	case zagaj.PetitionErase:
		receipt = zagaj.Deed{Action: "petition.erase"}
		p.Entries, err = s.erase(ctx, who)
	case zagaj.PetitionExport:
		receipt = zagaj.Deed{Action: "petition.export"}
		p.Customer, p.DueAt = who.Customer, p.At+zagaj.PetitionDue
		file, p.Entries, err = s.copyOf(ctx, who)
	case zagaj.PetitionClear:
		receipt = zagaj.Deed{Action: "petition.clear"}
		p.Entries, err = s.clear(ctx, in, p.At)
	}
	if err != nil {
		return err
	}
	receipt.Shop, receipt.At, receipt.Target, receipt.Detail = p.Shop, s.now(), p.Platform, fmt.Sprintf("%d rows", p.Entries)
	return s.store.KeepPetition(ctx, p, file, receipt)
}

// maxCopy bounds the copy of a person's data, in bytes; a longer one is made without the pictures, which are in the conversation.
const maxCopy = 32 << 20

// copyOf writes all that is stored of a person. That nothing is stored is an answer, too.
func (s *Server) copyOf(ctx context.Context, who sql.Person) ([]byte, int64, error) {
	found, err := s.store.Export(ctx, who)
	if err != nil {
		return nil, 0, err
	}
	entries := int64(0)
	for _, rows := range found {
		entries += int64(len(rows))
	}
	if found == nil {
		found = map[string][]map[string]any{}
	}
	text, err := json.Marshal(found)
	if err == nil && len(text) > maxCopy {
		for _, row := range found["photos"] {
			delete(row, "small")
			delete(row, "large")
		}
		text, err = json.Marshal(found)
	}
	return text, entries, err
}

// atWork is how long after its last delivery a connection still counts as in use.
const atWork = 30 * 24 * time.Hour

// clear removes the data of all people of the shop. A shop that has moved to another platform keeps what it has from there: then
// only what this connection told goes, and its credentials go either way.
func (s *Server) clear(ctx context.Context, in zagaj.Installation, now zagaj.Instant) (int64, error) {
	all, err := s.store.Installations(ctx, in.Shop)
	if err != nil {
		return 0, err
	}
	others := false
	for _, other := range all {
		others = others || other.ID != in.ID && other.LastEventAt > now.Add(-atWork)
	}
	if len(in.Credentials) > 0 {
		in.Credentials = nil
		if err := s.keepInstallation(ctx, in); err != nil {
			return 0, err
		}
	}
	if others {
		return s.store.EraseTold(ctx, in.Shop, in.ID)
	}
	return s.eraseShop(ctx, in.Shop)
}

// listPetitions answers what platforms asked and what was done, with whose data wait to be passed on.
func (s *Server) listPetitions(c *gin.Context, o zagaj.Operator) error {
	list, err := s.store.Petitions(c.Request.Context(), o.Shop, beforeOf(c), listLimit)
	if err != nil {
		return fmt.Errorf("petitions: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"petitions": orEmpty(list)})
	return nil
}

// takePetition answers the copy of a person's data that a platform asked for, as a file.
func (s *Server) takePetition(c *gin.Context, o zagaj.Operator) error {
	file, err := s.store.TakePetition(c.Request.Context(), o.Shop, c.Param("id"))
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return zagaj.E(zagaj.CodeNotFound, "there is no copy, or it is gone")
	}
	if err != nil {
		return fmt.Errorf("take petition: %w", err)
	}
	s.audit(c, o, "petition.take", c.Param("id"), "")
	c.Header("Content-Disposition", `attachment; filename="zagaj-person.json"`)
	c.Data(http.StatusOK, "application/json; charset=utf-8", file)
	return nil
}
