package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/zagaj/zagaj/triggers/scenario"
)

// runScenarios replays files of timelines through the trigger engine. It prints a line for each and fails when any
// differs.
func runScenarios(args []string, out io.Writer) error {
	f := flag.NewFlagSet("zagaj scenario", flag.ContinueOnError)
	f.SetOutput(out)
	own := f.String("rules", "", "JSON `file` with a list of rules; empty for R1 to R5")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if f.NArg() == 0 {
		return fmt.Errorf("zagaj scenario needs the name of a file")
	}
	rules := scenario.Rules()
	if *own != "" {
		var err error
		if rules, err = readRules(*own); err != nil {
			return err
		}
	}
	passed, failed := 0, 0
	for _, name := range f.Args() {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var list []scenario.Scenario
		if err := json.Unmarshal(raw, &list); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, sc := range list {
			lines, err := scenario.Run(sc, rules)
			if err != nil {
				lines = append(lines, err.Error())
			}
			if len(lines) == 0 {
				passed++
				fmt.Fprintf(out, "%s ok\n", sc.ID)
				continue
			}
			failed++
			fmt.Fprintf(out, "%s %s\n", sc.ID, sc.Title)
			for _, line := range lines {
				fmt.Fprintf(out, "    %s\n", line)
			}
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return fmt.Errorf("%d scenarios differ", failed)
	}
	return nil
}
