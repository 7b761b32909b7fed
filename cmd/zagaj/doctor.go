package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/plugin"
)

// doctor explains in plain words what is wrong with a shop's connections, and asks the platforms' own APIs where somebody gave
// their credentials.
func doctor(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	return examination{client: egress.New(egress.Config{}), now: func() zagaj.Instant { return zagaj.At(time.Now()) }}.run(ctx, args, out, env)
}

// examination is the doctor with what it reaches shops by.
type examination struct {
	client plugin.Doer
	now    func() zagaj.Instant
}

func (e examination) run(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
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
	words, ok := doctorWords[*language]
	if !ok {
		return fmt.Errorf("--lang %q: the doctor speaks en and pl", *language)
	}
	list, err := p.connections(ctx, env, *shop, zagaj.InstallationID(*id))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(out, words["none"])
	}
	if *public == "" && len(list) > 0 {
		fmt.Fprintln(out, words["public"])
	}
	for _, one := range list {
		hook := ""
		if *public != "" {
			hook = strings.TrimRight(*public, "/") + "/hooks/" + one.Platform + "/" + string(one.ID)
		}
		findings, _ := plugin.Check(ctx, platforms()[one.Platform], one, e.client, hook, e.now())
		report(out, one, findings, *language)
	}
	return nil
}

// connections are those of a shop, or the one with that id.
func (p place) connections(ctx context.Context, env func(string) string, shop string, id zagaj.InstallationID) ([]zagaj.Installation, error) {
	if _, err := os.Stat(p.file()); p.database == "" && err != nil {
		return nil, fmt.Errorf("no store: %w", err)
	}
	store, err := openStore(ctx, settings{data: p.data, database: p.database}, env)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	in, err := onlyShop(ctx, store, shop)
	if err != nil {
		return nil, err
	}
	list, err := store.Installations(ctx, in.ID)
	if err != nil || id == "" {
		return list, err
	}
	for _, one := range list {
		if one.ID == id {
			return []zagaj.Installation{one}, nil
		}
	}
	return nil, fmt.Errorf("the shop has no connection %q; without --installation all are looked at", id)
}

var doctorWords = map[string]map[string]string{
	"en": {"last": "last delivery", "never": "never", "well": "all is well",
		"none":   "There is no connection yet. Add one in the panel: Settings, Connection to the shop.",
		"public": "How the webhooks stand is left out: say --public-url (or PUBLIC_URL), the address under which shops reach this server."},
	"pl": {"last": "ostatnia dostawa", "never": "nigdy", "well": "wszystko w porządku",
		"none":   "Nie ma jeszcze połączenia. Dodaj je w panelu: Ustawienia, Połączenie ze sklepem.",
		"public": "Stanu webhooków nie sprawdzono: podaj --public-url (albo PUBLIC_URL), adres, pod którym sklepy widzą ten serwer."},
}

// report prints one connection: what came, what is wrong, what the platform cannot give.
func report(out io.Writer, in zagaj.Installation, findings []plugin.Finding, language string) {
	w := doctorWords[language]
	last := w["never"]
	if in.LastEventAt > 0 {
		last = in.LastEventAt.Time().UTC().Format(time.RFC3339)
	}
	fmt.Fprintf(out, "%s %s\n  %s: %s\n", in.Platform, in.ID, w["last"], last)
	for _, finding := range findings {
		fmt.Fprintf(out, "  ! %s\n", finding.Text[language])
	}
	if len(findings) == 0 {
		fmt.Fprintf(out, "  %s\n", w["well"])
	}
	if adapter, ok := platforms()[in.Platform]; ok {
		for _, limit := range plugin.LimitsOf(adapter) {
			fmt.Fprintf(out, "  - %s\n", limit.Text[language])
		}
	}
}
