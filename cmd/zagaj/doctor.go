package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/plugin"
)

// doctor explains in plain words what is wrong with a shop's connections, and asks the platforms' own APIs where somebody gave
// their credentials.
func doctor(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	var p place
	f := flag.NewFlagSet("zagaj platform doctor", flag.ContinueOnError)
	p.flags(f, env)
	shop := f.String("shop", "", "`id` of the shop; may be left out when there is one")
	id := f.String("installation", "", "`id` of a connection; empty for all of the shop")
	language := f.String("lang", "en", "`en` or pl")
	public := f.String("public-url", env("PUBLIC_URL"), "`address` under which shops reach the server (env PUBLIC_URL)")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	if _, err := os.Stat(p.file()); p.database == "" && err != nil {
		return fmt.Errorf("no store: %w", err)
	}
	store, err := openStore(ctx, settings{data: p.data, database: p.database}, env)
	if err != nil {
		return err
	}
	defer store.Close()
	in, err := onlyShop(ctx, store, *shop)
	if err != nil {
		return err
	}
	list, err := store.Installations(ctx, in.ID)
	if err != nil {
		return fmt.Errorf("installations: %w", err)
	}
	for _, one := range list {
		if *id == "" || string(one.ID) == *id {
			hook := *public + "/hooks/" + one.Platform + "/" + string(one.ID)
			findings, _ := plugin.Check(ctx, platforms()[one.Platform], one, egress.New(egress.Config{}), hook, zagaj.At(time.Now()))
			report(out, one, findings, *language)
		}
	}
	return nil
}

// report prints one connection: what came, what is wrong, what the platform cannot give.
func report(out io.Writer, in zagaj.Installation, findings []plugin.Finding, language string) {
	words := map[string][3]string{"en": {"last delivery", "never", "all is well"}, "pl": {"ostatnia dostawa", "nigdy", "wszystko w porządku"}}
	w, ok := words[language]
	if !ok {
		language, w = "en", words["en"]
	}
	last := w[1]
	if in.LastEventAt > 0 {
		last = in.LastEventAt.Time().UTC().Format(time.RFC3339)
	}
	fmt.Fprintf(out, "%s %s\n  %s: %s\n", in.Platform, in.ID, w[0], last)
	for _, finding := range findings {
		fmt.Fprintf(out, "  ! %s\n", finding.Text[language])
	}
	if len(findings) == 0 {
		fmt.Fprintf(out, "  %s\n", w[2])
	}
	if adapter, ok := platforms()[in.Platform]; ok {
		for _, limit := range plugin.LimitsOf(adapter) {
			fmt.Fprintf(out, "  - %s\n", limit.Text[language])
		}
	}
}
