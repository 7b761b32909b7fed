package triggers

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/zagaj/zagaj"
)

// service: what the shop can do now.
func (s spec) service(where string) (node, error) {
	if s.Fact == "open" {
		return &fact{rarity: rankHouse, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
			return truth(v.house.open), v.house.flip
		}}, nil
	}
	if s.Fact == "operators_free" { // woken by every change of an operator: see State.wake
		from, to, err := s.bounds(where)
		if err != nil {
			return nil, err
		}
		got := func(v *visit, _ zagaj.Instant) any { return int64(v.house.freeSeats(s.Skill, s.Language)) }
		return &fact{by: touchHouse, rarity: rankHouse, got: got, ask: func(v *visit, _ zagaj.Instant) (Truth, zagaj.Instant) {
			n := int64(v.house.freeSeats(s.Skill, s.Language))
			return truth(n >= from && n <= to), never
		}}, nil
	}
	want, err := s.int(where)
	if err != nil {
		return nil, err
	}
	if s.Op != ">=" {
		return nil, invalid(where+".op", s.Fact+" takes >=")
	}
	if want > maxSeconds {
		return nil, invalid(where+".value", "ten years at most")
	}
	got := func(v *visit, now zagaj.Instant) any {
		if !v.house.open {
			return nil
		}
		return int64(v.house.closes(now)-now) / 1000
	}
	return &fact{rarity: rankHouse, got: got, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		h := v.house
		if !h.open {
			return False, h.flip
		}
		closes := h.closes(now)
		if last := closes.Add(-time.Duration(want) * time.Second); now <= last {
			return True, last + 1
		}
		return False, closes
	}}, nil
}

// calendar: times by the shop's clock, days by its calendar, hours by the visitor's own clock.
func (s spec) calendar(where string) (node, error) {
	switch s.Fact {
	case "date":
		return s.date(where)
	case "visitor_hour":
		return s.visitorHour(where)
	}
	var lines []string
	if json.Unmarshal(s.Value, &lines) != nil || len(lines) == 0 || len(lines) > maxWindows {
		return nil, invalid(where+".value", "a list of cron expressions is needed")
	}
	w := &Windows{closed: map[string]bool{}}
	for _, line := range lines {
		spec, err := parseCron(line)
		if err != nil {
			return nil, invalid(where+".value", err.Error())
		}
		w.specs = append(w.specs, spec)
	}
	return remembered(func(v *visit) *time.Location { return v.house.windows.zone }, func(zone *time.Location, now zagaj.Instant) (bool, zagaj.Instant) {
		w.zone = zone
		return w.Open(now), w.Next(now)
	}), nil
}

// remembered is a level that depends on the zone and the time only: looking for its next flip takes a while, and all
// visitors of a zone share it.
func remembered(zone func(*visit) *time.Location, find func(zone *time.Location, now zagaj.Instant) (bool, zagaj.Instant)) node {
	type answer struct {
		from, until zagaj.Instant
		open        bool
	}
	answers := map[string]answer{} // by zone: there are some hundreds in the world
	return &fact{by: touchVisit, rarity: rankTime, ask: func(v *visit, now zagaj.Instant) (Truth, zagaj.Instant) {
		z := zone(v)
		if z == nil {
			return Unknown, never
		}
		a, ok := answers[z.String()]
		if !ok || now < a.from || now >= a.until {
			a.from = now
			a.open, a.until = find(z, now)
			answers[z.String()] = a
		}
		return truth(a.open), a.until
	}}
}

// date: from the first to the last day, both whole, in the shop's zone.
func (s spec) date(where string) (node, error) {
	var days []string
	if json.Unmarshal(s.Value, &days) != nil || len(days) != 2 {
		return nil, invalid(where+".value", "the first and the last day are needed, as 2026-12-24")
	}
	first, err1 := time.Parse(time.DateOnly, days[0])
	last, err2 := time.Parse(time.DateOnly, days[1])
	if err1 != nil || err2 != nil || last.Before(first) {
		return nil, invalid(where+".value", "the first and the last day are needed, as 2026-12-24")
	}
	midnight := func(day time.Time, zone *time.Location) zagaj.Instant {
		y, m, d := day.Date()
		return zagaj.At(time.Date(y, m, d, 0, 0, 0, 0, zone))
	}
	return remembered(func(v *visit) *time.Location { return v.house.windows.zone }, func(zone *time.Location, now zagaj.Instant) (bool, zagaj.Instant) {
		from, until := midnight(first, zone), midnight(last.AddDate(0, 0, 1), zone)
		switch {
		case now < from:
			return false, from
		case now < until:
			return true, until
		}
		return false, never
	}), nil
}

// visitorHour: the hours named, by the clock of the visitor; [22, 6] goes over midnight.
func (s spec) visitorHour(where string) (node, error) {
	var hours []int
	if json.Unmarshal(s.Value, &hours) != nil || len(hours) != 2 || slices.Min(hours) < 0 || slices.Max(hours) > 23 {
		return nil, invalid(where+".value", "the first and the last hour are needed, 0 to 23")
	}
	inside := func(h int) bool {
		if hours[0] <= hours[1] {
			return h >= hours[0] && h <= hours[1]
		}
		return h >= hours[0] || h <= hours[1]
	}
	return remembered(func(v *visit) *time.Location { return v.zone }, func(zone *time.Location, now zagaj.Instant) (bool, zagaj.Instant) {
		local := now.Time().In(zone)
		open := inside(local.Hour())
		// The clock's hour changes at a quarter of an hour in every zone there is, also when summer time begins or ends.
		for at := local.Truncate(quarter).Add(quarter); at.Sub(local) <= 25*time.Hour; at = at.Add(quarter) {
			if inside(at.Hour()) != open {
				return open, zagaj.At(at)
			}
		}
		return open, now.Add(24 * time.Hour)
	}), nil
}

const quarter = 15 * time.Minute

// maxZones bounds the zones a shop remembers; there are some six hundred names.
const maxZones = 1000

// location returns a time zone by its name, nil when there is none. All visitors of a zone share it.
func (s *State) location(name string) *time.Location {
	if name == "" || name == "Local" {
		return nil
	}
	if zone, ok := s.zones[name]; ok {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil || len(s.zones) >= maxZones {
		return nil
	}
	s.zones[name] = zone
	return zone
}
