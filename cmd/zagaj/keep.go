package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/sql"
)

// keepAt is when what is old is removed: at night in Europe, in UTC so that no change of the clock skips or repeats it.
const keepAt = "17 2 * * *"

// parseKeep reads how many days each kind of data is kept, "events=90 conversations=730"; 0 keeps for ever.
func parseKeep(text string) (sql.Keep, error) {
	k := sql.DefaultKeep()
	kinds := map[string]*time.Duration{"events": &k.Events, "conversations": &k.Conversations, "visitors": &k.Visitors,
		"orders": &k.Orders, "carts": &k.Carts, "quarantine": &k.Quarantine}
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		days, err := strconv.Atoi(value)
		if kinds[name] == nil || err != nil || days < 0 || days > 36500 {
			return k, fmt.Errorf("keep: %q is not one of events, conversations, visitors, orders, carts, quarantine with = and days", word)
		}
		*kinds[name] = time.Duration(days) * 24 * time.Hour
	}
	return k, nil
}

// startKeeping removes what is old every night; the returned function stops it and waits.
func (p *program) startKeeping(ctx context.Context, keep sql.Keep) (stop func(), err error) {
	c := cron.New(cron.WithLocation(time.UTC), cron.WithChain(cron.Recover(cron.DiscardLogger), cron.SkipIfStillRunning(cron.DiscardLogger)))
	if _, err := c.AddFunc(keepAt, func() { p.forget(ctx, keep) }); err != nil {
		return nil, err
	}
	c.Start()
	return func() { <-c.Stop().Done() }, nil
}

func (p *program) forget(ctx context.Context, keep sql.Keep) {
	shops, err := p.store.Shops(ctx)
	if err != nil {
		p.log.Warn("remove what was kept long enough", "error", err)
	}
	for _, shop := range shops { // one whose turn fails does not keep the others from theirs
		n, err := p.forgetIn(ctx, shop.ID, keep)
		if err != nil {
			p.log.Warn("remove what was kept long enough", "shop", shop.ID, "error", err)
			continue
		}
		p.log.Info("removed what was kept long enough", "shop", shop.ID, "rows", n)
	}
}

func (p *program) forgetIn(ctx context.Context, shop zagaj.ShopID, keep sql.Keep) (int64, error) {
	own, _, err := p.store.KeepFor(ctx, shop, keep)
	if err != nil {
		return 0, err
	}
	return p.store.Forget(ctx, shop, own)
}
