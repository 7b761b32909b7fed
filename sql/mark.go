package sql

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/crc64"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/zagaj/zagaj"
)

// Damage is why a store is not opened: what is on the disk is not what was committed. Nothing was changed.
type Damage struct{ What string }

func (d *Damage) Error() string { return "the store is damaged: " + d.What }

// mark is a small file beside a SQLite store which remembers how far the store had come. Losing the store's log loses
// whole transactions without a trace in the store itself; the mark is that trace. It is written after each commit and
// before anybody is told, and is not synced: after a power cut it may be behind, and never ahead.
//
// When the store is closed and nobody else has it open, the mark is sealed: it holds the size and the sum of the whole
// file. A start that finds the seal whole needs to look at nothing else.
type mark struct {
	f     *os.File
	epoch string // "" while the mark must not be written
	last  markLine
}

// markLine is what the file says. An unsealed one has no size.
type markLine struct {
	epoch   string
	commits int64
	size    int64
	sum     uint32
}

const markSuffix = "-mark"

// openMark opens the mark of a store. It waits while somebody seals it.
func openMark(path string) (*mark, error) {
	f, err := os.OpenFile(path+markSuffix, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the store's mark: %w", err)
	}
	m := &mark{f: f}
	err = holdTogether(f)
	if err == nil {
		err = m.read()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the store's mark: %w", err), f.Close())
	}
	return m, nil
}

// read reads the line; what is no line of ours, or was damaged itself, is none.
func (m *mark) read() error {
	text := make([]byte, 200)
	n, err := m.f.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	line, sum, _ := strings.Cut(strings.TrimRight(string(text[:n]), "\n"), "#")
	if sum != fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(line))) {
		return nil
	}
	var l markLine
	if _, err := fmt.Sscanf(line, "%s %d %d %d", &l.epoch, &l.commits, &l.size, &l.sum); err == nil {
		m.last = l
	}
	return nil
}

// write replaces the line, which always has the same length.
func (m *mark) write(l markLine) error {
	line := fmt.Sprintf("%-36s %020d %020d %010d ", l.epoch, l.commits, l.size, l.sum)
	_, err := m.f.WriteAt(fmt.Appendf(nil, "%s#%08x\n", line, crc32.ChecksumIEEE([]byte(line))), 0)
	if err == nil {
		m.last = l
	}
	return err
}

// reached notes a commit. That it cannot be written down is no reason to refuse what is committed.
func (m *mark) reached(commits int64) {
	if m.epoch != "" {
		_ = m.write(markLine{epoch: m.epoch, commits: commits})
	}
}

// unseal takes the seal away, on the disk, before anything is written to the store.
func (m *mark) unseal() error {
	if m.last.size == 0 {
		return nil
	}
	l := m.last
	l.size, l.sum = 0, 0
	return errors.Join(m.write(l), m.f.Sync())
}

// forget makes the mark know nothing until it has an epoch again.
func (m *mark) forget() error {
	m.epoch, m.last = "", markLine{}
	return errors.Join(m.f.Truncate(0), m.f.Sync())
}

// close seals a checked store that nobody else has open, and lets go of the mark.
func (m *mark) close(path string, checked bool) error {
	defer m.f.Close()
	if !checked || m.epoch == "" || !holdAlone(m.f) {
		return nil
	}
	// Somebody else may have committed since we did.
	if err := m.read(); err != nil || m.last.epoch != m.epoch || logOf(path) > 0 {
		return err
	}
	l := m.last
	var err error
	if l.size, l.sum, err = sumFile(path); err != nil {
		return err
	}
	return errors.Join(m.write(l), m.f.Sync())
}

// logOf is the size of the store's write-ahead log.
func logOf(path string) int64 {
	info, err := os.Stat(path + "-wal")
	if err != nil {
		return 0
	}
	return info.Size()
}

func sumFile(path string) (int64, uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	n, err := io.Copy(sum, f)
	return n, sum.Sum32(), err
}

// whole reports that the store is byte for byte what was sealed. Without a seal it is false, and nobody can tell.
func (m *mark) whole(path string) (bool, error) {
	if m.last.size == 0 || logOf(path) > 0 {
		return false, nil
	}
	size, sum, err := sumFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	if size != m.last.size || sum != m.last.sum {
		return false, &Damage{"its file is not what it was when the store was closed"}
	}
	return true, nil
}

// behind fails when the store has not come as far as the mark remembers.
func (m *mark) behind(ctx context.Context, q sqlx.QueryerContext) error {
	if m.last.epoch == "" {
		return nil
	}
	epoch, commits, err := reached(ctx, q)
	switch {
	case err != nil:
		return err
	case epoch != m.last.epoch:
		return &Damage{"it is not the store that was here before"}
	case commits < m.last.commits:
		return &Damage{strconv.FormatInt(m.last.commits-commits, 10) + " transactions that were committed are missing"}
	}
	return nil
}

// reached reads the epoch and the number of commits; a store without tables has none.
func reached(ctx context.Context, q sqlx.QueryerContext) (epoch string, commits int64, err error) {
	tables, err := list[string](ctx, q, `SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'meta'`)
	if err != nil || len(tables) == 0 {
		return "", 0, err
	}
	type row struct {
		Key   string `db:"key"`
		Value string `db:"value"`
	}
	rows, err := list[row](ctx, q, `SELECT key, value FROM meta WHERE key IN ('epoch', 'commits')`)
	for _, r := range rows {
		if r.Key == "epoch" {
			epoch = r.Value
		} else {
			commits, _ = strconv.ParseInt(r.Value, 10, 64)
		}
	}
	return epoch, commits, err
}

var sumTable = crc64.MakeTable(crc64.ECMA)

// sum adds up what a row says, as the store will have it. It is never 0.
func sum(texts []string, numbers ...int64) int64 {
	var most [1024]byte // of nearly all rows
	room, n := most[:0], uint64(0)
	for _, s := range texts {
		s = clean(s)
		room = append(strconv.AppendInt(room, int64(len(s)), 10), ':')
		if len(room)+len(s) > len(most)/2 { // as it stands, without a copy
			n, room = crc64.Update(crc64.Update(n, sumTable, room), sumTable, []byte(s)), most[:0]
			continue
		}
		room = append(room, s...)
	}
	for _, n := range numbers {
		room = append(strconv.AppendInt(room, n, 10), ';')
	}
	if n = crc64.Update(n, sumTable, room); n != 0 {
		return int64(n)
	}
	return 1
}

func sumOfMessage(m *zagaj.Message) int64 {
	return sum([]string{string(m.Shop), string(m.Conversation), string(m.ID), string(m.Role), m.Author, m.Name, m.Text, string(m.Kind)},
		m.Seq, int64(m.SentAt), int64(m.Width), int64(m.Height))
}

func sumOfEvent(ev zagaj.Event, payload string) int64 {
	return sum([]string{string(ev.Shop), string(ev.Source), string(ev.ID), string(ev.Visitor), string(ev.Kind), payload},
		ev.Seq, int64(ev.OccurredAt), int64(ev.ReceivedAt))
}
