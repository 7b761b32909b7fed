package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/zagaj/zagaj/api"
)

// privacy does "zagaj privacy": a text about data, in Markdown, that says what is set now. What only the merchant knows stands in
// brackets and is theirs to fill in.
func privacy(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	var p place
	f := flag.NewFlagSet("zagaj privacy", flag.ContinueOnError)
	p.flags(f, env)
	shop := f.String("shop", "", "`id` of the shop; may be left out when there is one")
	kind := f.String("kind", "notice", "`text`: notice (for visitors) or record (of processing activities)")
	lang := f.String("lang", "pl", "`language`: pl or en")
	days := f.String("keep", env("KEEP"), "`days` to keep each kind of data, as for zagaj serve (env KEEP)")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	keep, err := parseKeep(*days)
	if err != nil {
		return err
	}
	store, in, err := p.shop(ctx, *shop)
	if err != nil {
		return err
	}
	defer store.Close()
	text, err := api.PrivacyText(ctx, store, in.ID, *kind, *lang, api.PrivacySettings{Keep: keep, Letters: env("SMTP_HOST") != "", Provider: env("OIDC_NAME")})
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(out, text)
	return err
}
