package sql

import (
	"context"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
)

// copyFrom is after how many pages, of 4 KB each, SQLite's log is copied into the file, so that its room is used again. Fewer or more were no better
// (docs/decisions/0017).
const copyFrom = 4000

// copyRounds is how often the other connection copies before the rest is left to the writer, who waits for the disk for each page of it: 6.4 ms
// in the middle after one round, 3.6 after three (docs/decisions/0017).
const copyRounds = 3

// mostLog is at how many pages a commit copies the log itself, should the other connection be of no use.
const mostLog = 4 * copyFrom

// copying is SQLite's log on its way into the file. A connection of its own copies it while the writer goes on, in rounds of which each
// takes what was written during the one before. Only what is written during the last is left to the writer, between two transactions, and with it the sync of it all: nowhere
// else could the log begin anew, and it would grow for as long as anybody writes.
type copying struct {
	db       *sqlx.DB // nil for PostgreSQL
	ended    chan error
	underWay bool
	from     int // pages
	pages    int // written since it last set out
}

// copyLog is for between two transactions, with the next one's writes taken: they have waited long enough, and what comes meanwhile goes with the one
// after that.
func (w *writer) copyLog() {
	c := &w.copying
	if c.db == nil || w.conn == nil {
		return
	}
	if c.underWay {
		select {
		case err := <-c.ended:
			w.copied(err)
		default:
		}
		return
	}
	_ = w.conn.conn.Raw(func(conn any) error { // a connection that is no good any more the next transaction meets itself
		n, _, err := conn.(sqlite.DBStatus).Status(sqlite.DBStatusCacheWrite, true)
		c.pages += n
		return err
	})
	if c.pages >= c.from {
		c.pages, c.underWay = 0, true
		go func() {
			var err error
			for n := 0; n < copyRounds && err == nil; n++ {
				err = copyInto(c.db)
			}
			c.ended <- err
		}()
	}
}

// copied finishes what the other connection began; where that failed, all is left to it, unless a sync failed.
func (w *writer) copied(err error) {
	w.copying.underWay = false
	if err == nil || !w.isBroken(err) {
		w.emptyLog()
	}
}

// emptyLog copies all of SQLite's log into the file; the next write begins it anew. A log that has grown until the disk was full would
// otherwise never end: what copies it follows a commit, and there is no room for one.
func (w *writer) emptyLog() {
	if w.mark == nil {
		return
	}
	w.awaitCopy() // of two that copy at once the second is refused, and is not told
	var by sqlx.ExecerContext = w.db
	if w.conn != nil {
		by = w.conn.conn // the pool has no other
	}
	if err := copyInto(by); err != nil {
		w.isBroken(err) // any other trouble the next write meets itself
	}
}

// awaitCopy returns when nothing is under way.
func (w *writer) awaitCopy() {
	if w.copying.underWay {
		w.copying.underWay = false
		w.isBroken(<-w.copying.ended)
	}
}

// copyInto copies as much of the log as can be without waiting for anybody.
func copyInto(by sqlx.ExecerContext) error {
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	defer cancel()
	_, err := by.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
	return err
}

func (c *copying) close() error {
	if c.db == nil {
		return nil
	}
	return c.db.Close()
}
