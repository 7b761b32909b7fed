// Command zagaj is the whole product in one binary: live chat in which a person offers help at the right moment.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones must be known on machines without a zone database
)

// version is set by the linker.
var version = "dev"

const usage = `zagaj - live chat that offers a person's help at the right moment

Usage:
  zagaj serve      start the server (see: zagaj serve --help)
  zagaj scenario   play timelines through the trigger engine and compare its decisions
  zagaj backtest   replay the shop's log or a clickstream and count what rules would have offered
  zagaj explain    tell why a rule has or has not offered help to a visitor, now or then
  zagaj experiment size    how many visitors and weeks an experiment needs
  zagaj experiment read    what an experiment, or the hold-out, has shown so far
  zagaj verify     check a recorded webhook delivery and say why it is refused
  zagaj platform doctor    explain what is wrong with a connection to a shop platform
  zagaj platform manifest  write our app's manifest for a platform that installs apps by one
  zagaj backup     copy the store while the server runs
  zagaj restore    put a copy back; browsers then read everything anew
  zagaj export     write all that is stored of one person as JSON
  zagaj erase      remove all that is stored of one person, and prove it
  zagaj privacy    write a privacy notice, or the record of processing, that says what is set
  zagaj keys rotate   seal the stored secrets anew with a new key
  zagaj version    print the version

Without other services it keeps everything in one SQLite file in the data folder.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "zagaj:", err)
		os.Exit(1)
	}
}

// run is main with everything it touches passed in, so that tests start the very same program.
func run(ctx context.Context, args []string, out io.Writer, env func(string) string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "serve":
		return serve(ctx, args, out, env)
	case "scenario":
		return runScenarios(args, out)
	case "backtest":
		return runBacktest(ctx, args, out, os.Stderr, env)
	case "explain":
		return explain(ctx, args, out, env)
	case "experiment":
		return experiments(ctx, args, out, env)
	case "verify":
		return verify(args, out)
	case "platform":
		return platform(ctx, args, out, env)
	case "backup":
		return backup(ctx, args, out, env)
	case "restore":
		return restore(ctx, args, out, env)
	case "export":
		return export(ctx, args, out, env)
	case "erase":
		return erase(ctx, args, out, env)
	case "privacy":
		return privacy(ctx, args, out, env)
	case "keys":
		return keys(ctx, args, out, env)
	case "version", "--version":
		_, err := fmt.Fprintln(out, "zagaj", version)
		return err
	case "", "help", "--help", "-h":
		_, err := io.WriteString(out, usage)
		return err
	}
	return fmt.Errorf("unknown command %q; zagaj --help lists them", command)
}
