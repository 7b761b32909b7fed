package api_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"net/http"
	"runtime"
	"slices"
	"testing"

	"github.com/zagaj/zagaj"
)

// claiming is a JPEG of a hundred bytes that says it is progressive and has so many pixels, none of them subsampled.
func claiming(w, h uint16) []byte {
	frame := binary.BigEndian.AppendUint16([]byte{0xFF, 0xC2, 0, 20, 8, 0, 0}, w)
	binary.BigEndian.PutUint16(frame[5:], h)
	frame = append(frame, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)
	scan := []byte{0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 0, 0, 1, 2, 3, 4}
	return slices.Concat([]byte{0xFF, 0xD8}, frame, scan)
}

// A progressive picture takes five times the room of another while it is open, one of sixteen bits a colour twice: pixels alone are no measure.
func TestAPictureThatTakesTooMuchRoomIsNotOpened(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	must(t, h.store.SaveDeskSettings(t.Context(), testShop, zagaj.DeskSettings{Photos: zagaj.PhotosAllow}))
	_, welcome := visit(t, h, "")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	res, got := photoOf(t, h, "PUT", "/v1/visitor/photos/bomb", text(welcome["token"]), claiming(5000, 5000), nil)
	runtime.ReadMemStats(&after)
	wantStatus(t, "a hundred bytes that unfold to 500 MB", res, got, http.StatusRequestEntityTooLarge)
	if room := (after.TotalAlloc - before.TotalAlloc) >> 20; room > 100 {
		t.Errorf("%d MB were taken for it", room)
	}
	var usual bytes.Buffer
	must(t, jpeg.Encode(&usual, image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420), nil))
	res, got = photoOf(t, h, "PUT", "/v1/visitor/photos/usual", text(welcome["token"]), usual.Bytes(), nil)
	wantStatus(t, "what a telephone takes", res, got, http.StatusOK)
}
