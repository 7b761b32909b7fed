package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/triggers/backtest"
)

// ShopConfig reads what decides in a shop from its tables.
func ShopConfig(ctx context.Context, store *sql.Store, id zagaj.ShopID) (triggers.ShopConfig, error) {
	c := triggers.ShopConfig{Shop: id}
	var err error
	if c.Rules, err = store.Rules(ctx, id); err != nil {
		return c, fmt.Errorf("rules: %w", err)
	}
	if c.Schedule, err = store.Schedule(ctx, id); err != nil {
		return c, fmt.Errorf("schedule: %w", err)
	}
	if c.Policy, err = store.Policy(ctx, id); err != nil {
		return c, fmt.Errorf("policy: %w", err)
	}
	all, err := store.Experiments(ctx, id)
	if err != nil {
		return c, fmt.Errorf("experiments: %w", err)
	}
	c.Experiments = running(all)
	return c, nil
}

// SettingsAt is what decided in a shop at an instant; what decides now when the log does not tell.
func SettingsAt(ctx context.Context, store *sql.Store, id zagaj.ShopID, at zagaj.Instant) (triggers.ShopConfig, error) {
	c, err := store.SettingsAt(ctx, id, at)
	if zagaj.CodeOf(err) == zagaj.CodeNotFound {
		return ShopConfig(ctx, store, id)
	}
	if err != nil {
		return c, fmt.Errorf("settings: %w", err)
	}
	return c, nil
}

// ExplainAt replays the log of the day before an instant and tells how a rule stood for a visitor then, by the settings of
// each moment.
func ExplainAt(ctx context.Context, store *sql.Store, shop zagaj.ShopID, visitor zagaj.VisitorID, rule zagaj.RuleID, at zagaj.Instant) (triggers.Explanation, error) {
	c, err := SettingsAt(ctx, store, shop, at.Add(-replayWindow))
	if err != nil {
		return triggers.Explanation{}, err
	}
	events, err := store.EventsUntil(ctx, shop, visitor, at.Add(-replayWindow), at)
	if err != nil {
		return triggers.Explanation{}, fmt.Errorf("log: %w", err)
	}
	var told []zagaj.Instant // what the platform told of others shows that it was not silent
	if c.Policy.StaleAfter > 0 || slices.ContainsFunc(events, func(ev zagaj.Event) bool { return ev.Settings != nil && ev.Settings.Policy.StaleAfter > 0 }) {
		if told, err = store.ToldByShop(ctx, shop, at.Add(-replayWindow), at); err != nil {
			return triggers.Explanation{}, fmt.Errorf("log: %w", err)
		}
	}
	return triggers.ExplainAt(c, func(yield func(zagaj.Event, error) bool) {
		for _, ev := range events {
			for ; len(told) > 0 && told[0] <= ev.ReceivedAt; told = told[1:] {
				if !yield(zagaj.Event{Shop: shop, Source: zagaj.FromShop, ReceivedAt: told[0]}, nil) {
					return
				}
			}
			if !yield(ev, nil) {
				return
			}
		}
		for _, t := range told {
			if !yield(zagaj.Event{Shop: shop, Source: zagaj.FromShop, ReceivedAt: t}, nil) {
				return
			}
		}
	}, visitor, rule, at)
}

// explain tells how a rule stands for a visitor, now or with at=MILLISECONDS at an instant of the past.
func (s *Server) explain(c *gin.Context, o zagaj.Operator) error {
	visitor, rule := zagaj.VisitorID(c.Param("id")), zagaj.RuleID(c.Query("rule"))
	var e triggers.Explanation
	var err error
	if text := c.Query("at"); text == "" {
		e, err = s.engine.Explain(o.Shop, visitor, rule)
	} else {
		at, bad := strconv.ParseInt(text, 10, 64)
		if bad != nil || at <= 0 || zagaj.Instant(at) > s.now() {
			return zagaj.E(zagaj.CodeInvalid, "at: milliseconds since 1970, not in the future")
		}
		e, err = ExplainAt(c.Request.Context(), s.store, o.Shop, visitor, rule, zagaj.Instant(at))
	}
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, e)
	return nil
}

// checkRule says what is wrong with a rule that is not saved yet, or perhaps not meant.
func (s *Server) checkRule(c *gin.Context, o zagaj.Operator) error {
	var r zagaj.Rule
	if err := decode(c, &r); err != nil {
		return err
	}
	if err := triggers.ValidateRule(r); err != nil {
		return err
	}
	policy, err := s.store.Policy(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"warnings": triggers.Warnings(r, policy, s.now())})
	return nil
}

// previewSchedule tells what a schedule that is not saved yet will do.
func (s *Server) previewSchedule(c *gin.Context, _ zagaj.Operator) error {
	var schedule zagaj.Schedule
	if err := decode(c, &schedule); err != nil {
		return err
	}
	p, err := triggers.PreviewSchedule(schedule, s.now())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, p)
	return nil
}

// Bounds of a back-test asked for by the panel.
const (
	maxTestDays = 31
	testTime    = time.Minute
)

// testRule replays the shop's last days with a rule that is not saved yet, beside the others as they are.
func (s *Server) testRule(c *gin.Context, o zagaj.Operator) error {
	in := struct {
		Rule zagaj.Rule `json:"rule"`
		Days int        `json:"days"`
	}{Days: 7}
	if err := decode(c, &in); err != nil {
		return err
	}
	if in.Days < 1 || in.Days > maxTestDays {
		return zagaj.E(zagaj.CodeInvalid, fmt.Sprintf("days: 1 to %d", maxTestDays))
	}
	in.Rule.Shop, in.Rule.Enabled, in.Rule.DryRun = o.Shop, true, false
	if in.Rule.ID == "" {
		in.Rule.ID = "new"
	}
	if err := triggers.ValidateRule(in.Rule); err != nil {
		return err
	}
	select {
	case s.testing <- struct{}{}:
		defer func() { <-s.testing }()
	default:
		return zagaj.E(zagaj.CodeUnavailable, "another back-test is running; try again in a moment")
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), testTime)
	defer cancel()
	since := s.now().Add(-time.Duration(in.Days) * 24 * time.Hour)
	config, err := SettingsAt(ctx, s.store, o.Shop, since)
	if err != nil {
		return err
	}
	report, err := backtest.RunOwn(config, []zagaj.Rule{in.Rule}, s.store.EventsSince(ctx, o.Shop, since))
	if err != nil {
		return fmt.Errorf("back-test: %w", err)
	}
	c.JSON(http.StatusOK, report)
	return nil
}
