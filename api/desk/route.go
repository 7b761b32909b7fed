package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/zagaj/zagaj"
)

// Want is what a visitor needs of an operator. It ranks the free ones and excludes nobody.
type Want struct {
	Visitor  zagaj.VisitorID
	Language string // two letters
	Skill    string // the category of the page in view
}

// Route returns the free operator who suits the visitor best: who answered last, who speaks the language, who knows the
// category, who has the fewest seats in use. It is "" when every seat is taken. The store has the last word: between
// this look and the claim somebody may be faster.
func (d *Desk) Route(ctx context.Context, shop zagaj.ShopID, w Want, except ...zagaj.OperatorID) (zagaj.OperatorID, error) {
	seats, err := d.Seats(ctx, shop)
	if err != nil {
		return "", err
	}
	free := slices.DeleteFunc(seats, func(s zagaj.Seat) bool {
		return !s.On || s.Used >= s.Seats || slices.Contains(except, s.ID) || d.isCutOff(shop, s.ID)
	})
	return d.bestOf(ctx, shop, free, w)
}

// bestOf returns who of these suits the visitor best, "" of none.
func (d *Desk) bestOf(ctx context.Context, shop zagaj.ShopID, free []zagaj.Seat, w Want) (zagaj.OperatorID, error) {
	if len(free) < 2 {
		for _, s := range free {
			return s.ID, nil
		}
		return "", nil
	}
	fit, err := d.fitness(ctx, shop, w)
	if err != nil {
		return "", err
	}
	best := slices.MinFunc(free, func(a, b zagaj.Seat) int {
		return cmp.Or(cmp.Compare(fit(b.ID), fit(a.ID)), cmp.Compare(a.Used, b.Used), cmp.Compare(a.ID, b.ID))
	})
	return best.ID, nil
}

// The weights put a known face before a common language, and both before knowledge of the category.
const (
	fitsFace     = 4
	fitsLanguage = 2
	fitsSkill    = 1
)

func (d *Desk) fitness(ctx context.Context, shop zagaj.ShopID, w Want) (func(zagaj.OperatorID) int, error) {
	last, err := d.Store.LastOperatorOf(ctx, shop, w.Visitor)
	if err != nil && zagaj.CodeOf(err) != zagaj.CodeNotFound {
		return nil, fmt.Errorf("last operator: %w", err)
	}
	profiles, err := d.Store.Profiles(ctx, shop)
	if err != nil {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	points := map[zagaj.OperatorID]int{}
	if last != "" {
		points[last] = fitsFace
	}
	for _, p := range profiles {
		if w.Language != "" && slices.Contains(p.Languages, w.Language) {
			points[p.Operator] += fitsLanguage
		}
		if w.Skill != "" && slices.ContainsFunc(p.Skills, func(skill string) bool { return strings.EqualFold(skill, w.Skill) }) {
			points[p.Operator] += fitsSkill
		}
	}
	return func(id zagaj.OperatorID) int { return points[id] }, nil
}
