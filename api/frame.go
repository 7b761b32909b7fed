package api

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
)

// encodeFrame writes a frame as it goes over a socket: its kind first.
func encodeFrame(f zagaj.Frame) ([]byte, error) {
	rest, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("frame %s: %w", f.FrameKind(), err)
	}
	head := `{"t":"` + f.FrameKind() + `"`
	if len(rest) > len("{}") {
		head += ","
	}
	return append([]byte(head), rest[1:]...), nil
}
