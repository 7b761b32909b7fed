package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zagaj/zagaj/api"
	"github.com/zagaj/zagaj/sql/sqltest"
)

// sharedLog is a log that is read while it is written.
type sharedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *sharedLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *sharedLog) has(words string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), words)
}

func TestAFullDiskIsToldOfBeforeItIsFull(t *testing.T) {
	for name, c := range map[string]struct {
		free  int64
		err   error
		want  string
		warns bool
	}{
		"plenty":          {free: 80 << 30, want: `{"free_mb":81920,"low":false}`},
		"little":          {free: 812 << 20, want: `{"free_mb":812,"low":true}`, warns: true},
		"not to be known": {err: errors.ErrUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			log := &sharedLog{}
			h := openWith(t, sqltest.SQLite(t), func(conf *api.Config) {
				conf.Log = slog.New(slog.NewTextHandler(log, nil))
				conf.FreeBytes = func() (int64, error) { return c.free, c.err }
			})
			var got struct{ Disk json.RawMessage }
			if status := ask(t, h, "", "GET", "/readyz", &got); status != 200 || string(got.Disk) != c.want {
				t.Errorf("got %d %s, want %q", status, got.Disk, c.want)
			}
			for until := time.Now().Add(30 * time.Second); c.warns && !log.has("nearly full") && time.Now().Before(until); {
				time.Sleep(10 * time.Millisecond)
			}
			if log.has("nearly full") != c.warns {
				t.Errorf("said that the disk is nearly full: got %v, want %v", !c.warns, c.warns)
			}
		})
	}
}
