package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/zagaj/zagaj"
	store "github.com/zagaj/zagaj/sql"
)

const (
	shopKey = "chaos"
	origin  = "https://shop.example"
	upIn    = 60 * time.Second // a bound, not a promise: slow machines take long to start a process
)

// run is one server with its store.
type run struct {
	dir, program, addr string
	dsn                string // the store itself
	through            string // the store as the server reaches it: by the proxy
	proxy              *proxy
	faults             atomic.Int64
	mu                 sync.Mutex
	cmd                *exec.Cmd
}

func newRun(dir, program string, postgres bool) (*run, error) {
	r := &run{dir: dir, program: program, dsn: "sqlite:" + filepath.Join(dir, "zagaj.db")}
	if postgres {
		if err := r.database(); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), upIn)
	defer cancel()
	s, err := store.Open(ctx, r.dsn, func() zagaj.Instant { return zagaj.At(time.Now()) })
	if err != nil {
		return nil, err
	}
	err = s.AddShop(ctx, zagaj.Shop{ID: "s", Key: shopKey, Name: "Chaos", Language: "pl", Zone: "Europe/Warsaw", Currency: "PLN", Origins: []string{origin}},
		zagaj.Schedule{Zone: "Europe/Warsaw", Open: []string{"* * * * *"}}, zagaj.DefaultPolicy())
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // the port stays the same over restarts
	if err != nil {
		return nil, err
	}
	r.addr = l.Addr().String()
	return r, l.Close()
}

// database makes an empty database and a proxy in front of it.
func (r *run) database() error {
	base, err := url.Parse(os.Getenv(postgresServer))
	if err != nil {
		return err
	}
	db, err := sql.Open("postgres", base.String())
	if err != nil {
		return err
	}
	defer db.Close()
	name := "chaos" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := db.Exec(`CREATE DATABASE ` + name); err != nil {
		return err
	}
	if r.proxy, err = newProxy(base.Host); err != nil {
		return err
	}
	base.Path = "/" + name
	r.dsn = base.String()
	base.Host = r.proxy.addr
	r.through = base.String()
	return nil
}

// start starts the server and waits until it answers.
func (r *run) start() error {
	cmd := exec.Command(r.program, "serve", "--addr", r.addr, "--data", r.dir, "--database", r.through)
	log, err := os.OpenFile(filepath.Join(r.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	r.mu.Lock()
	r.cmd = cmd
	r.mu.Unlock()
	for end := time.Now().Add(upIn); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get("http://" + r.addr + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	text, _ := os.ReadFile(filepath.Join(r.dir, "log"))
	return fmt.Errorf("the server does not come up: %s", text[max(0, len(text)-2000):])
}

func (r *run) end(sig os.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cmd == nil {
		return nil
	}
	if err := r.cmd.Process.Signal(sig); err != nil {
		return err
	}
	_ = r.cmd.Wait() // a killed process is no error here
	r.cmd = nil
	return nil
}

func (r *run) stop() error { return r.end(os.Interrupt) }

func (r *run) close() {
	_ = r.end(os.Kill)
	if r.proxy != nil {
		r.proxy.close()
	}
}

// pause waits as long as the seed says, from 300 ms to two seconds; false when the trial is over.
func pause(ctx context.Context, rng *rand.Rand) bool {
	t := time.NewTimer(300*time.Millisecond + time.Duration(rng.Int64N(int64(1700*time.Millisecond))))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// kills kills the server at random instants and starts it again at once.
func kills(ctx context.Context, r *run, rng *rand.Rand) error {
	for pause(ctx, rng) {
		r.faults.Add(1)
		if err := r.end(os.Kill); err != nil {
			return err
		}
		if err := r.start(); err != nil {
			return err
		}
	}
	return nil
}

// terminates ends all of the server's database sessions, as an administrator or a restart does.
func terminates(ctx context.Context, r *run, rng *rand.Rand) error {
	db, err := sql.Open("postgres", r.dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	for pause(ctx, rng) {
		r.faults.Add(1)
		if _, err := db.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
			return err
		}
	}
	return nil
}

// cuts loses the reply to a COMMIT: the database has done it, and the server is not told.
func cuts(ctx context.Context, r *run, rng *rand.Rand) error {
	for pause(ctx, rng) {
		r.proxy.cutNext.Store(true)
	}
	r.faults.Store(r.proxy.cuts.Load())
	return nil
}

// waits does nothing: the sabotaged build is fault enough.
func waits(ctx context.Context, r *run, _ *rand.Rand) error {
	<-ctx.Done()
	r.faults.Add(1)
	return nil
}
