package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/zagaj/zagaj"
)

// few are enough to show that the search works; the command itself types a thousand.
const few = 10

func sing(t *testing.T, spoil func(context.Context, *house, string) error) (r result, err error) {
	t.Helper()
	var out bytes.Buffer
	err = run(t.Context(), &out, few, spoil)
	if e := json.Unmarshal(out.Bytes(), &r); e != nil {
		t.Fatalf("%v: %q (%v)", err, out.String(), e)
	}
	return r, err
}

func TestUnsentWordsLeaveNoTrace(t *testing.T) {
	r, err := sing(t, nil)
	if err != nil || r.Hits != 0 || r.Canaries != few || r.Searched < 4 {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestABuildThatKeepsOneDraftIsCaught(t *testing.T) {
	for name, spoil := range map[string]func(context.Context, *house, string) error{
		"in the database": func(ctx context.Context, h *house, draft string) error {
			list, err := h.store.Waiting(ctx, shop, 1)
			if err != nil {
				return err
			}
			return h.store.AddNote(ctx, zagaj.Note{ID: "n", Shop: shop, Conversation: list[0].ID, Text: "draft: " + draft})
		},
		"in the log": func(_ context.Context, h *house, draft string) error {
			_, err := h.log.WriteString("draft " + draft + "\n")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := sing(t, spoil)
			if err == nil || r.Hits == 0 || !strings.Contains(err.Error(), "traces") {
				t.Errorf("got %+v, %v: the draft was not found", r, err)
			}
		})
	}
}
