package scenario_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/zagaj/zagaj/triggers/scenario"
)

func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var all []scenario.Scenario
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		for _, sc := range all {
			played++
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
	if played < 100 {
		t.Errorf("%d scenarios were played", played)
	}
}
