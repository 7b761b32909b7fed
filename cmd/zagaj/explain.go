package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/triggers"
)

// explain tells why a rule has or has not offered help to a visitor, at an instant, by replaying the shop's log.
func explain(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	var p place
	f := flag.NewFlagSet("zagaj explain", flag.ContinueOnError)
	p.flags(f, env)
	shop := f.String("shop", "", "`id` of the shop; may be left out when there is one")
	visitor := f.String("visitor", "", "`id` of the visitor, as the panel shows it")
	rule := f.String("rule", "", "`id` of the rule")
	at := f.String("at", "", "`time`: 2026-11-23T14:05:00 by the shop's clock, or with a zone; empty for now")
	asJSON := f.Bool("json", false, "print JSON")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	if *visitor == "" || *rule == "" {
		return errors.New("--visitor or --rule is missing")
	}
	store, s, err := p.shop(ctx, *shop)
	if err != nil {
		return err
	}
	defer store.Close()
	when, zone, err := instant(*at, s.Zone)
	if err != nil {
		return err
	}
	e, err := api.ExplainAt(ctx, store, s.ID, zagaj.VisitorID(*visitor), zagaj.RuleID(*rule), when)
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(out).Encode(e)
	}
	return writeExplanation(out, e, zone)
}

// instant reads a time by the clock of a zone; an empty text is now.
func instant(text, name string) (zagaj.Instant, *time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return 0, nil, err
	}
	if text == "" {
		return zagaj.At(time.Now()), zone, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return zagaj.At(t), zone, nil
		}
	}
	return 0, nil, fmt.Errorf("--at %q: write it as 2026-11-23T14:05:00", text)
}

func writeExplanation(w io.Writer, e triggers.Explanation, zone *time.Location) error {
	clock := func(at zagaj.Instant) string { return at.Time().In(zone).Format("15:04:05") }
	var b strings.Builder
	fmt.Fprintf(&b, "%s for %s at %s: %s (%s conditions hold)\n", e.Rule, e.Visitor, e.At.Time().In(zone).Format(time.DateTime), e.Truth, e.Progress)
	var write func(c triggers.ConditionView, depth int)
	write = func(c triggers.ConditionView, depth int) {
		fmt.Fprintf(&b, "%s%s  %-22s %s", strings.Repeat("  ", depth+1), strings.ToUpper(c.Truth[:1]), c.Path, c.Fact)
		if c.Value != nil {
			fmt.Fprintf(&b, "   is %v", c.Value)
		}
		if c.Next > 0 {
			fmt.Fprintf(&b, "   may turn at %s", clock(c.Next))
		}
		b.WriteByte('\n')
		for _, part := range c.Parts {
			write(part, depth+1)
		}
	}
	for _, c := range e.Conditions {
		write(c, 0)
	}
	switch {
	case e.Fault != "":
		fmt.Fprintf(&b, "held back by: %s (%s)\n", e.Gate, e.Fault)
	case e.Gate != "":
		fmt.Fprintf(&b, "held back by: %s\n", e.Gate)
	case e.Next > 0:
		fmt.Fprintf(&b, "may turn by itself at %s\n", clock(e.Next))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// number reads a share written as 0.03 or 3%.
func number(text string) (float64, error) {
	part, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	n, err := strconv.ParseFloat(part, 64)
	if percent {
		n /= 100
	}
	return n, err
}
