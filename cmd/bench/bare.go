package main

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// The bare loop has two tables and nothing else: a counter for each conversation and the messages, whose ids lie as ours do.
const bareTables = `CREATE TABLE counters (id TEXT PRIMARY KEY, seq BIGINT NOT NULL);
	CREATE TABLE lines (id TEXT NOT NULL, seq BIGINT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, seq), UNIQUE (key, id))`

type bareJob struct {
	id, key string
	body    []byte // nil for what is typed
	done    chan error
}

// bare is what group commit can do at most: one goroutine takes what is queued, counts and inserts it in one
// transaction, and tells the senders. Like say it returns messages a second and the 99th percentile in milliseconds.
func bare(postgres bool, messages int) (rate, p99ms float64, err error) {
	db, remove, err := bareDatabase(postgres, bareTables)
	if err != nil {
		return 0, 0, err
	}
	defer remove()
	for i := range senders {
		if _, err := db.Exec(`INSERT INTO counters (id, seq) VALUES ($1, 0)`, string(talk(i))); err != nil {
			return 0, 0, err
		}
	}
	write, err := bareWrite(db, postgres)
	if err != nil {
		return 0, 0, err
	}
	queue := make(chan *bareJob, 4096)
	go bareLoop(db, queue, write)
	defer close(queue)
	times, rate, err := race(senders, messages, func(sender, _ int) error {
		j := &bareJob{id: string(talk(sender)), key: freshID(), done: make(chan error, 1)}
		queue <- j
		return <-j.done
	})
	return rate, p99(times), err
}

func bareDatabase(postgres bool, tables string) (db *sqlx.DB, remove func(), err error) {
	dsn, removeFiles, err := scratch(postgres)
	if err != nil {
		return nil, nil, err
	}
	driver, address := "postgres", dsn
	if !postgres {
		driver, address = "sqlite", "file:"+strings.TrimPrefix(dsn, "sqlite:")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	}
	if db, err = sqlx.Open(driver, address); err == nil {
		db.SetMaxOpenConns(1)
		remove = func() { _ = db.Close(); removeFiles() }
		if _, err = db.Exec(tables); err != nil {
			remove()
		}
		return db, remove, err
	}
	removeFiles()
	return nil, nil, err
}

// bareStore is the least that a delivery's body can cost to be kept: one table on SQLite, one index that refuses the same id again, and group commit.
// store returns when the body is committed.
func bareStore() (store func(id string, body []byte) error, stop func(), err error) {
	db, remove, err := bareDatabase(false, `CREATE TABLE bodies (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL)`)
	if err != nil {
		return nil, nil, err
	}
	insert := `INSERT INTO bodies (id, body) VALUES (?, ?)`
	one, err := db.Preparex(insert)
	if err != nil {
		remove()
		return nil, nil, err
	}
	many, err := db.Preparex(insert + strings.Repeat(`, (?, ?)`, bodiesAtOnce-1))
	if err != nil {
		remove()
		return nil, nil, err
	}
	queue, ended := make(chan *bareJob, 4096), make(chan struct{})
	go func() {
		defer close(ended)
		bareLoop(db, queue, func(tx *sqlx.Tx, batch []*bareJob) error {
			for len(batch) > 0 {
				stmt, n := one, 1
				if len(batch) >= bodiesAtOnce {
					stmt, n = many, bodiesAtOnce
				}
				cells := make([]any, 0, 2*n)
				for _, j := range batch[:n] {
					cells = append(cells, j.key, j.body)
				}
				if _, err := tx.Stmtx(stmt).Exec(cells...); err != nil {
					return err
				}
				batch = batch[n:]
			}
			return nil
		})
	}()
	return func(id string, body []byte) error {
			j := &bareJob{key: id, body: body, done: make(chan error, 1)}
			queue <- j
			return <-j.done
		}, func() {
			close(queue)
			<-ended
			remove()
		}, nil
}

// bodiesAtOnce are stored by one statement; more at once are no faster.
const bodiesAtOnce = 16

func bareLoop(db *sqlx.DB, queue chan *bareJob, write func(*sqlx.Tx, []*bareJob) error) {
	for first := range queue {
		batch := []*bareJob{first}
		for more := true; more && len(batch) < senders; {
			select {
			case j, ok := <-queue:
				if more = ok; ok {
					batch = append(batch, j)
				}
			default:
				more = false
			}
		}
		tx, err := db.BeginTxx(context.Background(), nil)
		if err == nil {
			if err = write(tx, batch); err == nil {
				err = tx.Commit()
			}
		}
		for _, j := range batch {
			j.done <- err
		}
	}
}

// bareWrite returns what is fastest on each: prepared statements row by row on SQLite, arrays on PostgreSQL.
func bareWrite(db *sqlx.DB, postgres bool) (func(*sqlx.Tx, []*bareJob) error, error) {
	if postgres {
		stmt, err := db.Preparex(`WITH n AS (SELECT * FROM unnest($1::text[], $2::text[]) AS u (id, key)),
			c AS (UPDATE counters SET seq = seq + 1 FROM n WHERE counters.id = n.id RETURNING counters.id, counters.seq, n.key)
			INSERT INTO lines (id, seq, key, body) SELECT id, seq, key, $3 FROM c`)
		return func(tx *sqlx.Tx, batch []*bareJob) error {
			var ids, keys []string
			for _, j := range batch {
				ids, keys = append(ids, j.id), append(keys, j.key)
			}
			_, err := tx.Stmtx(stmt).Exec(pq.Array(ids), pq.Array(keys), typed)
			return err
		}, err
	}
	count, err := db.Preparex(`UPDATE counters SET seq = seq + 1 WHERE id = $1 RETURNING seq`)
	if err != nil {
		return nil, err
	}
	insert, err := db.Preparex(`INSERT INTO lines (id, seq, key, body) VALUES ($1, $2, $3, $4)`)
	return func(tx *sqlx.Tx, batch []*bareJob) error {
		count, insert := tx.Stmtx(count), tx.Stmtx(insert)
		for _, j := range batch {
			var seq int64
			if err := count.Get(&seq, j.id); err != nil {
				return err
			}
			if _, err := insert.Exec(j.id, seq, j.key, typed); err != nil {
				return err
			}
		}
		return nil
	}, err
}
