package api

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/zagaj/zagaj"
)

// slates are what frames are written on before their size is known.
var slates = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// slateMost is the largest slate that is kept; a long history may fill more.
const slateMost = 8 << 10

// encodeFrame writes a frame as it goes over a socket: its kind first.
func encodeFrame(f zagaj.Frame) ([]byte, error) {
	slate, _ := slates.Get().(*bytes.Buffer)
	if err := json.MarshalWrite(slate, f); err != nil {
		return nil, fmt.Errorf("frame %s: %w", f.FrameKind(), err)
	}
	rest, kind := slate.Bytes(), f.FrameKind()
	out := make([]byte, 0, len(`{"t":"",`)+len(kind)+len(rest))
	out = append(append(append(out, `{"t":"`...), kind...), '"')
	if len(rest) > len("{}") {
		out = append(out, ',')
	}
	out = append(out, rest[1:]...)
	clear(rest) // it may be a draft
	if slate.Cap() <= slateMost {
		slate.Reset()
		slates.Put(slate)
	}
	return out, nil
}
