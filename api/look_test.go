package api_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

// TestTheLookReachesTheWidget: what the merchant sets stands in the next welcome, with the visitor's language only.
func TestTheLookReachesTheWidget(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		_, welcome := visit(t, h, "")
		if welcome["look"] != nil || welcome["texts"] != nil {
			t.Errorf("before anything is set: got %v and %v", welcome["look"], welcome["texts"])
		}
		for _, bad := range []string{`{"accent":"red"}`, `{"theme":"night"}`, `{"corner":"top"}`, `{"x":-1}`, `{"y":201}`, `{"texts":{"polski":{}}}`,
			`{"texts":{"pl":{"hello":""}}}`, `{"texts":{"pl":{"he llo":"x"}}}`, `{"texts":{"pl":{"hello":"` + strings.Repeat("ż", 161) + `"}}}`} {
			anna.want(400, "PUT", "/look", bad, nil)
		}
		var kept zagaj.Look
		anna.want(200, "PUT", "/look", `{"accent":"#AA3300","theme":"auto","corner":"left","x":8,"y":96,"texts":{"pl":{"hello":"Cześć!\n"},"de":{"hello":"Hallo"}}}`, &kept)
		if kept.Texts["pl"]["hello"] != "Cześć!" || kept.Texts["de"]["hello"] != "Hallo" {
			t.Errorf("kept %v", kept.Texts)
		}
		_, welcome = visit(t, h, "")
		got, err := json.Marshal([]any{welcome["look"], welcome["texts"]})
		must(t, err)
		if want := `[{"accent":"#AA3300","corner":"left","theme":"auto","x":8,"y":96},{"pl":{"hello":"Cześć!"}}]`; string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// face draws a picture with a red left half, so that one sees what was cut off.
func face(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.RGBA{G: 200, A: 255})
			if x < w/4 {
				m.Set(x, y, color.RGBA{R: 200, A: 255})
			}
		}
	}
	var out bytes.Buffer
	must(t, png.Encode(&out, m))
	return append(out.Bytes(), "GPS 52.2297 21.0122"...)
}

// TestAnOperatorsPhotoIsMadeAnew: it is square, nothing of the file is left, it stands on the face that visitors see, and it is refused from
// who does not say that it shows them.
func TestAnOperatorsPhotoIsMadeAnew(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		anna := signedInAs(t, h, "anna@shop.example", password, "")
		raw := string(face(t, 400, 200))
		anna.want(400, "PUT", "/me/photo", raw, nil)
		anna.want(400, "PUT", "/me/photo?mine=yes", "<svg/>", nil)
		var kept struct{ Photo string }
		anna.want(200, "PUT", "/me/photo?mine=yes", raw, &kept)
		var me struct{ Operator zagaj.Operator }
		anna.want(200, "GET", "/me", "", &me)
		if me.Operator.Photo != kept.Photo || me.Operator.Face().Photo != kept.Photo || kept.Photo == "" {
			t.Errorf("the photo is at %q, the face at %q", kept.Photo, me.Operator.Photo)
		}
		resp, err := http.Get(h.URL + kept.Photo)
		must(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		must(t, err)
		m, err := jpeg.Decode(bytes.NewReader(body))
		must(t, err)
		if m.Bounds().Dx() != 168 || m.Bounds().Dy() != 168 || bytes.Contains(body, []byte("GPS")) || resp.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("got %v, %s", m.Bounds(), resp.Header.Get("Content-Type"))
		}
		if r, _, _, _ := m.At(20, 84).RGBA(); r > 0x4000 {
			t.Errorf("the left quarter is still there: red %x", r)
		}
		anna.want(204, "DELETE", "/me/photo", "", nil)
		gone, err := http.Get(h.URL + kept.Photo)
		must(t, err)
		gone.Body.Close()
		anna.want(200, "GET", "/me", "", &me)
		if gone.StatusCode != 404 || me.Operator.Photo != "" {
			t.Errorf("after removal: %d, %q", gone.StatusCode, me.Operator.Photo)
		}
	})
}
