package api_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/api/egress"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// pictureHost is a host of pictures that counts who asks.
type pictureHost struct {
	*httptest.Server
	asked atomic.Int64
	last  atomic.Pointer[http.Request]
}

func newPictureHost(t *testing.T) *pictureHost {
	t.Helper()
	var file bytes.Buffer
	m := image.NewRGBA(image.Rect(0, 0, 900, 600))
	m.Set(1, 1, color.RGBA{255, 0, 0, 255})
	must(t, png.Encode(&file, m))
	p := &pictureHost{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked.Add(1)
		p.last.Store(r)
		switch r.URL.Path {
		case "/good.png":
			_, _ = w.Write(file.Bytes())
		case "/large.png":
			_, _ = w.Write(append(bytes.Clone(file.Bytes()), make([]byte, zagaj.MaxPhotoBytes)...))
		case "/moved.png":
			http.Redirect(w, r, "/good.png", http.StatusFound)
		case "/page.svg":
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(p.Close)
	return p
}

// TestPicturesOfGoods asks as a panel does: what comes is drawn anew by the server, which asks once and only the shop's own hosts.
func TestPicturesOfGoods(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, dsn string) {
		own, foreign := newPictureHost(t), newPictureHost(t)
		at, far := netip.MustParseAddrPort(own.Listener.Addr().String()), netip.MustParseAddrPort(foreign.Listener.Addr().String())
		h := openWith(t, dsn, func(c *api.Config) {
			c.Outward = egress.New(egress.Config{Allow: []egress.Exception{{Net: netip.PrefixFrom(at.Addr(), 32), Port: at.Port()}, {Net: netip.PrefixFrom(far.Addr(), 32), Port: far.Port()}}})
			c.PictureHosts = []string{"images.example"}
			c.Drawn = func(address string) ([]byte, bool) {
				return []byte("<svg/>"), address == "http://demo.example/obraz/x.svg"
			}
		})
		shop, err := h.store.Shop(t.Context(), testShop)
		must(t, err)
		shop.Origins = append(shop.Origins, "http://127.0.0.1:1") // the shop's pages and pictures are on one host
		must(t, h.store.SaveShop(t.Context(), shop))
		_, cookie := work(t, h, testShop)
		ask := func(cookie, address string) (*http.Response, string) {
			t.Helper()
			req, _ := http.NewRequest("GET", h.URL+"/v1/panel/pictures?of="+url.QueryEscape(address), nil)
			req.Header.Set("Cookie", cookie)
			req.Header.Set("Referer", h.URL+"/panel/c/secret")
			res, err := h.Client().Do(req)
			must(t, err)
			defer res.Body.Close()
			var body bytes.Buffer
			_, err = body.ReadFrom(res.Body)
			must(t, err)
			return res, body.String()
		}
		for range 3 {
			res, body := ask(cookie, own.URL+"/good.png")
			size, err := jpeg.DecodeConfig(strings.NewReader(body))
			if res.StatusCode != 200 || res.Header.Get("Content-Type") != "image/jpeg" || err != nil || size.Width != zagaj.SmallPhoto || size.Height != 213 {
				t.Fatalf("got %d %s %+v %v, want a JPEG 320 wide", res.StatusCode, res.Header.Get("Content-Type"), size, err)
			}
		}
		if asked := own.asked.Load(); asked != 1 {
			t.Errorf("the host was asked %d times, want once", asked)
		}
		if r := own.last.Load(); r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.Header.Get("User-Agent") != "Zagaj" {
			t.Errorf("the host was told %v, want nothing of who looks", r.Header)
		}
		for name, address := range map[string]string{
			"no picture there": own.URL + "/none.png", "a redirect": own.URL + "/moved.png", "markup": own.URL + "/page.svg", "more than 5 MB": own.URL + "/large.png",
			"no address": "", "a file": "file:///etc/passwd", "with a password": "http://a:b@127.0.0.1:1/x.png", "text": "data:image/png;base64,AAAA", "too long": own.URL + "/" + strings.Repeat("x", 2000),
		} {
			if res, _ := ask(cookie, address); res.StatusCode != 404 {
				t.Errorf("%s: got %d, want 404", name, res.StatusCode)
			}
		}
		// A foreign host may be let through by the guard and is yet asked nothing: it would learn when a panel looks.
		_, theirs := work(t, h, otherShop)
		for name, try := range map[string][2]string{
			"a host that is not the shop's": {cookie, strings.Replace(foreign.URL, "127.0.0.1", "localhost", 1) + "/good.png"},
			"another shop's host":           {theirs, foreign.URL + "/good.png"},
			"a name that only ends alike":   {cookie, strings.Replace(foreign.URL, "127.0.0.1", "evilimages.example", 1) + "/good.png"},
			"nobody's session":              {"", foreign.URL + "/good.png"},
		} {
			if res, _ := ask(try[0], try[1]); res.StatusCode != 404 && res.StatusCode != 401 {
				t.Errorf("%s: got %d", name, res.StatusCode)
			}
		}
		if asked := foreign.asked.Load(); asked != 0 {
			t.Errorf("a foreign host was asked %d times", asked)
		}
		if res, body := ask(cookie, "http://demo.example/obraz/x.svg"); res.StatusCode != 200 || body != "<svg/>" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("what the process has drawn: got %d %q", res.StatusCode, body)
		}
	})
}
