package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/triggers/backtest"
)

// backtestFlags are what zagaj backtest is asked.
type backtestFlags struct {
	place
	events, rules, zone, shop string
	days                      int
	asJSON, short             bool
}

// runBacktest replays a clickstream, or the shop's own log, with candidate rules and prints what they would have done.
func runBacktest(ctx context.Context, args []string, out, progress io.Writer, env func(string) string) error {
	var b backtestFlags
	f := flag.NewFlagSet("zagaj backtest", flag.ContinueOnError)
	b.flags(f, env)
	f.StringVar(&b.events, "events", "", "CSV `file` in the format of REES46's open dataset; empty for the shop's own log")
	f.StringVar(&b.rules, "rules", "", "JSON `file` with a list of rules; empty for the default rules, or for the shop's own")
	f.StringVar(&b.shop, "shop", "", "own log: `id` of the shop; may be left out when there is one")
	f.IntVar(&b.days, "days", 7, "own log: how many days back")
	f.BoolVar(&b.asJSON, "json", false, "print JSON")
	f.BoolVar(&b.short, "short", false, "with --json: only visits, fires, share and seconds")
	f.StringVar(&b.zone, "zone", "Europe/Warsaw", "with --events: time `zone` of the hours")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	start := time.Now()
	replay := b.ofFile
	if b.events == "" {
		replay = b.ofShop
	}
	report, err := replay(ctx, progress)
	if err != nil {
		return err
	}
	report.Seconds = time.Since(start).Seconds()
	switch {
	case b.asJSON && b.short:
		return json.NewEncoder(out).Encode(struct {
			Visits  int     `json:"visits"`
			Fires   int     `json:"fires"`
			Share   float64 `json:"share"`
			Seconds float64 `json:"seconds"`
		}{report.Visits, report.Fires, report.Share, report.Seconds})
	case b.asJSON:
		return json.NewEncoder(out).Encode(report)
	}
	return report.Text(out)
}

func (b backtestFlags) ofFile(_ context.Context, progress io.Writer) (backtest.Report, error) {
	list, err := readRules(b.rules)
	if err != nil {
		return backtest.Report{}, err
	}
	file, err := os.Open(b.events)
	if err != nil {
		return backtest.Report{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return backtest.Report{}, err
	}
	read := &counter{Reader: file}
	return backtest.Run(triggers.ShopConfig{Shop: "shop", Rules: list, Policy: zagaj.DefaultPolicy(),
		Schedule: zagaj.Schedule{Zone: b.zone, Open: []string{"* * * * *"}}},
		withProgress(backtest.REES46(read), func() int64 { return 100 * read.n / max(1, info.Size()) }, progress))
}

func (b backtestFlags) ofShop(ctx context.Context, progress io.Writer) (backtest.Report, error) {
	store, shop, err := b.place.shop(ctx, b.shop)
	if err != nil {
		return backtest.Report{}, err
	}
	defer store.Close()
	since := zagaj.At(time.Now().Add(-time.Duration(b.days) * 24 * time.Hour))
	config, candidates, err := b.asked(ctx, store, shop.ID, since)
	if err != nil {
		return backtest.Report{}, err
	}
	all, err := store.CountEvents(ctx, shop.ID, since)
	if err != nil {
		return backtest.Report{}, err
	}
	read := 0
	events := func(yield func(zagaj.Event, error) bool) {
		for ev, err := range store.EventsSince(ctx, shop.ID, since) {
			if read++; !yield(ev, err) {
				return
			}
		}
	}
	return backtest.RunOwn(config, candidates, withProgress(events, func() int64 { return int64(100 * read / max(1, all)) }, progress))
}

// asked returns the settings to begin with, and the rules of the file, which are tried beside the shop's as these were at each
// moment. Without a file the shop's rules of now are tried.
func (b backtestFlags) asked(ctx context.Context, store *sql.Store, shop zagaj.ShopID, since zagaj.Instant) (triggers.ShopConfig, []zagaj.Rule, error) {
	if b.rules == "" {
		config, err := api.ShopConfig(ctx, store, shop)
		return config, nil, err
	}
	config, err := api.SettingsAt(ctx, store, shop, since)
	if err != nil {
		return config, nil, err
	}
	list, err := readRules(b.rules)
	for i := range list {
		list[i].Enabled, list[i].DryRun = true, false
	}
	return config, list, err
}

func readRules(name string) ([]zagaj.Rule, error) {
	if name == "" {
		return triggers.DefaultRules("shop", "en"), nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var list []zagaj.Rule
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i, r := range list {
		if err := triggers.ValidateRule(r); err != nil {
			return nil, fmt.Errorf("%s: rule %d: %w", name, i, err)
		}
	}
	return list, nil
}

// withProgress shows how far the log is read, on a terminal only.
func withProgress(events iter.Seq2[zagaj.Event, error], percent func() int64, progress io.Writer) iter.Seq2[zagaj.Event, error] {
	screen, ok := progress.(*os.File)
	if ok {
		info, err := screen.Stat()
		ok = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	if !ok {
		return events
	}
	return drawn(events, percent, progress)
}

// drawn draws a bar that grows with the events, and wipes it off at their end.
func drawn(events iter.Seq2[zagaj.Event, error], percent func() int64, progress io.Writer) iter.Seq2[zagaj.Event, error] {
	return func(yield func(zagaj.Event, error) bool) {
		shown := int64(-1)
		for ev, err := range events {
			if part := min(100, percent()); part != shown {
				shown = part
				fmt.Fprintf(progress, "\rreplaying [%-20s] %3d%%", strings.Repeat("=", int(part/5)), part)
			}
			if !yield(ev, err) {
				return
			}
		}
		fmt.Fprint(progress, "\r"+strings.Repeat(" ", 40)+"\r")
	}
}

type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}
