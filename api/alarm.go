package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// ringEvery is how exactly the ladder keeps its seconds.
const ringEvery = time.Second

// ringAlarms sounds what is due in every shop of this node until ctx ends.
func (s *Server) ringAlarms(ctx context.Context) {
	every(ctx, ringEvery, nil, func() {
		for _, shop := range s.presence.shops() {
			rung, err := s.desk.Ring(ctx, shop)
			if err = errors.Join(err, s.pushAlarms(ctx, shop, rung)); err != nil && ctx.Err() == nil {
				s.log.Warn("alarms", "shop", shop, "error", err)
			}
			if err := s.desk.EndCalls(ctx, shop); err != nil && ctx.Err() == nil {
				s.log.Warn("calls", "shop", shop, "error", err)
			}
			urged, err := s.desk.Urge(ctx, shop)
			if err = errors.Join(err, s.pushPromises(ctx, shop, urged)); err != nil && ctx.Err() == nil {
				s.log.Warn("promises", "shop", shop, "error", err)
			}
		}
	})
}

// heard keeps that an operator's panel has let an alarm be heard.
func (s *Server) heard(ctx context.Context, o *colleague, f operatorFrame) error {
	if !slices.Contains(zagaj.AlarmSteps, f.Step) {
		return zagaj.E(zagaj.CodeInvalid, "no such alarm")
	}
	s.desk.Hears(o.operator.Shop, o.operator.ID)
	return s.store.HearAlarm(ctx, zagaj.Alarm{Shop: o.operator.Shop, Conversation: f.Conversation, Seq: f.Seq, Round: f.Round, Step: f.Step,
		HeardBy: o.operator.ID, HeardAt: s.now()})
}

func (s *Server) showDeskSettings(c *gin.Context, o zagaj.Operator) error {
	set, err := s.store.DeskSettings(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	c.JSON(http.StatusOK, set)
	return nil
}

// saveDeskSettings changes what the body names; the rest stays.
func (s *Server) saveDeskSettings(c *gin.Context, o zagaj.Operator) error {
	set, err := s.store.DeskSettings(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if err := decode(c, &set); err != nil {
		return err
	}
	if err := set.Check(); err != nil {
		return err
	}
	err = s.store.SaveDeskSettings(c.Request.Context(), o.Shop, set)
	s.settings.forget(o.Shop)
	if err != nil {
		return fmt.Errorf("save settings: %w", err)
	}
	return s.showDeskSettings(c, o)
}

// listWaits answers since when the visitor waited, when a person saw it, and which alarms went off.
func (s *Server) listWaits(c *gin.Context, o zagaj.Operator) error {
	conv, err := s.talked(c, o)
	if err != nil {
		return err
	}
	waits, err := s.store.Waits(c.Request.Context(), o.Shop, conv.ID)
	if err != nil {
		return fmt.Errorf("waits: %w", err)
	}
	alarms, err := s.store.Alarms(c.Request.Context(), o.Shop, conv.ID)
	if err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	c.JSON(http.StatusOK, gin.H{"waits": waits, "alarms": alarms})
	return nil
}

// responseWindow is over which time the panel's figures of response are worked out.
const responseWindow = 7 * 24 * time.Hour

// showResponse answers how fast people saw and answered what visitors wrote in the last seven days.
func (s *Server) showResponse(c *gin.Context, o zagaj.Operator) error {
	waits, err := s.store.WaitsSince(c.Request.Context(), o.Shop, s.now().Add(-responseWindow))
	if err != nil {
		return fmt.Errorf("waits: %w", err)
	}
	var seen, answered []int64
	for _, w := range waits {
		if w.SeenAt > 0 {
			seen = append(seen, int64(w.SeenAt.Sub(w.Since).Seconds()))
		}
		if w.AnsweredBy != "" {
			answered = append(answered, int64(w.EndedAt.Sub(w.Since).Seconds()))
		}
	}
	c.JSON(http.StatusOK, gin.H{"waits": len(waits), "seen": len(seen), "seen_p50_s": share(seen, 50), "seen_p90_s": share(seen, 90),
		"answered": len(answered), "answered_p50_s": share(answered, 50), "answered_p90_s": share(answered, 90)})
	return nil
}

// share returns the least value that so many per cent of the list do not exceed, -1 of an empty list. It is one of the list: of few, what lies
// between two of them would say nothing.
func share(list []int64, percent int) int64 {
	if len(list) == 0 {
		return -1
	}
	slices.Sort(list)
	return list[(len(list)*percent+99)/100-1]
}
