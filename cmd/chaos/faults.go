package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	store "github.com/zagaj/zagaj/sql"
)

// What a trial must have seen before it may end, however slow the machine is, and how long it waits for that at most.
const (
	leastFaults  = 2
	leastAcked   = 40
	leastBetween = 10 // acknowledged between two faults
	atMost       = 5 * time.Minute
)

// pause waits as long as the seed says, from 300 ms to two seconds, and then until some more is acknowledged: faults that
// follow each other faster than a slow machine works prove nothing. False when the trial is over: its time has passed
// and it has seen enough.
func pause(ctx context.Context, r *run, rng *rand.Rand) bool {
	time.Sleep(300*time.Millisecond + time.Duration(rng.Int64N(int64(1700*time.Millisecond))))
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && r.load.ledger.count("acked") < r.acked+leastBetween; {
		time.Sleep(10 * time.Millisecond)
	}
	r.acked = r.load.ledger.count("acked")
	if ctx.Err() == nil {
		return true
	}
	deadline, _ := ctx.Deadline()
	enough := r.faults.Load() >= leastFaults && r.acked >= leastAcked
	return !enough && time.Since(deadline) < atMost
}

// eventually asks until it is so; false when that takes too long.
func eventually(is func() bool) bool {
	for end := time.Now().Add(atMost); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return true
		}
	}
	return false
}

// kills kills the server at random instants and starts it again at once.
func kills(ctx context.Context, r *run, rng *rand.Rand) error {
	for pause(ctx, r, rng) {
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

// restarts ends the server as an upgrade does, and starts it again. Its clients are told so.
func restarts(ctx context.Context, r *run, rng *rand.Rand) error {
	for pause(ctx, r, rng) {
		r.faults.Add(1)
		if err := r.stop(); err != nil {
			return err
		}
		if err := r.start(); err != nil {
			return err
		}
	}
	if r.load.told.Load() == 0 {
		r.wrong("no client was told of a restart")
	}
	return nil
}

// herds breaks all lines at one instant. All come back.
func herds(ctx context.Context, r *run, rng *rand.Rand) error {
	everybody := func(n int64) func() bool {
		return func() bool {
			for _, w := range append(append([]*writer{}, r.load.writers...), r.load.idle...) {
				if w.ups.Load() < n {
					return false
				}
			}
			return true
		}
	}
	for n := int64(1); pause(ctx, r, rng); n++ {
		if !eventually(everybody(n)) {
			r.wrong("not everybody is there before reset %d", n)
			break
		}
		r.load.reset()
		r.faults.Add(1)
		if !eventually(everybody(n + 1)) {
			r.wrong("not everybody came back after reset %d", n)
		}
	}
	return nil
}

// terminates ends all of the server's database sessions, as an administrator does.
func terminates(ctx context.Context, r *run, rng *rand.Rand) error {
	db, err := sql.Open("postgres", r.dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	for pause(ctx, r, rng) {
		r.faults.Add(1)
		if _, err := db.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
			return err
		}
	}
	return nil
}

// restartsPostgres lets the whole of PostgreSQL die without a goodbye and start again.
func restartsPostgres(ctx context.Context, r *run, rng *rand.Rand) error {
	control := os.Getenv(postgresControl)
	if control == "" {
		return fmt.Errorf("%w: %s names no command that restarts PostgreSQL", errSkipped, postgresControl)
	}
	for pause(ctx, r, rng) {
		r.faults.Add(1)
		if out, err := exec.Command("sh", "-c", control+" -m immediate restart").CombinedOutput(); err != nil {
			return fmt.Errorf("restart PostgreSQL: %w: %s", err, out)
		}
	}
	return nil
}

// cuts loses the reply to a COMMIT: the database has done it, and the server is not told.
func cuts(ctx context.Context, r *run, rng *rand.Rand) error {
	for pause(ctx, r, rng) {
		r.proxy.cutNext.Store(true)
		r.faults.Store(r.proxy.cuts.Load())
	}
	r.faults.Store(r.proxy.cuts.Load())
	return nil
}

// forgetsBy is how much must be acknowledged until a build that forgets every thousandth write has surely forgotten a message.
const forgetsBy = 2500

// waits does nothing: the sabotaged build is fault enough. It has to forget something first.
func waits(ctx context.Context, r *run, _ *rand.Rand) error {
	<-ctx.Done()
	eventually(func() bool { return r.load.ledger.count("acked") >= forgetsBy })
	r.faults.Add(1)
	return nil
}

// status asks the server something; 0 when it does not answer.
func (r *run) status(path string) int {
	client := http.Client{Timeout: ackWithin}
	res, err := client.Get("http://" + r.addr + path)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

// fillsDisk fills the disk until nothing more is acknowledged, looks whether the server says so, and makes room again.
func fillsDisk(ctx context.Context, r *run, rng *rand.Rand) error {
	ballast := filepath.Join(r.data, "ballast")
	for pause(ctx, r, rng) {
		r.faults.Add(1)
		if err := fill(ballast); err != nil {
			return err
		}
		told := eventually(func() bool {
			return r.hasEnded() || fill(ballast) == nil && r.status("/readyz") == http.StatusServiceUnavailable
		})
		if r.hasEnded() {
			text := r.log()
			r.wrong("a full disk has ended the server: %s", text[max(0, len(text)-500):])
			return errors.Join(os.Remove(ballast), r.start()) // those who still write need not wait for nobody
		}
		if !told {
			r.wrong("the disk is full and /readyz does not tell")
			return os.Remove(ballast)
		}
		if code := r.status("/healthz"); code != http.StatusOK {
			r.wrong("with a full disk the process does not answer: %d", code)
		}
		if err := os.Remove(ballast); err != nil {
			return err
		}
		acked := r.load.ledger.count("acked")
		if !eventually(func() bool {
			return r.load.ledger.count("acked") > acked+writers/2 && r.status("/readyz") == http.StatusOK
		}) {
			r.wrong("there is room again and nothing is taken")
		}
	}
	return nil
}

// fill writes to a file until the disk is full.
func fill(name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for size := 1 << 20; size >= 1; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 4
		}
	}
	return f.Close()
}

// failsFsync lets the disk fail one sync. The server must end with the reason, and have acknowledged nothing of it.
func failsFsync(ctx context.Context, r *run, rng *rand.Rand) error {
	if _, err := exec.LookPath("strace"); err != nil {
		return fmt.Errorf("%w: strace is missing", errSkipped)
	}
	for pause(ctx, r, rng) {
		pid := strconv.Itoa(r.cmd.Process.Pid)
		tracer := exec.Command("strace", "-f", "-qq", "-o", filepath.Join(r.dir, "trace"), "-p", pid,
			"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=1+")
		if err := tracer.Start(); err != nil {
			return err
		}
		ended := make(chan error, 1)
		go func() { ended <- tracer.Wait() }()
		select {
		case <-r.gone:
		case err := <-ended:
			select {
			case <-r.gone: // the tracer ends with whom it traces
			case <-time.After(10 * time.Second):
				return fmt.Errorf("%w: strace cannot trace the server: %w", errSkipped, err)
			}
		case <-time.After(atMost):
			_ = tracer.Process.Kill()
			r.wrong("a sync failed and the server goes on")
			return nil
		}
		r.faults.Add(1)
		if !strings.Contains(r.log(), "the disk failed to keep what was written") {
			r.wrong("the server ended without saying why: %s", r.log())
		}
		if err := r.start(); err != nil {
			return err
		}
	}
	return nil
}

// restoresBackup copies the store under load, kills the server, puts the copy back and starts it. All that was
// acknowledged before the copy began must be in it; what came later the visitors cannot know to be lost, so the judge
// looks at the copy alone.
func restoresBackup(ctx context.Context, r *run, rng *rand.Rand) error {
	if !pause(ctx, r, rng) {
		return nil
	}
	eventually(func() bool { return r.load.ledger.count("acked") >= 2*leastAcked })
	before := r.load.ledger.acked()
	file := filepath.Join(r.dir, "copy.db")
	if out, err := exec.Command(r.program, "backup", "--data", r.data, "--to", file).CombinedOutput(); err != nil {
		return fmt.Errorf("backup: %w: %s", err, out)
	}
	epoch := r.epoch()
	if err := r.end(os.Kill); err != nil {
		return err
	}
	aside := &run{dir: r.dir, program: r.program, data: filepath.Join(r.dir, "restored")}
	if out, err := exec.Command(r.program, "restore", "--data", aside.data, "--from", file).CombinedOutput(); err != nil {
		return fmt.Errorf("restore: %w: %s", err, out)
	}
	r.faults.Add(1)
	aside.dsn = "sqlite:" + filepath.Join(aside.data, "zagaj.db")
	s, err := store.Open(context.Background(), aside.dsn, func() zagaj.Instant { return zagaj.At(time.Now()) })
	if err != nil {
		return err
	}
	defer s.Close()
	if s.Epoch() == epoch {
		r.wrong("the restored store has the old epoch: browsers would trust cursors from the future")
	}
	stored, found, err := read(context.Background(), s)
	r.violated = append(r.violated, found...)
	for _, e := range before {
		if _, ok := stored[e.ID]; !ok {
			r.wrong("acknowledged before the backup began and not in it: %s", e.ID)
		}
	}
	return errors.Join(err, r.start())
}

// epoch asks the server for its store's epoch.
func (r *run) epoch() string {
	res, err := http.Get("http://" + r.addr + "/readyz")
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	_, rest, _ := strings.Cut(string(text), `"epoch":"`)
	epoch, _, _ := strings.Cut(rest, `"`)
	return epoch
}
