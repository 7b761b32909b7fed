package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"sync"
)

// pageMeasures: what the widget costs a shop's page, in Chromium on a phone's screen with the processor four times
// slower. Work is read from the thread's own clock and multiplied; widget/e2e/timings.spec.ts says why. The reference of
// a page's metrics is the same page without the widget, in turn with it.
func pageMeasures() []measure {
	figure := func(pick func(pageFigures) float64) func() (float64, error) {
		return func() (float64, error) {
			f, err := pageTimings()
			return pick(f), err
		}
	}
	compared := func(name, unit string, goal float64, pick func(pageMetrics) float64) measure {
		return measure{name: name, unit: unit, goal: goal,
			value: figure(func(f pageFigures) float64 { return pick(f.With) }), base: figure(func(f pageFigures) float64 { return pick(f.Without) })}
	}
	shift := compared("page_layout_shift_vs_without", "score", 0, func(m pageMetrics) float64 { return m.Shift })
	shift.absolute = true
	blocking := compared("page_blocking_vs_without", "ms", 200, func(m pageMetrics) float64 { return m.Blocking })
	blocking.absolute = true // a page may well have no long task to compare with; Lighthouse calls 200 ms good
	return []measure{
		// The reference does the least that any such script does; widget/e2e/timings.spec.ts has it.
		{name: "page_loader_main_thread_at_quarter_speed", unit: "ms", goal: 5, absolute: true,
			value: figure(func(f pageFigures) float64 { return f.Loader }), base: figure(func(f pageFigures) float64 { return f.Bare })},
		{name: "page_loader_longest_slice_at_quarter_speed", unit: "ms", goal: 5, absolute: true,
			value: figure(func(f pageFigures) float64 { return f.Slice }), base: figure(func(f pageFigures) float64 { return f.BareSlice })},
		{name: "page_loader_long_tasks", unit: "tasks of 50 ms", goal: 0, value: figure(func(f pageFigures) float64 { return f.Long })},
		shift, blocking,
		compared("page_main_thread_vs_without", "ms", 1.1, func(m pageMetrics) float64 { return m.All }),
		compared("page_first_paint_vs_without", "ms", 1.1, func(m pageMetrics) float64 { return m.First }),
		compared("page_largest_paint_vs_without", "ms", 1.1, func(m pageMetrics) float64 { return m.Largest }),
		compared("page_load_vs_without", "ms", 1.1, func(m pageMetrics) float64 { return m.Load }),
		// A finger rests on the glass for a moment, as a quick person's does; the second is pressed and released in one instant, as only machines do.
		{name: "page_open_to_first_frame_at_quarter_speed", unit: "ms", goal: 100, value: figure(func(f pageFigures) float64 { return f.Open })},
		{name: "page_open_without_resting_finger_at_quarter_speed", unit: "ms", goal: 100, value: figure(func(f pageFigures) float64 { return f.OpenInstant })},
		{name: "page_history_of_5000_longest_frame", unit: "ms", goal: 1000, value: figure(func(f pageFigures) float64 { return f.History })},
	}
}

// pageMetrics are in milliseconds, but for the shift, which is the browser's score.
type pageMetrics struct{ First, Largest, All, Blocking, Shift, Load float64 }

type pageFigures struct {
	Loader, Bare, Slice, BareSlice, Long, Open, OpenInstant, History float64
	With, Without                                                    pageMetrics
}

// pageTimings runs the browser once for all figures, each of which is a median already.
var pageTimings = sync.OnceValues(func() (f pageFigures, err error) {
	cmd := exec.Command("npx", "playwright", "test", "--config", "e2e/playwright.config.ts", "timings.spec")
	cmd.Dir = "widget"
	said, err := cmd.CombinedOutput()
	_, line, found := bytes.Cut(said, []byte("timings {"))
	if err != nil || !found {
		return f, errors.Join(err, fmt.Errorf("the browser said: %s", said))
	}
	line, _, _ = bytes.Cut(line, []byte("\n"))
	return f, json.Unmarshal(append([]byte("{"), line...), &f)
})
