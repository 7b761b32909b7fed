package api

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/zagaj/zagaj"
)

const (
	// picturesRoom is how many bytes all pictures that are open may take together, and so one of them. A telephone's photo of 12 megapixels takes
	// 36 MB at most.
	picturesRoom = 200_000_000
	// photosAtOnce is how many pictures are open at one time, however small: two keep two cores busy.
	photosAtOnce = 2
	// photosComing is how many files of visitors and colleagues are on their way or wait for their turn, of all and of one address: 80 MB.
	photosComing, photosOfAddress = 16, 4
	// The bytes a pixel takes while it is decoded by Go's packages.
	deepPixel      = 8 // sixteen bits a colour in PNG; WebP without loss, which is turned in a second place
	flatPixel      = 4
	progressiveFor = 4 // the coefficients of each sample of a progressive JPEG, beside the sample
	worstPixel     = 4 + 4*progressiveFor + 4
)

// photoDesk bounds how many photos come, and how many are open at once and what room they take.
type photoDesk struct {
	pace   *limiter
	coming *quota
	open   *semaphore.Weighted
}

func newPhotoDesk() *photoDesk {
	coming := newQuota(photosComing, photosOfAddress, zagaj.E(zagaj.CodeUnavailable, "too many photos come at once; wait a moment"),
		zagaj.E(zagaj.CodeTooMany, "too many photos come from this address at once; wait a moment"))
	return &photoDesk{pace: newLimiter(photoEvery, photoBurst), coming: coming, open: semaphore.NewWeighted(picturesRoom)}
}

// come lets a file come; whoever has it calls leave once it is worked off. CodeTooMany when too many of this address are on their way,
// CodeUnavailable when too many of all are.
func (d *photoDesk) come(address string) (leave func(), err error) {
	from := placeOf(address)
	if err := d.coming.take(from, 1); err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { d.coming.give(from, 1) }), nil
}

// enter waits until there is room to open a picture; whoever has entered calls leave.
func (d *photoDesk) enter(ctx context.Context, raw []byte) (leave func(), err error) {
	_, room, err := sizeUp(raw)
	if err != nil {
		return nil, err
	}
	room = max(room, picturesRoom/photosAtOnce)
	if err := d.open.Acquire(ctx, room); err != nil {
		return nil, err
	}
	return func() { d.open.Release(room) }, nil
}

// sizeUp reads what a picture says of itself before its pixels, and returns its format and how many bytes it takes while it is open: a small
// file may unfold to gigabytes.
func sizeUp(raw []byte) (format string, room int64, err error) {
	size, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || size.Width < 1 || size.Height < 1 {
		return "", 0, errPicture
	}
	if size.Width > zagaj.MaxPhotoPixels/size.Height {
		return "", 0, zagaj.E(zagaj.CodeTooLarge, "a photo may have 25 megapixels")
	}
	pixel := float64(deepPixel)
	switch format {
	case "jpeg":
		pixel = jpegPixel(raw)
	case "png":
		pixel = pngPixel(raw)
	}
	room = int64(pixel * float64(size.Width) * float64(size.Height))
	if room > picturesRoom {
		return "", 0, zagaj.E(zagaj.CodeTooLarge, "a photo of this kind takes too much room to open; save it smaller, or as a usual JPEG")
	}
	return format, room, nil
}

// pngPixel reads the header that every PNG begins with (ISO/IEC 15948, 11.2.1).
func pngPixel(raw []byte) float64 {
	const depthAt, kindAt, interlaceAt, palette = 24, 25, 28, 3
	switch {
	case len(raw) <= interlaceAt:
		return worstPixel
	case raw[kindAt] == palette:
		return flatPixel
	case raw[interlaceAt] != 0 && raw[depthAt] == 16: // the last pass is half a picture more
		return deepPixel * 1.5
	case raw[interlaceAt] != 0:
		return flatPixel * 1.5
	case raw[depthAt] == 16:
		return deepPixel
	}
	return flatPixel
}

// jpegPixel reads the frame's header (ISO/IEC 10918-1, B.2.2): how many samples there are of each pixel, and whether their coefficients are kept
// until the last scan.
func jpegPixel(raw []byte) float64 {
	const baseline, extended, progressive, head = 0xC0, 0xC1, 0xC2, 6 // head is what stands before the components
	for mark, segment := range jpegSegments(raw) {
		if mark != baseline && mark != extended && mark != progressive {
			continue
		}
		if len(segment) < head || len(segment) < head+3*int(segment[head-1]) {
			return worstPixel
		}
		n, most, samples := int(segment[head-1]), 1, 0
		for i := range n {
			across, down := int(segment[head+3*i+1]>>4), int(segment[head+3*i+1]&15)
			most, samples = max(most, across*down), samples+across*down
		}
		pixel := float64(samples) / float64(most)
		if mark == progressive {
			pixel *= 1 + progressiveFor
		}
		if n > 3 || samples == n*most { // four inks, or perhaps red, green and blue: they are turned in a second place
			pixel += flatPixel
		}
		return min(pixel, worstPixel)
	}
	return worstPixel
}

// jpegSegments goes through the segments of a JPEG before its first scan, by their marks.
func jpegSegments(raw []byte) func(yield func(mark byte, segment []byte) bool) {
	return func(yield func(byte, []byte) bool) {
		if len(raw) < 4 || raw[0] != 0xFF || raw[1] != jpegStart {
			return
		}
		for at := 2; at+4 <= len(raw) && raw[at] == 0xFF && raw[at+1] != jpegScan; {
			length := int(binary.BigEndian.Uint16(raw[at+2:]))
			end := at + 2 + length
			if length < 2 || end > len(raw) || !yield(raw[at+1], raw[at+4:end]) {
				return
			}
			at = end
		}
	}
}
