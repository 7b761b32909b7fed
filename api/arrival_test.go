package api_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/plugin"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// trickle is a body of which a piece comes with each read, and then nothing: it tells for how much room was made at once.
type trickle struct {
	left, piece, had, most int
	asked                  func()
}

func (b *trickle) Read(p []byte) (int, error) {
	b.most = max(b.most, len(p)-b.had)
	if b.asked != nil {
		b.asked()
	}
	n := min(b.left, b.piece, len(p))
	if n == 0 {
		return 0, io.EOF
	}
	b.left, b.had = b.left-n, b.had+n
	return n, nil
}

// promise delivers a body of a promised length, -1 for one that does not tell it, from an address.
func promise(h *house, path, address string, length int64, body io.Reader) int {
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.ContentLength, r.RemoteAddr = length, address+":1"
	w := httptest.NewRecorder()
	h.api.Handler().ServeHTTP(w, r)
	return w.Code
}

func TestAPromisedLengthIsNotBelieved(t *testing.T) {
	h := open(t, sqltest.SQLite(t))
	for _, path := range []string{"/hooks/none/woo-shop", "/hooks/woocommerce/none", "/hooks/standard/woo-shop"} {
		body := &trickle{left: 1 << 20, piece: 1 << 20}
		if status := promise(h, path, "192.0.2.1", 1<<20, body); status != 404 || body.had > 0 {
			t.Errorf("%s: got %d, and %d bytes read, want 404 and none", path, status, body.had)
		}
	}
	for _, c := range []struct{ promised, sent, status, room int }{
		{4000, 4000, 401, 4000}, // read to its end and found not to be signed
		{64 << 10, 0, 400, 64 << 10},
		{1 << 20, 0, 400, 64 << 10},
		{1 << 20, 1 << 20, 401, 64 << 10},
		{plugin.MaxBody + 1, plugin.MaxBody + 1, 413, 64 << 10},
		{-1, 100, 401, 64 << 10},
		{-1, plugin.MaxBody, 401, 64 << 10},
		{-1, plugin.MaxBody + 1, 413, 64 << 10},
	} {
		body := &trickle{left: c.sent, piece: 16 << 10}
		status := promise(h, "/hooks/woocommerce/woo-shop", "192.0.2.1", int64(c.promised), body)
		if status != c.status || body.most > c.room {
			t.Errorf("%d of %d bytes: got %d, and room for %d more than had come, want %d and %d at most", c.sent, c.promised, status, body.most, c.status, c.room)
		}
	}
}

func TestBodiesOnTheirWayHaveSoMuchRoom(t *testing.T) {
	h := open(t, sqltest.SQLite(t))
	const path, address, crowd = "/hooks/woocommerce/woo-shop", 128, 512 // bodies of 64 KiB in 8 MiB, and in 32
	var held sync.WaitGroup
	come, leave := make(chan struct{}), make(chan struct{})
	hold := func(from string) {
		held.Go(func() {
			promise(h, path, from, 1<<20, &trickle{asked: func() { come <- struct{}{}; <-leave }})
		})
		<-come
	}
	for i := range crowd {
		hold(fmt.Sprint("192.0.2.", i/address))
	}
	large := func(from string) int {
		return promise(h, path, from, plugin.MaxBody, bytes.NewReader(make([]byte, plugin.MaxBody)))
	}
	if status := large("192.0.2.0"); status != 429 {
		t.Errorf("of an address that has its room: got %d, want 429", status)
	}
	if status := large("198.51.100.1"); status != 503 {
		t.Errorf("when all room is taken: got %d, want 503", status)
	}
	if status, answer := wooDelivery(t, h, "woo-shop", recorded(t), wooSecret); status != 200 {
		t.Errorf("a usual delivery: got %d %s, want 200 all the while", status, answer)
	}
	close(leave)
	held.Wait()
	for range 40 { // what has ended or was refused has given its room back
		if status := large("192.0.2.0"); status != 401 {
			t.Fatalf("afterwards: got %d, want 401", status)
		}
	}
}

// TestASecretTakenBackWhileABodyComesCountsNoMore: the slower a body, the longer it would be believed.
func TestASecretTakenBackWhileABodyComesCountsNoMore(t *testing.T) {
	var late atomic.Int64
	h := openWith(t, sqltest.SQLite(t), func(c *api.Config) { c.Now = func() zagaj.Instant { return clock() + zagaj.Instant(late.Load()) } })
	sent := recorded(t)
	mac := hmac.New(sha256.New, []byte(wooSecret))
	mac.Write(sent)
	r := httptest.NewRequest(http.MethodPost, "/hooks/woocommerce/woo-shop", io.MultiReader(bytes.NewReader(sent[:9]), &trickle{asked: func() {
		late.Store(2000)
		in, err := h.store.Installation(t.Context(), "woo-shop")
		must(t, err)
		in.Secrets = []string{"another secret"}
		must(t, h.store.SaveInstallation(t.Context(), in))
	}}, bytes.NewReader(sent[9:])))
	r.Header.Set("X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	w := httptest.NewRecorder()
	if h.api.Handler().ServeHTTP(w, r); w.Code != 401 {
		t.Errorf("got %d, want 401", w.Code)
	}
}
