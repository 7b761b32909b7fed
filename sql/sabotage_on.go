//go:build chaos

package sql

import "os"

// A store that breaks its promises in the way the environment names: "early" acknowledges before it commits, "drop"
// acknowledges every thousandth write and forgets it.
var (
	ackEarly  = os.Getenv("ZAGAJ_SABOTAGE") == "early"
	dropOneIn = map[string]int{"drop": 1000}[os.Getenv("ZAGAJ_SABOTAGE")]
)
