// Command bench measures Zagaj against references in the same run and prints one JSON object a line.
//
// Each figure is the median of three rounds; in every round the reference and the measured thing take turns, so that
// what else the machine does falls on both.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
)

// result is one line. Ratio is value / reference; Goal is the ratio's bound.
type result struct {
	Name      string   `json:"name"`
	Value     float64  `json:"value"`
	Unit      string   `json:"unit"`
	Reference *float64 `json:"reference"`
	Ratio     *float64 `json:"ratio"`
	Goal      *float64 `json:"goal"`
	OK        bool     `json:"ok"`
}

// measure is one thing to measure: both functions return the figure in unit.
type measure struct {
	name, unit  string
	goal        float64
	larger      bool // a larger ratio is better
	value, base func() (float64, error)
}

const rounds = 3

func main() {
	only := flag.String("only", ".", "regular `expression` that chooses by name")
	flag.Parse()
	if err := run(*only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(only string) error {
	choose, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	for _, m := range measures() {
		if !choose.MatchString(m.name) {
			continue
		}
		r, err := m.take()
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		fmt.Println(string(line))
	}
	return nil
}

func (m measure) take() (result, error) {
	var values, bases []float64
	for range rounds {
		b, err := m.base()
		if err != nil {
			return result{}, fmt.Errorf("reference: %w", err)
		}
		v, err := m.value()
		if err != nil {
			return result{}, err
		}
		values, bases = append(values, v), append(bases, b)
	}
	slices.Sort(values)
	slices.Sort(bases)
	value, base := values[rounds/2], bases[rounds/2]
	ratio := value / base
	return result{Name: m.name, Value: value, Unit: m.unit, Reference: &base, Ratio: &ratio, Goal: &m.goal,
		OK: (m.larger && ratio >= m.goal) || (!m.larger && ratio <= m.goal)}, nil
}
