package triggers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/robfig/cron/v3"
	"github.com/zagaj/zagaj"
)

// holidays are the public holidays a schedule may close on, by ISO country. The lists leave out those that are always a Sunday.
var holidays = map[string][]*cal.Holiday{"PL": also(pl.Holidays, aa.Easter, aa.Pentecost), "CZ": cz.Holidays, "SK": sk.Holidays, "DE": de.Holidays,
	"LT": also(lt.Holidays, aa.Easter), "UA": also(ua.Holidays, &cal.Holiday{Name: "Великдень", Julian: true, Func: cal.CalcEasterOffset})}

func also(list []*cal.Holiday, more ...*cal.Holiday) []*cal.Holiday {
	return append(slices.Clone(list), more...)
}

// Windows is a compiled schedule. Open means: the local minute matches any of the cron expressions and the local day
// is no exception. There are no durations, so nothing can go wrong when the clocks change: a local hour that does not
// exist is never open, one that comes twice is open twice.
type Windows struct {
	specs  []*cron.SpecSchedule
	zone   *time.Location
	closed map[string]bool
	days   *cal.Calendar
	guard  time.Duration
	sunday bool // closed on Sundays without trade
}

// horizon is how far Next looks; a flip beyond it is looked for again then.
const horizon = 8 * 24 * time.Hour

// Limits of a schedule.
const (
	maxWindows = 50
	maxClosed  = 1000
)

// CompileSchedule checks and compiles a schedule. CodeInvalid names the path of what is wrong.
func CompileSchedule(s zagaj.Schedule) (*Windows, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil || s.Zone == "" || s.Zone == "Local" {
		return nil, invalid("zone", fmt.Sprintf("%q is no time zone, write for example Europe/Warsaw", s.Zone))
	}
	if len(s.Open) > maxWindows || len(s.Closed) > maxClosed {
		return nil, invalid("open", fmt.Sprintf("at most %d expressions and %d exception days", maxWindows, maxClosed))
	}
	w := &Windows{zone: zone, closed: map[string]bool{}, guard: s.Guard.Duration(), sunday: s.TradeSundays}
	for i, line := range s.Open {
		spec, err := parseCron(line)
		if err != nil {
			return nil, invalid(fmt.Sprintf("open[%d]", i), err.Error())
		}
		w.specs = append(w.specs, spec)
	}
	for i, day := range s.Closed {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return nil, invalid(fmt.Sprintf("closed[%d]", i), "write the day as 2026-12-24")
		}
		w.closed[day] = true
	}
	if s.Holidays != "" {
		list, ok := holidays[s.Holidays]
		if !ok {
			return nil, invalid("holidays", "public holidays are known for PL, CZ, SK, DE, LT and UA")
		}
		w.days = &cal.Calendar{Cacheable: true}
		w.days.AddHoliday(list...)
	}
	if s.Guard < 0 || s.Guard > 24*3600 {
		return nil, invalid("guard", "0 to 86400 seconds")
	}
	return w, nil
}

// ValidateSchedule is CompileSchedule without its result.
func ValidateSchedule(s zagaj.Schedule) error {
	_, err := CompileSchedule(s)
	return err
}

// field is one of the five of a cron expression.
type field struct {
	name     string
	min, max int
	names    string // three letters each, from min on; "" when it has none
}

var fields = [5]field{{"minute", 0, 59, ""}, {"hour", 0, 23, ""}, {"day of the month", 1, 31, ""}, {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
	{"day of the week", 0, 6, "sunmontuewedthufrisat"}}

// number reads a number or a name.
func (f field) number(text string) (int, error) {
	if i := strings.Index(f.names, strings.ToLower(text)); len(text) == 3 && i >= 0 && i%3 == 0 {
		return i/3 + f.min, nil
	}
	return strconv.Atoi(text)
}

// parseCron parses five fields. The library's parser refuses what people write (7 for Sunday, 22-5 over midnight) and
// takes what makes no sense here (@every, TZ=), so the text is checked and written out before it sees it.
func parseCron(line string) (spec *cron.SpecSchedule, err error) {
	defer func() {
		if recover() != nil { // the library panics on some malformed input
			spec, err = nil, fmt.Errorf("%q is no cron expression", line)
		}
	}()
	parts := strings.Fields(line)
	if len(parts) != len(fields) || strings.ContainsAny(line, "@=") {
		return nil, fmt.Errorf("%q: five fields are needed: minute, hour, day of the month, month, day of the week", line)
	}
	for i, part := range parts {
		if parts[i], err = fields[i].writeOut(part); err != nil {
			return nil, err
		}
	}
	parsed, err := cron.ParseStandard(strings.Join(parts, " "))
	if err != nil {
		return nil, fmt.Errorf("%q: %w", line, err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("%q is no cron expression", line)
	}
	if !matchesEver(spec) {
		return nil, fmt.Errorf("%q matches no day at all", line)
	}
	return spec, nil
}

// writeOut turns ranges that wrap, and Sunday as 7, into plain lists.
func (f field) writeOut(text string) (string, error) {
	tokens := strings.Split(text, ",")
	for i, token := range tokens {
		span, stepText, hasStep := strings.Cut(token, "/")
		from, to, isRange := strings.Cut(span, "-")
		a, errA := f.number(from)
		b, errB := a, errA
		if isRange {
			b, errB = f.number(to)
		}
		sunday := f.max == 6 && (a == 7 || b == 7)
		if errA != nil || errB != nil || (!sunday && a <= b) {
			continue // a star, or what the library reads itself
		}
		step := 1
		if hasStep {
			n, err := strconv.Atoi(stepText)
			if err != nil || n < 1 {
				return "", fmt.Errorf("%s: %q is no step", f.name, stepText)
			}
			step = n
		}
		most := f.max
		if sunday {
			most = 7
		}
		if a < f.min || a > most || b < f.min || b > most {
			return "", fmt.Errorf("%s: %q is outside %d-%d", f.name, token, f.min, f.max)
		}
		tokens[i] = f.list(a, b, step)
	}
	return strings.Join(tokens, ","), nil
}

// list writes a, a+step … b, going on from the smallest value after the largest one.
func (f field) list(a, b, step int) string {
	size := f.max - f.min + 1
	end := b
	if a > b {
		end += size
	}
	var out []string
	for n := a; n <= end; n += step {
		if v := strconv.Itoa((n-f.min)%size + f.min); !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return strings.Join(out, ",")
}

// matchesEver looks through eight years, which hold every combination of month, day and leap day that matters.
func matchesEver(s *cron.SpecSchedule) bool {
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2032; day = day.AddDate(0, 0, 1) {
		if matchesDay(s, day) {
			return true
		}
	}
	return false
}

const everyMinute = 1<<60 - 1

const starBit = 1 << 63 // set by the parser where the field is a star

// matchesDay: cron ORs the two day fields when both are restricted.
func matchesDay(s *cron.SpecSchedule, t time.Time) bool {
	if s.Month&(1<<uint(t.Month())) == 0 {
		return false
	}
	dom, dow := s.Dom&(1<<uint(t.Day())) != 0, s.Dow&(1<<uint(t.Weekday())) != 0
	if s.Dom&starBit != 0 || s.Dow&starBit != 0 {
		return dom && dow
	}
	return dom || dow
}

// openDay reports whether the local day is no exception and any expression matches it.
func (w *Windows) openDay(t time.Time) bool {
	if len(w.closed) > 0 && w.closed[t.Format(time.DateOnly)] {
		return false
	}
	if !slices.ContainsFunc(w.specs, func(s *cron.SpecSchedule) bool { return matchesDay(s, t) }) {
		return false
	}
	if w.sunday && t.Weekday() == time.Sunday && !slices.Contains(tradingSundays[t.Year()], t.Format("01-02")) {
		return false
	}
	if w.days != nil {
		if _, observed, _ := w.days.IsHoliday(t); observed {
			return false
		}
	}
	return true
}

// Open reports whether the shop is open at an instant.
func (w *Windows) Open(at zagaj.Instant) bool {
	t := at.Time().In(w.zone)
	return w.openDay(t) && w.openMinute(t)
}

func (w *Windows) openMinute(t time.Time) bool {
	return slices.ContainsFunc(w.specs, func(s *cron.SpecSchedule) bool {
		return s.Minute&(1<<uint(t.Minute())) != 0 && s.Hour&(1<<uint(t.Hour())) != 0 && matchesDay(s, t)
	})
}

// Next returns the first instant after at when Open changes, or the end of the horizon when it does not.
func (w *Windows) Next(at zagaj.Instant) zagaj.Instant {
	was, step := w.Open(at), time.Minute
	if !slices.ContainsFunc(w.specs, func(s *cron.SpecSchedule) bool { return s.Minute&everyMinute != everyMinute }) {
		step = quarter // whole hours: they begin and end at quarters of an hour by every zone's clock
	}
	t := at.Time().Truncate(step)
	end := at.Time().Add(horizon)
	for t = t.Add(step); t.Before(end); {
		local := t.In(w.zone)
		day := w.openDay(local)
		if (day && w.openMinute(local)) != was {
			return zagaj.At(t)
		}
		if !day && local.Minute() == 0 && !was { // nothing opens on this day: hour by hour, as days have 23 to 25
			t = t.Add(time.Hour)
			continue
		}
		t = t.Add(step)
	}
	return zagaj.At(end)
}

// takesOffers reports whether an offer may be made: open, and not within the guard before closing. until is the
// first instant at which that, or Open, changes.
func (w *Windows) takesOffers(at zagaj.Instant) (open, takes bool, until zagaj.Instant) {
	open, until = w.Open(at), w.Next(at)
	if !open {
		return false, false, until
	}
	last := until.Add(-w.guard) // half-open: at exactly guard before closing an offer is still made
	if at <= last {
		return true, true, min(until, last+1)
	}
	return true, false, until
}
