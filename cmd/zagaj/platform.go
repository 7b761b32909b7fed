package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/zagaj/zagaj/plugin/saleor"
	"github.com/zagaj/zagaj/plugin/shopware"
)

const platformUsage = `zagaj platform doctor     explain what is wrong with a connection to a shop platform
zagaj platform manifest   write the manifest of our app for a platform that installs apps by one
zagaj platform app        write our app for one connection as a zip, for a platform that installs apps by one
`

// platform is what can be done about shop platforms from a shell.
func platform(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "doctor":
		return doctor(ctx, args, out, env)
	case "manifest":
		return manifest(args, out)
	case "app":
		return appZip(args, out)
	case "", "help", "--help", "-h":
		_, err := io.WriteString(out, platformUsage)
		return err
	}
	return fmt.Errorf("unknown command %q; zagaj platform --help lists them", command)
}

// manifest writes an app's manifest for one connection. Its address tells the server's own.
func manifest(args []string, out io.Writer) error {
	f := flag.NewFlagSet("zagaj platform manifest", flag.ContinueOnError)
	name := f.String("platform", "saleor", "`name` of the platform")
	address := f.String("url", "", "the connection's `address`, as the panel shows it")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	server, _, found := strings.Cut(*address, "/hooks/"+*name+"/")
	if *name != "saleor" {
		return fmt.Errorf("%s installs no app by a manifest of ours", *name)
	}
	if !found {
		return errors.New("--url is not an address that the panel shows: it holds /hooks/saleor/")
	}
	text, err := saleor.Manifest(strings.TrimPrefix(version, "v"), *address, *address, server+"/panel/")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(text))
	return err
}

// appZip writes an app for one connection, as a shop's owner uploads it.
func appZip(args []string, out io.Writer) error {
	f := flag.NewFlagSet("zagaj platform app", flag.ContinueOnError)
	name := f.String("platform", "shopware", "`name` of the platform")
	address := f.String("url", "", "the connection's `address`, as the panel shows it")
	secret := f.String("secret", "", "the connection's `secret`, as the panel shows it once")
	key := f.String("key", "", "the shop's `key`, as in the widget's snippet")
	if ok, err := parse(f, args, out); !ok {
		return err
	}
	if *name != "shopware" {
		return fmt.Errorf("%s installs no app by a zip of ours", *name)
	}
	return shopware.WriteApp(out, *address, *secret, *key)
}
