// Command bench measures Zagaj against references in the same run and prints one JSON object a line.
//
// Each figure is the median of three rounds, or of as many as a measure asks for. In every round the reference and the measured thing take
// turns, so that what else the machine does falls on both, and the ratio is the median of the rounds' ratios: a machine that gets slower
// between two rounds does not change it.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"runtime/pprof"
	"slices"
)

// result is one line. Value, Reference and Ratio are medians, each of its own figures; Goal bounds the ratio, or the value when there is no
// reference or the measure says so; without one all is well.
type result struct {
	Name      string   `json:"name"`
	Value     float64  `json:"value"`
	Unit      string   `json:"unit"`
	Reference *float64 `json:"reference"`
	Ratio     *float64 `json:"ratio"`
	Goal      *float64 `json:"goal"`
	OK        bool     `json:"ok"`
}

// measure is one thing to measure: both functions return the figure in unit. base may be nil: then there is nothing to
// compare with, and the goal bounds the figure itself.
type measure struct {
	name, unit  string
	goal        float64
	larger      bool // larger is better
	absolute    bool // the goal bounds the figure, not the ratio
	told        bool // there is no goal
	rounds      int  // when the usual ones are too few
	value, base func() (float64, error)
}

// measures lists what is measured, one file for each part of the product.
func measures() []measure {
	return slices.Concat(engineMeasures(), storeMeasures(), intakeMeasures(), deliverMeasures(), idleMeasures(), platformMeasures(), deskMeasures(), panelMeasures(), pageMeasures())
}

// rounds are enough where a figure differs little from one round to the next.
const rounds = 3

// profileEnv names a file for a profile of the server in the other process, for one measure at a time.
const profileEnv = "ZAGAJ_BENCH_PROFILE"

func main() {
	only := flag.String("only", ".", "regular `expression` that chooses by name")
	profile := flag.String("cpuprofile", "", "`file` for a profile of what was measured")
	flag.Parse()
	if dir := os.Getenv(typistsEnv); dir != "" {
		serve := func() error { return typingServer(dir) }
		if os.Getenv(relayEnv) != "" {
			serve = relayServer
		}
		if err := profiled(os.Getenv(profileEnv), serve); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := profiled(*profile, func() error { return run(*only) }); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// profiled runs do, and writes a profile of it when a file is named.
func profiled(file string, do func() error) error {
	if file == "" {
		return do()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}

// run prints what it has measured. A measure that fails does not keep the others from being taken.
func run(only string) error {
	choose, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	var failed error
	for _, m := range measures() {
		if !choose.MatchString(m.name) {
			continue
		}
		r, err := m.take()
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", m.name, err))
			continue
		}
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		fmt.Println(string(line))
	}
	return failed
}

func (m measure) take() (result, error) {
	var values, bases, ratios []float64
	for range cmp.Or(m.rounds, rounds) {
		base := 0.0
		if m.base != nil {
			var err error
			if base, err = m.base(); err != nil {
				return result{}, fmt.Errorf("reference: %w", err)
			}
			bases = append(bases, base)
		}
		v, err := m.value()
		if err != nil {
			return result{}, err
		}
		values = append(values, v)
		if base != 0 {
			ratios = append(ratios, v/base)
		}
	}
	r := result{Name: m.name, Value: median(values), Unit: m.unit}
	if !m.told {
		r.Goal = &m.goal
	}
	judged := r.Value
	if m.base != nil {
		base, ratio := median(bases), math.NaN() // which meets no goal
		if len(ratios) > 0 {
			ratio = median(ratios)
			r.Ratio = &ratio
		}
		if r.Reference = &base; !m.absolute {
			judged = ratio
		}
	}
	r.OK = m.told || (m.larger && judged >= m.goal) || (!m.larger && judged <= m.goal)
	return r, nil
}

func median(figures []float64) float64 {
	slices.Sort(figures)
	return figures[len(figures)/2]
}
