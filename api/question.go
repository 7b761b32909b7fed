package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/desk"
)

// suggestQuestions answers the widget with the questions that fit the page in view. While nobody can answer, only those
// are left which the page's own facts answer.
func (s *Server) suggestQuestions(ctx context.Context, v *caller) (zagaj.Frame, error) {
	list, err := s.desk.Suggest(ctx, v.shop.ID, v.page, v.lang, s.canAnswer(v.shop.ID))
	if err != nil {
		return nil, err
	}
	return zagaj.QuestionsFrame{Questions: list}, nil
}

// knownQuestion returns the id when the shop has such a question, else "": what a browser makes up is not counted.
func (s *Server) knownQuestion(ctx context.Context, shop zagaj.ShopID, id zagaj.QuestionID) (zagaj.QuestionID, error) {
	if id == "" {
		return "", nil
	}
	set, err := s.desk.QuestionSet(ctx, shop)
	if err != nil {
		return "", fmt.Errorf("questions: %w", err)
	}
	if !slices.ContainsFunc(set, func(q zagaj.Question) bool { return q.ID == id }) {
		return "", nil
	}
	return id, nil
}

// tapQuestion counts a question that the shop's own answer has answered on the spot. Like messages, taps have a pace.
func (s *Server) tapQuestion(ctx context.Context, v *caller, id zagaj.QuestionID) error {
	if !s.mayWrite(v) {
		return errTooFast
	}
	id, err := s.knownQuestion(ctx, v.shop.ID, id)
	if err != nil || id == "" {
		return err
	}
	return s.store.TapQuestion(ctx, v.shop.ID, id)
}

// listQuestions answers the shop's questions, those it began with until it has written its own, and their counts.
func (s *Server) listQuestions(c *gin.Context, o zagaj.Operator) error {
	set, err := s.desk.QuestionSet(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	counts, err := s.store.QuestionCounts(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("counts of questions: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"questions": orEmpty(set), "counts": counts})
	return nil
}

// saveQuestions replaces the shop's questions. An id that stays keeps its counts.
func (s *Server) saveQuestions(c *gin.Context, o zagaj.Operator) error {
	var in struct {
		Questions []zagaj.Question `json:"questions"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	for i, q := range in.Questions {
		q.Category, q.Product = clip(strings.TrimSpace(q.Category), 200), zagaj.ProductID(clip(string(q.Product), 200))
		for _, texts := range []map[string]string{q.Text, q.Answer} {
			for lang, text := range texts {
				texts[lang] = cleanText(text)
			}
		}
		if q.ID == "" {
			q.ID = zagaj.QuestionID(s.newID())
		}
		in.Questions[i] = q
	}
	if err := desk.CheckQuestions(in.Questions); err != nil {
		return err
	}
	if err := s.store.SaveQuestionSet(c.Request.Context(), o.Shop, orEmpty(in.Questions)); err != nil {
		return fmt.Errorf("save questions: %w", err)
	}
	s.audit(c, o, "questions_changed", "", "")
	return s.listQuestions(c, o)
}
