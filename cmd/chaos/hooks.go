package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What a shop platform sends: carts in several versions, not in order, many twice, and among them deliveries that are
// forged, too old, or make no sense.
const (
	carts    = 40
	versions = 5
	senders  = 8
)

// delivery is one request of the platform. want is the family of answers it must end with: 2 or 4.
type delivery struct {
	id, body, secret string
	at               time.Time
	want             int
}

func deliveries(rng *rand.Rand) []delivery {
	var all []delivery
	now := time.Now()
	for c := range carts {
		for v := 1; v <= versions; v++ {
			d := delivery{id: fmt.Sprintf("msg_%d_%d", c, v), secret: secret, at: now, want: 2, body: fmt.Sprintf(
				`{"type":"cart.updated","occurred_at":%d,"data":{"id":"cart-%d","version":%d,"currency":"PLN","total":"%d.00","lines":[{"product":"p","name":"But","quantity":%d,"price":"1.00"}]}}`,
				now.UnixMilli()+int64(v), c, v, v, v)}
			all = append(all, d)
			switch rng.IntN(10) {
			case 0, 1, 2:
				all = append(all, d) // once more
			case 3:
				d.id, d.secret, d.want = d.id+"_forged", "whsec_"+base64.StdEncoding.EncodeToString([]byte("somebody else's secret")), 4
				all = append(all, d)
			case 4:
				d.id, d.at, d.want = d.id+"_stale", now.Add(-time.Hour), 4
				all = append(all, d)
			case 5:
				d.id, d.body = d.id+"_poison", `{"type":"cart.updated","data":{"id":[1,2]}}`
				all = append(all, d)
			}
		}
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (d delivery) send(r *run) int {
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(d.secret, "whsec_"))
	at := strconv.FormatInt(d.at.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", d.id, at, d.body)
	req, err := http.NewRequest("POST", "http://"+r.addr+"/hooks/standard/"+installation, bytes.NewReader([]byte(d.body)))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Webhook-Id", d.id)
	req.Header.Set("Webhook-Timestamp", at)
	req.Header.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	client := http.Client{Timeout: ackWithin}
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

// webhooks delivers while the server is killed. A sender repeats what got no answer. In the end each cart is at its
// newest version, nothing forged was taken, and the sender has not seen so many failures that it would give up.
func webhooks(_ context.Context, r *run, rng *rand.Rand) ([]string, error) {
	queue := make(chan delivery)
	var mu sync.Mutex // guards violated and failures
	var all sync.WaitGroup
	failures := 0
	for range senders {
		all.Go(func() {
			for d := range queue {
				code := 0
				ok := eventually(func() bool {
					code = d.send(r)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case code >= 500:
						failures++
					case code > 0:
						failures = 0
					}
					if failures > 2*senders {
						r.wrong("the platform saw %d failures in a row", failures)
						failures = 0
					}
					return code > 0 && code < 500
				})
				if !ok || code/100 != d.want {
					mu.Lock()
					r.wrong("%s was answered %d", d.id, code)
					mu.Unlock()
				}
			}
		})
	}
	list := deliveries(rng)
	for i, d := range list {
		if i == len(list)/3 || i == 2*len(list)/3 {
			r.faults.Add(1)
			if err := r.end(os.Kill); err != nil {
				return nil, err
			}
			if err := r.start(); err != nil {
				return nil, err
			}
		}
		queue <- d
	}
	close(queue)
	all.Wait()
	if err := r.stop(); err != nil {
		return nil, err
	}
	return append(r.violated, newest(r)...), nil
}

// newest looks at the tables: each cart at its newest version, each event once, the poison aside with its reason.
func newest(r *run) []string {
	db, err := sql.Open("sqlite", strings.TrimPrefix(r.dsn, "sqlite:"))
	if err != nil {
		return []string{err.Error()}
	}
	defer db.Close()
	var found []string
	for what, query := range map[string]string{
		"carts that are not at their newest version": fmt.Sprintf(`SELECT %d - COUNT(*) FROM carts WHERE shop_id = 's' AND version = %d`, carts, versions),
		"carts that no event tells": `SELECT COUNT(*) FROM carts c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.shop_id = c.shop_id AND e.seq = c.event_seq
			AND e.payload LIKE '%,"cart":{"id":"' || c.id || '","version":' || c.version || ',%')`,
		"forged or stale events":       `SELECT COUNT(*) FROM events WHERE id LIKE '%forged%' OR id LIKE '%stale%'`,
		"events too many or too few":   fmt.Sprintf(`SELECT %d - COUNT(*) FROM events WHERE kind = 'cart'`, carts*versions),
		"quarantined without a reason": `SELECT COUNT(*) FROM quarantine WHERE reason = ''`,
	} {
		var n int
		if err := db.QueryRow(query).Scan(&n); err != nil || n != 0 {
			found = append(found, fmt.Sprintf("%d %s (%v)", n, what, err))
		}
	}
	return found
}
