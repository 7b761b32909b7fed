package triggers

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/zagaj/zagaj"
)

// Preview is what a schedule will do: the next openings and closings, and where clocks or expressions may surprise.
type Preview struct {
	Open     bool      `json:"open"`
	Flips    []Flip    `json:"flips"`    // the next ones, soonest first
	Clocks   []Clock   `json:"clocks"`   // the next changes of the clocks, within a year
	Warnings []Warning `json:"warnings"` // what is allowed and perhaps not meant
}

// Flip is an instant at which the shop opens or closes.
type Flip struct {
	At   zagaj.Instant `json:"at"`
	Open bool          `json:"open"` // from then on
	Text string        `json:"text"` // "opens Mon 26 Oct 09:00"
}

// Clock is a change of the clocks: local times that come twice, or not at all.
type Clock struct {
	At       zagaj.Instant `json:"at"`
	Repeated bool          `json:"repeated"` // else skipped
	From     string        `json:"from"`     // local times, "02:00" to "03:00"
	To       string        `json:"to"`
	Opening  bool          `json:"opening"` // the schedule is open at some of them
	Text     string        `json:"text"`    // "on 25 Oct the hour 02 is repeated"
}

// Warning is something that is allowed and perhaps not meant.
type Warning struct {
	Path string `json:"path"` // "open[1]", "who[0].value"
	Kind string `json:"kind"` // either_day, over, early, capped, short, no_text, never_open, sundays_unknown, no_closing
	Text string `json:"text"`
}

// How far a preview looks.
const (
	previewFlips = 6
	previewDays  = 70
	clocksWithin = 366 * 24 * time.Hour
)

// PreviewSchedule tells what a schedule will do from now on. CodeInvalid as CompileSchedule.
func PreviewSchedule(s zagaj.Schedule, now zagaj.Instant) (Preview, error) {
	w, err := CompileSchedule(s)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Open: w.Open(now), Flips: w.flips(now), Clocks: w.clocks(now), Warnings: []Warning{}}
	for i, spec := range w.specs {
		if eitherDay(spec) {
			p.Warnings = append(p.Warnings, eitherDayWarning(fmt.Sprintf("open[%d]", i)))
		}
	}
	switch {
	case len(p.Flips) > 0:
	case p.Open:
		p.Warnings = append(p.Warnings, Warning{"open", "no_closing", fmt.Sprintf("the shop does not close within %d days: somebody has to be there at night", previewDays)})
	default:
		p.Warnings = append(p.Warnings, Warning{"open", "never_open", fmt.Sprintf("the shop does not open within %d days", previewDays)})
	}
	if year := now.Time().In(w.zone).Year() + 1; w.sunday && tradingSundays[year] == nil {
		p.Warnings = append(p.Warnings, Warning{"trade_sundays", "sundays_unknown", fmt.Sprintf("the trading Sundays of %d are not known: all are closed", year)})
	}
	return p, nil
}

func eitherDayWarning(path string) Warning {
	return Warning{path, "either_day", "both day fields are restricted, so either one is enough: 1 in the third and 1 in the fifth is every first and every Monday"}
}

func eitherDay(s *cron.SpecSchedule) bool { return s.Dom&starBit == 0 && s.Dow&starBit == 0 }

func (w *Windows) flips(now zagaj.Instant) []Flip {
	flips := []Flip{}
	open, end := w.Open(now), now.Add(previewDays*24*time.Hour)
	for at := w.Next(now); at < end && len(flips) < previewFlips; at = w.Next(at) {
		if w.Open(at) == open { // the horizon of the search
			continue
		}
		open = !open
		verb := map[bool]string{true: "opens", false: "closes"}[open]
		flips = append(flips, Flip{at, open, verb + " " + at.Time().In(w.zone).Format("Mon 2 Jan 15:04")})
	}
	return flips
}

// clocks finds the zone's changes by comparing its offset from day to day.
func (w *Windows) clocks(now zagaj.Instant) []Clock {
	offset := func(at zagaj.Instant) int { _, o := at.Time().In(w.zone).Zone(); return o }
	clocks := []Clock{}
	const day = 24 * time.Hour
	for from := now; from < now.Add(clocksWithin); from = from.Add(day) {
		if offset(from) == offset(from.Add(day)) {
			continue
		}
		low, high := from, from.Add(day)
		for high-low > 1 {
			if middle := (low + high) / 2; offset(middle) == offset(from) {
				low = middle
			} else {
				high = middle
			}
		}
		clocks = append(clocks, w.clock(high, offset(low), offset(high)))
	}
	return clocks
}

// clock describes the change at an instant from one offset to another, in seconds.
func (w *Windows) clock(at zagaj.Instant, before, after int) Clock {
	wall := func(offset int) time.Time { return at.Time().UTC().Add(time.Duration(offset) * time.Second) } // local time, written as UTC
	from, to := wall(before), wall(after)
	c := Clock{At: at, Repeated: after < before}
	what := "skipped"
	if c.Repeated {
		from, to, what = to, from, "repeated"
	}
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		c.Opening = c.Opening || (w.openDay(t) && w.openMinute(t))
	}
	c.From, c.To = from.Format("15:04"), to.Format("15:04")
	c.Text = fmt.Sprintf("on %s %s to %s is %s", from.Format("2 Jan"), c.From, c.To, what)
	if from.Minute() == 0 && to.Sub(from) == time.Hour {
		c.Text = fmt.Sprintf("on %s the hour %s is %s", from.Format("2 Jan"), from.Format("15"), what)
	}
	return c
}
