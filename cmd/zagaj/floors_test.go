package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/zagaj/zagaj"

// floors says on which floor a room stands; a folder without an entry belongs to the room above it.
var floors = map[string]int{
	"": 0, "triggers": 1, "plugin": 1, "sql": 1, "api/desk": 1, "api/live": 1, "api/mail": 1, "api/egress": 1, "widget": 1,
	"api": 2, "plugin/bigcommerce": 2, "plugin/medusa": 2, "plugin/prestashop": 2, "plugin/shoper": 2, "plugin/shopware": 2, "plugin/vendure": 2,
	"plugin/idosell": 2, "plugin/magento": 2, "plugin/opencart": 2, "plugin/saleor": 2,
	"plugin/shopify": 2, "plugin/standard": 2, "plugin/woocommerce": 2, "widget/demo": 2,
	"cmd/zagaj": 3, "cmd/bench": 3, "cmd/canary": 3, "cmd/chaos": 3,
}

// room finds the longest entry that a package's folder begins with.
func room(path string) (string, int, bool) {
	folder := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	for {
		if floor, ok := floors[folder]; ok {
			return folder, floor, folder != "" || path == module
		}
		i := strings.LastIndexByte(folder, '/')
		if i < 0 {
			return "", 0, false
		}
		folder = folder[:i]
	}
}

// TestFloors is the law of the house: imports go down only, and rooms on one floor never import each other. The
// root stands on the standard library alone, and only sql knows a database.
func TestFloors(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		seen++
		from, floor, ok := room(p.ImportPath)
		if !ok {
			t.Errorf("%s stands on no floor: add it to the table", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			checkImport(t, p.ImportPath, from, floor, imported)
		}
	}
	if seen < len(floors) {
		t.Errorf("only %d packages were seen, the table has %d rooms", seen, len(floors))
	}
}

func checkImport(t *testing.T, path, from string, floor int, imported string) {
	t.Helper()
	if !strings.HasPrefix(imported, module) {
		if from == "" && strings.Contains(imported, ".") {
			t.Errorf("the root imports %s: it stands on the standard library alone", imported)
		}
		// The judge of the chaos trials reads the tables itself: it must not trust the code it judges. The bench has bare
		// loops to measure against.
		if from != "sql" && from != "cmd/chaos" && from != "cmd/bench" && (imported == "database/sql" || strings.HasPrefix(imported, "github.com/jmoiron/") || strings.HasPrefix(imported, "modernc.org/")) {
			t.Errorf("%s imports %s: only sql knows a database", path, imported)
		}
		return
	}
	to, below, _ := room(imported)
	if to == from {
		return
	}
	if below >= floor {
		t.Errorf("%s (floor %d) imports %s (floor %d): imports go down only", path, floor, imported, below)
	}
}
