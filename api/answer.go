package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

const (
	shortcutRunes = 40
	folderRunes   = 60
	suggestions   = 3
	// stemRunes is how much of a word counts when answers are suggested: Polish endings change with the case.
	stemRunes = 4
)

// visibleAnswers returns what an operator may use: the shop's and the own.
func (s *Server) visibleAnswers(ctx context.Context, o zagaj.Operator) ([]zagaj.Answer, error) {
	list, err := s.store.Answers(ctx, o.Shop)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return slices.DeleteFunc(list, func(a zagaj.Answer) bool { return a.Owner != "" && a.Owner != o.ID }), nil
}

// listAnswers answers the ready answers, with q only those that hold all of its words; accents do not count.
func (s *Server) listAnswers(c *gin.Context, o zagaj.Operator) error {
	list, err := s.visibleAnswers(c.Request.Context(), o)
	if err != nil {
		return err
	}
	for _, word := range strings.Fields(sql.Fold(clip(c.Query("q"), 200))) {
		list = slices.DeleteFunc(list, func(a zagaj.Answer) bool {
			return !strings.Contains(sql.Fold(a.Shortcut+" "+a.Folder+" "+a.Text), word)
		})
	}
	c.JSON(http.StatusOK, gin.H{"answers": orEmpty(list)})
	return nil
}

// myAnswer returns an answer this operator may use and change; a colleague's own is not found.
func (s *Server) myAnswer(ctx context.Context, o zagaj.Operator, id zagaj.AnswerID) (zagaj.Answer, error) {
	a, err := s.store.Answer(ctx, o.Shop, id)
	if err == nil && a.Owner != "" && a.Owner != o.ID {
		err = zagaj.E(zagaj.CodeNotFound, "not found")
	}
	return a, err
}

// saveAnswer adds or changes an answer; "owner" is empty for the shop's and the operator's own id for a personal one.
func (s *Server) saveAnswer(c *gin.Context, o zagaj.Operator) error {
	var a zagaj.Answer
	if err := decode(c, &a); err != nil {
		return err
	}
	a.Shop, a.Text = o.Shop, strings.TrimSpace(a.Text)
	a.Shortcut, a.Folder = clip(strings.TrimSpace(a.Shortcut), shortcutRunes), clip(strings.TrimSpace(a.Folder), folderRunes)
	if a.Owner != "" {
		a.Owner = o.ID
	}
	if err := zagaj.CheckText(a.Text); err != nil {
		return err
	}
	if a.ID == "" {
		a.ID = zagaj.AnswerID(s.newID())
	} else if _, err := s.myAnswer(c.Request.Context(), o, a.ID); err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return err
	} else if other, err := s.store.Answer(c.Request.Context(), o.Shop, a.ID); err == nil && other.Owner != "" && other.Owner != o.ID {
		return zagaj.E(zagaj.CodeConflict, "another answer has this id")
	}
	if err := s.store.SaveAnswer(c.Request.Context(), a); err != nil {
		return fmt.Errorf("save answer: %w", err)
	}
	c.JSON(http.StatusOK, a)
	return nil
}

func (s *Server) deleteAnswer(c *gin.Context, o zagaj.Operator) error {
	a, err := s.myAnswer(c.Request.Context(), o, zagaj.AnswerID(c.Param("id")))
	if err != nil {
		return err
	}
	if err := s.store.DeleteAnswer(c.Request.Context(), o.Shop, a.ID); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Server) useAnswer(c *gin.Context, o zagaj.Operator) error {
	a, err := s.myAnswer(c.Request.Context(), o, zagaj.AnswerID(c.Param("id")))
	if err != nil {
		return err
	}
	if err := s.store.UseAnswer(c.Request.Context(), o.Shop, a.ID); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// suggestAnswers answers the ready answers that share most words with the visitor's draft, last message and page. It
// counts words; nothing is learned or guessed. A draft the operators may not see counts for nothing here either.
func (s *Server) suggestAnswers(c *gin.Context, o zagaj.Operator) error {
	ctx := c.Request.Context()
	conv, err := s.store.Conversation(ctx, o.Shop, zagaj.ConversationID(c.Param("id")))
	if err != nil {
		return err
	}
	list, err := s.visibleAnswers(ctx, o)
	if err != nil {
		return err
	}
	_, draft := s.drafts.Snapshot(conv.ID)
	about := draft + " " + conv.Preview
	if page := s.pageOf(o.Shop, conv.Visitor); page != nil {
		about += " " + page.Name + " " + page.Category
	}
	c.JSON(http.StatusOK, gin.H{"answers": orEmpty(rank(list, about))})
	return nil
}

// rank returns the few answers with most stems of about in them; the more used of equals first.
func rank(list []zagaj.Answer, about string) []zagaj.Answer {
	asked := stems(about)
	score := map[zagaj.AnswerID]int{}
	list = slices.DeleteFunc(list, func(a zagaj.Answer) bool {
		for stem := range stems(a.Shortcut + " " + a.Text) {
			if asked[stem] {
				score[a.ID]++
			}
		}
		return score[a.ID] == 0
	})
	slices.SortStableFunc(list, func(a, b zagaj.Answer) int {
		return cmp.Or(cmp.Compare(score[b.ID], score[a.ID]), cmp.Compare(b.Used, a.Used), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), suggestions)]
}

// stems returns the beginnings of the words of at least stemRunes letters.
func stems(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.FieldsFunc(sql.Fold(text), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if len(word) >= stemRunes {
			out[word[:stemRunes]] = true
		}
	}
	return out
}
