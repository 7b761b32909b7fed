package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	"github.com/zagaj/zagaj/api"
	store "github.com/zagaj/zagaj/sql"
)

const (
	shopKey      = "chaos"
	origin       = "https://shop.example"
	installation = "shop"
	email        = "anna@shop.example"
	password     = "correct horse battery"
	secret       = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	upIn         = 3 * time.Minute // a bound, not a promise: slow machines take long to start a process
)

// run is one server with its store.
type run struct {
	dir, program, addr string
	data               string // the server's folder
	sabotage           string
	dsn                string // the store itself
	through            string // the store as the server reaches it: by the proxy
	proxy              *proxy
	load               *load
	violated           []string // what a fault itself has found wrong
	faults             atomic.Int64
	seen, unseen       int // damaged copies that were refused; tables of taken ones that are not as they were
	acked              int // acknowledged when the last fault struck
	unmount            func()
	mu                 sync.Mutex
	cmd                *exec.Cmd
	gone               chan struct{} // the process has ended
}

func (r *run) wrong(format string, args ...any) {
	r.violated = append(r.violated, fmt.Sprintf(format, args...))
}

func newRun(dir, program string, t trial) (*run, error) {
	r := &run{dir: dir, program: program, data: filepath.Join(dir, "data"), sabotage: t.sabotage, unmount: func() {}}
	if err := os.MkdirAll(r.data, 0o700); err != nil {
		return nil, err
	}
	if t.disk {
		if err := r.smallDisk(); err != nil {
			return nil, err
		}
	}
	r.dsn = "sqlite:" + filepath.Join(r.data, "zagaj.db")
	if t.postgres {
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
	if err == nil {
		err = s.AddInstallation(ctx, zagaj.Installation{ID: installation, Shop: "s", Platform: "standard", Secrets: []string{secret}, CreatedAt: zagaj.At(time.Now())})
	}
	if err == nil {
		err = addOperator(ctx, s)
	}
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

func addOperator(ctx context.Context, s *store.Store) error {
	hash, err := api.HashPassword(password, api.HashCost{Passes: 1, Memory: 64})
	if err != nil {
		return err
	}
	return s.AddOperator(ctx, zagaj.Operator{ID: "anna", Shop: "s", Email: email, Name: "Anna", Role: zagaj.RoleOwner, Seats: 3, Language: "pl",
		PasswordHash: hash, CreatedAt: zagaj.At(time.Now())})
}

// smallDisk mounts a disk of sixteen megabytes as the server's folder.
func (r *run) smallDisk() error {
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "zagaj-chaos", r.data).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: a small disk cannot be mounted: %s", errSkipped, strings.TrimSpace(string(out)))
	}
	r.unmount = func() { _ = exec.Command("umount", "-l", r.data).Run() }
	return nil
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

// errEnded wraps what a server said that ended instead of answering.
var errEnded = errors.New("the server has ended")

// start starts the server and waits until it answers.
func (r *run) start() error {
	cmd := exec.Command(r.program, "serve", "--addr", r.addr, "--data", r.data, "--database", r.through)
	cmd.Env = append(os.Environ(), "ZAGAJ_SABOTAGE="+r.sabotage)
	log, err := os.OpenFile(filepath.Join(r.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait() // a killed process is no error here
		close(gone)
	}()
	r.mu.Lock()
	r.cmd, r.gone = cmd, gone
	r.mu.Unlock()
	for end := time.Now().Add(upIn); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case <-gone:
			return fmt.Errorf("%w: %s", errEnded, r.log())
		default:
		}
		if res, err := http.Get("http://" + r.addr + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	text := r.log()
	return fmt.Errorf("the server does not come up: %s", text[max(0, len(text)-2000):])
}

// hasEnded reports whether the server is gone without having been told to.
func (r *run) hasEnded() bool {
	select {
	case <-r.gone:
		return true
	default:
		return false
	}
}

func (r *run) log() string {
	text, _ := os.ReadFile(filepath.Join(r.dir, "log"))
	return string(text)
}

func (r *run) end(sig os.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cmd == nil {
		return nil
	}
	if err := r.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-r.gone:
	case <-time.After(upIn):
		return errors.New("the server does not end")
	}
	r.cmd = nil
	return nil
}

func (r *run) stop() error { return r.end(os.Interrupt) }

func (r *run) close() {
	_ = r.end(os.Kill)
	if r.proxy != nil {
		r.proxy.close()
	}
	r.unmount()
}
