package triggers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2/pl"
	"pgregory.net/rapid"

	"github.com/zagaj/zagaj"
)

func windows(t interface{ Fatal(...any) }, zone string, lines ...string) *Windows {
	w, err := CompileSchedule(zagaj.Schedule{Zone: zone, Open: lines})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func local(t *testing.T, zone, text string) zagaj.Instant {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return zagaj.At(at)
}

// An hour that comes twice is open twice, one that does not exist is never open.
func TestClocksChange(t *testing.T) {
	w := windows(t, "Europe/Warsaw", "* 2 * * *")
	for day, want := range map[string]int{"2026-10-25": 120, "2027-03-28": 0, "2026-03-29": 0, "2026-10-24": 60} {
		from, minutes := local(t, "Europe/Warsaw", day+" 00:00"), 0
		for m := range 23 * 60 {
			if w.Open(from.Add(time.Duration(m) * time.Minute)) {
				minutes++
			}
		}
		if minutes != want {
			t.Errorf("%s: got %d open minutes, want %d", day, minutes, want)
		}
	}
}

func TestExpressions(t *testing.T) {
	for _, test := range []struct {
		line, at string
		open     bool
	}{
		{"* 9-16 * * 1-5", "2026-05-05 09:00", true}, {"* 9-16 * * 1-5", "2026-05-05 16:59", true},
		{"* 9-16 * * 1-5", "2026-05-05 17:00", false}, {"* 9-16 * * 1-5", "2026-05-05 08:59", false}, {"* 9-16 * * 1-5", "2026-05-09 12:00", false},
		{"* * * * 7", "2026-05-10 12:00", true}, {"* * * * 7", "2026-05-09 12:00", false}, {"* * * * 6-7", "2026-05-10 12:00", true},
		{"* 22-5 * * *", "2026-05-05 22:00", true}, {"* 22-5 * * *", "2026-05-05 05:59", true}, {"* 22-5 * * *", "2026-05-05 06:00", false},
		{"* 9-16 1 * 1", "2026-06-01 09:00", true}, {"* 9-16 1 * 1", "2026-07-01 09:00", true}, // the first, a Wednesday
		{"* 9-16 1 * 1", "2026-07-06 09:00", true}, {"* 9-16 1 * 1", "2026-07-07 09:00", false}, // every Monday too
		{"* 9-16 * * MON-FRI", "2026-05-05 09:00", true}, {"* 9-16 * * mon-fri", "2026-05-09 12:00", false}, {"* * * JAN,May sun", "2026-05-10 12:00", true},
		{"* * * * FRI-MON", "2026-05-10 12:00", true}, {"* * * * FRI-MON", "2026-05-06 12:00", false}, {"* * * NOV-FEB *", "2026-01-10 12:00", true},
		{"* * * NOV-FEB *", "2026-05-10 12:00", false}, {"* 22-5/2 * * *", "2026-05-05 00:00", true}, {"* 22-5/2 * * *", "2026-05-05 01:00", false},
		{"* * 29 2 *", "2028-02-29 12:00", true}, {"*/15 9 * * *", "2026-05-05 09:45", true}, {"*/15 9 * * *", "2026-05-05 09:46", false},
	} {
		if got := windows(t, "Europe/Warsaw", test.line).Open(local(t, "Europe/Warsaw", test.at)); got != test.open {
			t.Errorf("%s at %s: got open %v, want %v", test.line, test.at, got, test.open)
		}
	}
}

func TestExceptionsAndHolidays(t *testing.T) {
	w, err := CompileSchedule(zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* 9-16 * * *"}, Closed: []string{"2026-05-05"}, Holidays: "PL"})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2026-12-24": false, "2026-12-25": false, "2026-11-11": false, "2026-05-05": false, "2026-05-06": true, "2026-12-23": true} {
		if got := w.Open(local(t, "Europe/Warsaw", day+" 12:00")); got != want {
			t.Errorf("%s: got open %v, want %v", day, got, want)
		}
	}
}

// Holidays that are always a Sunday are in the law as others are, and not in the calendar's lists: a shop that is open on Sundays is closed at Easter.
func TestHolidaysOnSundays(t *testing.T) {
	for country, days := range map[string][]string{"PL": {"2027-03-28", "2027-03-29", "2027-05-16"}, "LT": {"2027-03-28", "2027-03-29"}, "UA": {"2027-05-02", "2027-05-03", "2027-06-20"}} {
		w, err := CompileSchedule(zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* 9-16 * * *"}, Holidays: country})
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range days {
			if w.Open(local(t, "Europe/Warsaw", day+" 12:00")) {
				t.Errorf("%s is open on %s", country, day)
			}
		}
		if !w.Open(local(t, "Europe/Warsaw", "2027-04-11 12:00")) {
			t.Errorf("%s is closed on a Sunday like others", country)
		}
	}
}

// The data must be what the act says: recomputed here, with Easter from the calendar of holidays.
func TestTradingSundaysAreThoseOfTheAct(t *testing.T) {
	for year, listed := range tradingSundays {
		var want []string
		add := func(day time.Time) { want = append(want, day.Format("01-02")) }
		for _, month := range []time.Month{time.January, time.April, time.June, time.August} {
			last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
			add(last.AddDate(0, 0, -int(last.Weekday())))
		}
		monday, _ := pl.EasterMonday.Calc(year)
		add(monday.AddDate(0, 0, -8))
		eve := time.Date(year, time.December, 24, 0, 0, 0, 0, time.UTC)
		before := eve.AddDate(0, 0, -1)
		for n, day := 0, before; n < 3; day = day.AddDate(0, 0, -1) {
			if day.Weekday() == time.Sunday {
				add(day)
				n++
			}
		}
		slices.Sort(want)
		if !slices.Equal(listed, want) {
			t.Errorf("%d: listed %v, the act says %v", year, listed, want)
		}
	}
	w, err := CompileSchedule(zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}, TradeSundays: true})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2026-11-22": false, "2026-12-06": true, "2026-11-23": true} {
		if got := w.Open(local(t, "Europe/Warsaw", day+" 12:00")); got != want {
			t.Errorf("%s: open %v", day, got)
		}
	}
}

func TestSchedulesAreRefusedByPath(t *testing.T) {
	for path, s := range map[string]zagaj.Schedule{
		"zone:":     {Zone: "Warsaw"},
		"closed[0]": {Zone: "UTC", Closed: []string{"24.12.2026"}},
		"holidays":  {Zone: "UTC", Holidays: "XX"},
		"guard":     {Zone: "UTC", Guard: -1},
		"open[1]":   {Zone: "UTC", Open: []string{"* * * * *", "nonsense"}},
		"open:":     {Zone: "UTC", Open: make([]string, maxWindows+1)},
	} {
		if err := ValidateSchedule(s); zagaj.CodeOf(err) != zagaj.CodeInvalid || !strings.HasPrefix(err.Error(), path) {
			t.Errorf("got %v, want invalid at %s", err, path)
		}
	}
	for _, line := range []string{"@every 5m", "@hourly", "* * 31 2 *", "* * 30 2 *", "TZ=0", "TZ=", "CRON_TZ=Europe/Warsaw", "TZ=UTC * * * * *", "* * * *", "* * * * * *",
		"60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "* 22-25 * * *", "*/0 * * * *", "5-1/0 * * * *", "a * * * *", ""} {
		if err := ValidateSchedule(zagaj.Schedule{Zone: "UTC", Open: []string{line}}); zagaj.CodeOf(err) != zagaj.CodeInvalid {
			t.Errorf("%q: got %v, want invalid", line, err)
		}
	}
}

// worldZones have clocks that change at midnight, by half an hour, at unlike times of the year, and never.
var worldZones = []string{"Europe/Warsaw", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"}

// A library's search for the next opening goes wrong in some zones around the days on which clocks change; the matching of
// minutes does not. These are the cases that are known, and the whole day minute by minute in every zone.
func TestWindowsOfTheWorld(t *testing.T) {
	for _, c := range []struct{ zone, line, at, opens string }{
		{"America/Santiago", "* 9-16 */2 * 1", "2026-09-05 18:00", "2026-09-07 09:00"},  // and not on Sunday the 6th
		{"Australia/Lord_Howe", "* 9-16 * * *", "2026-10-03 18:00", "2026-10-04 09:00"}, // and not half an hour later
		{"Australia/Lord_Howe", "0-29 2 * * *", "2026-10-04 01:00", "2026-10-05 02:00"}, // that half hour does not exist on the 4th
		{"Australia/Lord_Howe", "0-29 2 * * *", "2026-04-04 18:00", "2026-04-05 02:00"},
		{"Africa/Cairo", "* 0 * * *", "2026-04-23 12:00", "2026-04-25 00:00"}, // midnight to one does not exist on the 24th
		{"Asia/Kathmandu", "* 9-16 * * 7", "2026-05-05 12:00", "2026-05-10 09:00"},
		{"America/New_York", "* 2 * * *", "2026-03-07 12:00", "2026-03-09 02:00"},
	} {
		w := windows(t, c.zone, c.line)
		if got, want := w.Next(local(t, c.zone, c.at)), local(t, c.zone, c.opens); got != want || !w.Open(got) {
			t.Errorf("%s in %s from %s: opens %v, want %v", c.line, c.zone, c.at, got.Time(), want.Time())
		}
	}
	for _, zone := range worldZones {
		w := windows(t, zone, "10-49 0-3,22-23 * * *")
		for _, day := range []string{"2026-03-08", "2026-03-29", "2026-04-04", "2026-04-24", "2026-09-05", "2026-10-04", "2026-10-25", "2026-10-29", "2026-11-01"} {
			for at := local(t, zone, day+" 12:00").Add(-24 * time.Hour); at < local(t, zone, day+" 12:00"); at = at.Add(time.Minute) {
				clock := at.Time().In(w.zone)
				want := clock.Minute() >= 10 && clock.Minute() <= 49 && (clock.Hour() <= 3 || clock.Hour() >= 22)
				if w.Open(at) != want {
					t.Fatalf("%s %v: open %v, want %v", zone, clock, !want, want)
				}
			}
		}
	}
}

func TestNextIsTheFirstFlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(worldZones).Draw(t, "zone")
		hour := rapid.IntRange(0, 23)
		line := fmt.Sprintf("%s %d-%d %s * %s", rapid.SampledFrom([]string{"*", "*/20", "0-29", "30"}).Draw(t, "minute"), hour.Draw(t, "from"), hour.Draw(t, "to"),
			rapid.SampledFrom([]string{"*", "*", "1", "*/2"}).Draw(t, "day"), rapid.SampledFrom([]string{"*", "1-5", "7", "6-1"}).Draw(t, "weekday"))
		w := windows(t, zone, line)
		from := zagaj.At(time.Date(2026, time.Month(rapid.SampledFrom([]int{3, 4, 5, 10, 11}).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "date"),
			rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute of the hour"), rapid.IntRange(0, 59).Draw(t, "second"), 0, time.UTC))
		next, was := w.Next(from), w.Open(from)
		minute := from - from%60_000
		for at := minute + 60_000; at < minute.Add(7*24*time.Hour); at += 60_000 {
			if w.Open(at) != was {
				if next != at {
					t.Fatalf("%s in %s after %v: got %v, want %v", line, zone, from.Time(), next.Time(), at.Time())
				}
				return
			}
			if at == next {
				t.Fatalf("%s in %s after %v: got %v, where nothing changes", line, zone, from.Time(), next.Time())
			}
		}
	})
}
