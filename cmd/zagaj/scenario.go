package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/zagaj/zagaj/triggers/scenario"
)

// runScenarios replays files of timelines through the trigger engine. It prints a line for each and fails when any
// differs.
func runScenarios(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("zagaj scenario needs the name of a file")
	}
	passed, failed := 0, 0
	for _, name := range args {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var list []scenario.Scenario
		if err := json.Unmarshal(raw, &list); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, sc := range list {
			lines, err := scenario.Run(sc)
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
