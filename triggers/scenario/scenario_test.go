package scenario_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/zagaj/zagaj/triggers/scenario"
)

func TestScenarios(t *testing.T) {
	raw, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []scenario.Scenario
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, sc := range all {
		t.Run(sc.ID, func(t *testing.T) {
			lines, err := scenario.Run(sc, scenario.Rules())
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range lines {
				t.Error(line)
			}
		})
	}
}
