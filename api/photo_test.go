package api_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// picture draws a red picture whose upper left quarter is blue.
func picture(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{R: 255, A: 255})
			if x < w/2 && y < h/2 {
				m.Set(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

const secretPlace = "GPS 52.2297 N 21.0122 E"

// asJPEG writes a picture as a camera that was held on its side does: orientation 6, and where it was.
func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var plain bytes.Buffer
	must(t, jpeg.Encode(&plain, m, nil))
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00" + secretPlace)
	app1 := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(exif)+2))
	return slices.Concat(plain.Bytes()[:2], app1, exif, plain.Bytes()[2:])
}

// photoOf sends a request for a photo as a page of the shop does.
func photoOf(t *testing.T, h *house, method, path, token string, body []byte, change func(*http.Request)) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, bytes.NewReader(body))
	must(t, err)
	req.Header.Set("Origin", testOrigin)
	req.Header.Set("Zagaj-Shop", "key-shop")
	req.Header.Set("Authorization", "Bearer "+token)
	if change != nil {
		change(req)
	}
	res, err := h.Client().Do(req)
	must(t, err)
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	must(t, err)
	return res, got
}

func wantStatus(t *testing.T, what string, res *http.Response, body []byte, want int) {
	t.Helper()
	if res.StatusCode != want {
		t.Fatalf("%s: got %d %s, want %d", what, res.StatusCode, body, want)
	}
}

func TestPhotos(t *testing.T) {
	onBothStores(t, func(t *testing.T, h *house) {
		operator, cookie := work(t, h, testShop)
		operator.goOn()
		visitor, welcome := visit(t, h, "")
		token := text(welcome["token"])
		if welcome["photos"] != false {
			t.Errorf("got %v, want no photos until somebody asks", welcome["photos"])
		}
		visitor.send(frame{"t": "say", "id": "m1", "text": "rozpruty szew"})
		id := text(visitor.hear("ack")["conversation"])
		file := asJPEG(t, picture(2000, 1000))
		res, got := photoOf(t, h, "PUT", "/v1/visitor/photos/p1", token, file, nil)
		wantStatus(t, "before anybody asked", res, got, 403)
		operator.send(frame{"t": "photo_ask", "id": "a1", "conversation": id})
		asked := visitor.hear("message")["message"].(map[string]any)
		for asked["role"] != "operator" {
			asked = visitor.hear("message")["message"].(map[string]any)
		}
		if asked["kind"] != "photo_ask" || asked["author"] != "anna-shop" || asked["text"] != "Czy możesz przysłać zdjęcie?" {
			t.Errorf("got %v, want Anna asking for a photo", asked)
		}
		var kept zagaj.Message
		res, got = photoOf(t, h, "PUT", "/v1/visitor/photos/p1", token, file, nil)
		wantStatus(t, "a photo", res, got, 200)
		must(t, json.Unmarshal(got, &kept))
		if kept.Kind != zagaj.MessagePhoto || kept.Seq != 3 || kept.Width != 800 || kept.Height != 1600 {
			t.Errorf("got %+v, want the third message, upright", kept)
		}
		for seen := 0.0; seen < 3; {
			seen = operator.hear("message")["message"].(map[string]any)["seq"].(float64)
		}
		res, again := photoOf(t, h, "PUT", "/v1/visitor/photos/p1", token, file, nil)
		wantStatus(t, "the same again", res, again, 200)
		if !bytes.Equal(again, got) {
			t.Errorf("got %s, want the same message %s", again, got)
		}
		res, got = photoOf(t, h, "PUT", "/v1/visitor/photos/p1", token, asJPEG(t, picture(20, 20)), nil)
		wantStatus(t, "another photo under the id", res, got, 409)
		back, welcome := visit(t, h, token)
		if welcome["photos"] != true {
			t.Errorf("got %v, want photos still allowed after a reload", welcome["photos"])
		}
		back.ws.Close()
		seePhoto(t, h, token, cookie, id)
		strangersPhoto(t, h, id)
		goneWithTheConversation(t, h, id)
	})
}

// seePhoto looks at the photo from both sides.
func seePhoto(t *testing.T, h *house, token, cookie, id string) {
	t.Helper()
	res, large := photoOf(t, h, "GET", "/v1/visitor/photos/p1", token, nil, nil)
	wantStatus(t, "the visitor's own photo", res, large, 200)
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": `attachment; filename="photo.jpg"`, "Access-Control-Allow-Origin": "*"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	m, format, err := image.Decode(bytes.NewReader(large))
	if err != nil || format != "jpeg" || m.Bounds().Dx() != 800 {
		t.Fatalf("got a %s %v, want a JPEG 800 wide", format, err)
	}
	if r, _, b, _ := m.At(700, 100).RGBA(); b < r { // turned a quarter to the right, the blue corner is on the upper right
		t.Error("it is not upright")
	}
	for _, hidden := range []string{secretPlace, "Exif"} {
		if bytes.Contains(large, []byte(hidden)) {
			t.Errorf("the file still says %q", hidden)
		}
	}
	req := func(size string) (*http.Response, []byte) {
		return photoOf(t, h, "GET", "/v1/panel/conversations/"+id+"/photos/p1"+size, "", nil, func(r *http.Request) { r.Header.Set("Cookie", cookie) })
	}
	res, small := req("?size=small")
	wantStatus(t, "the operator's view", res, small, 200)
	if size, err := jpeg.DecodeConfig(bytes.NewReader(small)); err != nil || size.Height != 320 {
		t.Errorf("got %v %v, want 320 high", size, err)
	}
}

// strangersPhoto tries to reach the photo as everybody who may not.
func strangersPhoto(t *testing.T, h *house, id string) {
	t.Helper()
	_, welcome := visit(t, h, "")
	other := text(welcome["token"])
	for _, c := range []struct {
		what, token string
		status      int
		change      func(*http.Request)
	}{
		{"another visitor", other, 404, nil},
		{"nobody", "", 401, nil},
		{"a page of another origin", other, 403, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }},
		{"another shop's key", other, 401, func(r *http.Request) { r.Header.Set("Zagaj-Shop", "key-other") }},
	} {
		res, got := photoOf(t, h, "GET", "/v1/visitor/photos/p1", c.token, nil, c.change)
		wantStatus(t, c.what, res, got, c.status)
	}
	_, foreign := work(t, h, otherShop)
	res, got := photoOf(t, h, "GET", "/v1/panel/conversations/"+id+"/photos/p1", "", nil, func(r *http.Request) { r.Header.Set("Cookie", foreign) })
	wantStatus(t, "another shop's operator", res, got, 404)
}

// goneWithTheConversation exports and erases the person.
func goneWithTheConversation(t *testing.T, h *house, id string) {
	t.Helper()
	conv, err := h.store.Conversation(t.Context(), testShop, zagaj.ConversationID(id))
	must(t, err)
	who := sql.Person{Shop: testShop, Visitor: conv.Visitor}
	all, err := h.store.Export(t.Context(), who)
	must(t, err)
	if len(all["photos"]) != 1 {
		t.Fatalf("got %d photos exported, want 1", len(all["photos"]))
	}
	raw, err := base64.StdEncoding.DecodeString(text(all["photos"][0]["large"]))
	if _, format, bad := image.DecodeConfig(bytes.NewReader(raw)); err != nil || bad != nil || format != "jpeg" {
		t.Errorf("got %v %v, want the photo in the export", err, bad)
	}
	_, err = h.store.Erase(t.Context(), who)
	must(t, err)
	if _, err := h.store.Photo(t.Context(), testShop, conv.ID, "p1", true); zagaj.CodeOf(err) != zagaj.CodeNotFound {
		t.Errorf("got %v, want it erased", err)
	}
}

func TestWhatIsNoPhotoIsRefused(t *testing.T) {
	h := open(t, "sqlite:"+t.TempDir()+"/zagaj.db")
	must(t, h.store.SaveDeskSettings(t.Context(), testShop, zagaj.DeskSettings{Photos: zagaj.PhotosAllow}))
	_, welcome := visit(t, h, "")
	token := text(welcome["token"])
	if welcome["photos"] != true {
		t.Errorf("got %v, want photos where the merchant allows them", welcome["photos"])
	}
	var small bytes.Buffer
	must(t, png.Encode(&small, image.NewGray(image.Rect(0, 0, 8, 8))))
	for _, c := range []struct {
		what   string
		file   []byte
		status int
	}{
		{"a page that pretends", []byte("<!doctype html><script>alert(1)</script>"), 400},
		{"half a picture", small.Bytes()[:40], 400},
		{"a small file that unfolds to 900 megapixels", unfolding(small.Bytes()), 413},
		{"too large a file", bytes.Repeat([]byte{0xFF, 0xD8}, zagaj.MaxPhotoBytes/2+1), 413},
	} {
		res, got := photoOf(t, h, "PUT", "/v1/visitor/photos/x", token, c.file, nil)
		wantStatus(t, c.what, res, got, c.status)
	}
	res, got := photoOf(t, h, "PUT", "/v1/visitor/photos/png", token, small.Bytes(), nil)
	wantStatus(t, "a PNG, which begins a conversation", res, got, 200)
	must(t, h.store.SaveDeskSettings(t.Context(), testShop, zagaj.DeskSettings{Photos: zagaj.PhotosOff}))
	res, got = photoOf(t, h, "PUT", "/v1/visitor/photos/late", token, small.Bytes(), nil)
	wantStatus(t, "after the merchant said no", res, got, 403)
	res, got = photoOf(t, h, "PUT", "/v1/visitor/photos/seventh", token, small.Bytes(), nil)
	wantStatus(t, "the seventh at once", res, got, 429)
}

// unfolding makes a PNG claim to be 30,000 by 30,000.
func unfolding(file []byte) []byte {
	out := bytes.Clone(file)
	copy(out[16:], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30})
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}
