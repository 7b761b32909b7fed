// Command centrifuge is the reference of the bench: a server on centrifugal/centrifuge at its defaults, in a module of
// its own, so that the product does not depend on it. It prints its address; each line on its standard input is
// answered with the resident bytes after a collection. Every client may subscribe and publish to every channel.
//
// With the path of a file as its argument it keeps what is published in SQLite before it goes out and is acknowledged, one
// transaction each: what an application writes that lets a broker carry its messages.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/centrifugal/centrifuge"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "centrifuge:", err)
		os.Exit(1)
	}
}

func run() error {
	keep := func(string, []byte) error { return nil }
	if len(os.Args) > 1 {
		store, err := openStore(os.Args[1])
		if err != nil {
			return err
		}
		keep = store
	}
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelNone})
	if err != nil {
		return err
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{}}, nil
	})
	node.OnConnect(func(c *centrifuge.Client) {
		c.OnSubscribe(func(_ centrifuge.SubscribeEvent, answer centrifuge.SubscribeCallback) {
			answer(centrifuge.SubscribeReply{}, nil)
		})
		c.OnPublish(func(ev centrifuge.PublishEvent, answer centrifuge.PublishCallback) {
			answer(centrifuge.PublishReply{}, keep(ev.Channel, ev.Data))
		})
	})
	if err := node.Run(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() {
		failed <- http.Serve(listener, centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
	}()
	fmt.Println(listener.Addr())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := report(); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), listener.Close())
}

// tables are those of the bench's bare loop: a counter for each channel and what was published.
const tables = `CREATE TABLE counters (id TEXT PRIMARY KEY, seq INTEGER NOT NULL);
	CREATE TABLE lines (id TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, seq))`

// openStore returns what keeps a publication, as the next of its channel, and returns when it is committed.
func openStore(path string) (func(string, []byte) error, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(tables); err != nil {
		return nil, err
	}
	count, err1 := db.Prepare(`INSERT INTO counters (id, seq) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1 RETURNING seq`)
	insert, err2 := db.Prepare(`INSERT INTO lines (id, seq, body) VALUES (?, ?, ?)`)
	return func(channel string, data []byte) error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after the commit there is nothing to roll back
		var seq int64
		if err := tx.Stmt(count).QueryRow(channel).Scan(&seq); err != nil {
			return err
		}
		if _, err := tx.Stmt(insert).Exec(channel, seq, string(data)); err != nil {
			return err
		}
		return tx.Commit()
	}, errors.Join(err1, err2)
}

// report prints the resident bytes.
func report() error {
	for range 4 { // stacks shrink by half at each collection
		runtime.GC()
	}
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return err
	}
	var all, resident int64
	if _, err := fmt.Fscan(strings.NewReader(string(text)), &all, &resident); err != nil {
		return err
	}
	fmt.Println(resident * int64(os.Getpagesize()))
	return nil
}
