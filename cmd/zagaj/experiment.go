package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/triggers/experiment"
)

// experiments sizes an experiment before it starts, or reads one of a shop.
func experiments(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	if len(args) == 0 {
		return errors.New("zagaj experiment needs size or read; see zagaj experiment size --help")
	}
	switch args[0] {
	case "size":
		return sizeExperiment(args[1:], out)
	case "read":
		return readExperiment(ctx, args[1:], out, env)
	}
	return fmt.Errorf("unknown %q; zagaj experiment size and read are there", args[0])
}

func sizeExperiment(args []string, out io.Writer) error {
	f := flag.NewFlagSet("zagaj experiment size", flag.ContinueOnError)
	base := f.String("base", "3%", "`share` of visitors who order without help")
	lift := f.String("lift", "20%", "by which `share` of that the offer may raise it")
	arms := f.Int("arms", 2, "how many arms")
	perDay := f.Float64("per-day", 0, "`visitors` a day who come to the moment of the offer")
	asJSON := f.Bool("json", false, "print JSON")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	b, err1 := number(*base)
	l, err2 := number(*lift)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	n, err := experiment.Size(b, l)
	if err != nil {
		return err
	}
	weeks := 0.0
	if *perDay > 0 {
		weeks = experiment.Weeks(n**arms, *perDay)
	}
	if *asJSON {
		return json.NewEncoder(out).Encode(map[string]any{"per_arm": n, "visitors": n * *arms, "weeks": weeks})
	}
	if _, err := fmt.Fprintf(out, "%d visitors in each of %d arms, %d in all\n", n, *arms, n**arms); err != nil || weeks == 0 {
		return err
	}
	_, err = fmt.Fprintf(out, "at %g a day that takes %.1f weeks\n", *perDay, weeks)
	return err
}

func readExperiment(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	var p place
	f := flag.NewFlagSet("zagaj experiment read", flag.ContinueOnError)
	p.flags(f, env)
	shop := f.String("shop", "", "`id` of the shop; may be left out when there is one")
	id := f.String("id", string(zagaj.HoldOutID), "`id` of the experiment; the shop's hold-out when left out")
	asJSON := f.Bool("json", false, "print JSON")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	store, s, err := p.shop(ctx, *shop)
	if err != nil {
		return err
	}
	defer store.Close()
	policy, err := store.Policy(ctx, s.ID)
	if err != nil {
		return err
	}
	e := zagaj.HoldOut(s.ID, policy)
	if zagaj.ExperimentID(*id) != zagaj.HoldOutID {
		if e, err = store.Experiment(ctx, s.ID, zagaj.ExperimentID(*id)); err != nil {
			return err
		}
	}
	units, err := store.Units(ctx, s.ID, e.ID)
	if err != nil {
		return err
	}
	r := experiment.Read(e, units, zagaj.At(time.Now()))
	if *asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	return r.Text(out, s.Currency)
}
