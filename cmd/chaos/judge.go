package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/zagaj/zagaj"
	store "github.com/zagaj/zagaj/sql"
)

// mostViolations bounds a report: the first say what is wrong.
const mostViolations = 5

// judge compares the ledger with the store: every acknowledged message is there once, under the number it was
// acknowledged with; what was not acknowledged is absent or there once; each conversation counts 1..n without a hole;
// each author's messages stand in the order they were said.
func judge(dsn string, l *ledger) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, dsn, func() zagaj.Instant { return zagaj.At(time.Now()) })
	if err != nil {
		return nil, err
	}
	defer s.Close()
	stored, found, err := read(ctx, s)
	if err != nil {
		return nil, err
	}
	last := map[int]int64{}
	for _, e := range l.entries {
		if e.What != "acked" {
			continue
		}
		m, ok := stored[e.ID]
		switch {
		case !ok:
			found = append(found, fmt.Sprintf("acknowledged and lost: %s of author %d", e.ID, e.Author))
		case m.Seq != e.Seq || string(m.Conversation) != e.Conv:
			found = append(found, fmt.Sprintf("acknowledged as %s/%d, stored as %s/%d", e.Conv, e.Seq, m.Conversation, m.Seq))
		case e.Seq <= last[e.Author]:
			found = append(found, fmt.Sprintf("author %d: number %d came after %d", e.Author, e.Seq, last[e.Author]))
		}
		last[e.Author] = max(last[e.Author], e.Seq)
	}
	meant := map[string]string{}
	for _, e := range l.entries {
		if e.What == "meant" {
			meant[e.ID] = e.Text
		}
	}
	for id, m := range stored {
		if text, ok := meant[id]; !ok || text != m.Text {
			found = append(found, "stored and never said so: "+id)
		}
	}
	return found[:min(len(found), mostViolations)], nil
}

// named looks for the visitors in the server's log, which may name nobody.
func named(log string, l *load) []string {
	var found []string
	for _, w := range l.writers {
		for _, id := range []string{w.id, w.conv, w.token} {
			if id != "" && strings.Contains(log, id) {
				found = append(found, "the server's log names "+id)
			}
		}
	}
	for _, e := range l.ledger.entries {
		if strings.Contains(log, e.ID) {
			found = append(found, "the server's log names message "+e.ID)
		}
	}
	return found
}

// read reads all conversations, and notes what is wrong with them by themselves.
func read(ctx context.Context, s *store.Store) (map[string]zagaj.Message, []string, error) {
	stored := map[string]zagaj.Message{}
	var found []string
	states := []zagaj.ConversationState{zagaj.ConversationWaiting, zagaj.ConversationOpen, zagaj.ConversationClosed}
	list, err := s.Conversations(ctx, "s", states, zagaj.At(time.Now().Add(time.Hour)), 0)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range list {
		messages, err := s.Messages(ctx, "s", c.ID, 0, 0)
		if err != nil {
			return nil, nil, err
		}
		for i, m := range messages {
			if m.Seq != int64(i+1) {
				found = append(found, fmt.Sprintf("%s: place %d has number %d", c.ID, i+1, m.Seq))
			}
			if _, twice := stored[string(m.ID)]; twice {
				found = append(found, "stored twice: "+string(m.ID))
			}
			stored[string(m.ID)] = m
		}
	}
	return stored, found, nil
}
