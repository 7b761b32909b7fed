package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers"
	"github.com/zagaj/zagaj/triggers/backtest"
)

// runBacktest replays a clickstream with candidate rules and prints what they would have done.
func runBacktest(args []string, out, progress io.Writer) error {
	f := flag.NewFlagSet("zagaj backtest", flag.ContinueOnError)
	f.SetOutput(out)
	events := f.String("events", "", "CSV `file` in the format of REES46's open dataset")
	rules := f.String("rules", "", "JSON `file` with a list of rules; empty for the default rules")
	asJSON := f.Bool("json", false, "print JSON")
	short := f.Bool("short", false, "with --json: only visits, fires, share and seconds")
	zone := f.String("zone", "Europe/Warsaw", "time `zone` of the hours")
	if err := f.Parse(args); err != nil {
		if err == flag.ErrHelp {
			return nil
		}
		return err
	}
	if *events == "" {
		return fmt.Errorf("zagaj backtest needs --events FILE")
	}
	list, err := readRules(*rules)
	if err != nil {
		return err
	}
	file, err := os.Open(*events)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	policy := zagaj.DefaultPolicy()
	start := time.Now()
	report, err := backtest.Run(triggers.ShopConfig{Shop: "shop", Rules: list, Policy: policy,
		Schedule: zagaj.Schedule{Zone: *zone, Open: []string{"* * * * *"}}}, withProgress(file, info.Size(), progress))
	if err != nil {
		return err
	}
	report.Seconds = time.Since(start).Seconds()
	switch {
	case *asJSON && *short:
		return json.NewEncoder(out).Encode(map[string]any{"visits": report.Visits, "fires": report.Fires, "share": report.Share, "seconds": report.Seconds})
	case *asJSON:
		return json.NewEncoder(out).Encode(report)
	}
	return report.Text(out)
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

// withProgress shows how far the file is read, on a terminal only.
func withProgress(file *os.File, size int64, progress io.Writer) iter.Seq2[zagaj.Event, error] {
	read := &counter{Reader: file}
	inner := backtest.REES46(read)
	screen, ok := progress.(*os.File)
	if ok {
		info, err := screen.Stat()
		ok = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	if !ok || size == 0 {
		return inner
	}
	return func(yield func(zagaj.Event, error) bool) {
		shown := int64(-1)
		for ev, err := range inner {
			if part := 100 * read.n / size; part != shown {
				shown = part
				fmt.Fprintf(progress, "\rreplaying %3d%%", part)
			}
			if !yield(ev, err) {
				return
			}
		}
		fmt.Fprint(progress, "\r               \r")
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
