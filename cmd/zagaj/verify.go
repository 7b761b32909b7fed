package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/plugin/bigcommerce"
	"github.com/zagaj/zagaj/plugin/idosell"
	"github.com/zagaj/zagaj/plugin/magento"
	"github.com/zagaj/zagaj/plugin/medusa"
	"github.com/zagaj/zagaj/plugin/opencart"
	"github.com/zagaj/zagaj/plugin/prestashop"
	"github.com/zagaj/zagaj/plugin/saleor"
	"github.com/zagaj/zagaj/plugin/shoper"
	"github.com/zagaj/zagaj/plugin/shopify"
	"github.com/zagaj/zagaj/plugin/shopware"
	"github.com/zagaj/zagaj/plugin/standard"
	"github.com/zagaj/zagaj/plugin/vendure"
	"github.com/zagaj/zagaj/plugin/woocommerce"
)

// platforms is every shop platform this binary knows.
func platforms() plugin.Set {
	return plugin.NewSet(standard.New(), woocommerce.New(), medusa.New(), shopify.New(), prestashop.New(), vendure.New(), shoper.New(),
		bigcommerce.New(), shopware.New(), magento.New(), opencart.New(), saleor.New(), idosell.New())
}

// verify checks a recorded delivery as the server would and prints "accepted" or the reason: for merchants whose
// webhooks are refused.
func verify(args []string, out io.Writer) error {
	f := flag.NewFlagSet("zagaj verify", flag.ContinueOnError)
	f.SetOutput(out)
	platform := f.String("platform", "standard", "`name` of the platform")
	secret := f.String("secret", "", "the connection's `secret`")
	headers := f.String("headers", "", "`file` with the request's headers, one \"Name: value\" a line, or a JSON object")
	body := f.String("body", "", "`file` with the raw body, byte for byte")
	query := f.String("query", "", "the `text` after the ? of an address that the platform sent a browser to, instead of a delivery (Shopify)")
	at := f.String("at", "", "`time` at which it came, as 2026-05-05T10:00:00Z; empty for now")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	adapter, ok := platforms()[*platform]
	if !ok {
		return fmt.Errorf("unknown platform %q", *platform)
	}
	if *query != "" {
		return verifyQuery(adapter, *secret, *query, *at, out)
	}
	d, err := readDelivery(*headers, *body, *at)
	if err != nil {
		return err
	}
	if err := adapter.Verify(d, []string{*secret}); err != nil {
		fmt.Fprintf(out, "refused: %v\n", err)
		return fmt.Errorf("the signature does not hold")
	}
	_, err = fmt.Fprintln(out, "accepted")
	return err
}

// verifyQuery checks what a browser brought from the platform, for the shop that the query itself names.
func verifyQuery(adapter plugin.Adapter, secret, text, at string, out io.Writer) error {
	door, ok := adapter.(plugin.Authorizer)
	if !ok {
		return fmt.Errorf("%s sends no browser with a signed query", adapter.Platform())
	}
	query, err := url.ParseQuery(text)
	if err != nil {
		return fmt.Errorf("--query: %w", err)
	}
	now, err := instantOf(at)
	if err != nil {
		return err
	}
	in := zagaj.Installation{Address: "https://" + query.Get("shop"), Credentials: map[string]string{door.SignsWith(): secret}}
	if err := door.Trust(in, query, now); err != nil {
		fmt.Fprintf(out, "refused: %v\n", err)
		return fmt.Errorf("the signature does not hold")
	}
	_, err = fmt.Fprintln(out, "accepted")
	return err
}

// instantOf reads --at; empty is now.
func instantOf(at string) (zagaj.Instant, error) {
	if at == "" {
		return zagaj.At(time.Now()), nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return 0, fmt.Errorf("--at: %w", err)
	}
	return zagaj.At(t), nil
}

func readDelivery(headers, body, at string) (plugin.Delivery, error) {
	var d plugin.Delivery
	var err error
	if d.ReceivedAt, err = instantOf(at); err != nil {
		return d, err
	}
	raw, err := os.ReadFile(headers)
	if err != nil {
		return d, fmt.Errorf("--headers: %w", err)
	}
	if d.Header, err = parseHeaders(string(raw)); err != nil {
		return d, fmt.Errorf("--headers: %w", err)
	}
	if d.Body, err = os.ReadFile(body); err != nil {
		return d, fmt.Errorf("--body: %w", err)
	}
	return d, nil
}

func parseHeaders(text string) (http.Header, error) {
	h := http.Header{}
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		var object map[string]string
		if err := json.Unmarshal([]byte(text), &object); err != nil {
			return nil, err
		}
		for name, value := range object {
			h.Set(name, value)
		}
		return h, nil
	}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			h.Add(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	return h, nil
}
