package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/egress"
)

// workerFile is what a shop puts into its root folder, and workerMost how much of it is read, in bytes: it is one line.
const (
	workerFile = "/zagaj-push.js"
	workerMost = 64 << 10
)

// workerAt is what stands at the worker's address on one of the shop's origins: there, missing, other (something else), or
// unreachable.
type workerAt struct {
	Origin string `json:"origin"`
	State  string `json:"state"`
}

// showWorker looks whether the shop's pages can have browsers tell of a promised answer, and answers the line that makes them.
func (s *Server) showWorker(c *gin.Context, o zagaj.Operator) error {
	shop, err := s.store.Shop(c.Request.Context(), o.Shop)
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), egress.Timeout)
	defer cancel()
	origins := make([]workerAt, len(shop.Origins))
	var all sync.WaitGroup
	for i, origin := range shop.Origins {
		all.Go(func() { origins[i] = workerAt{origin, s.lookForWorker(ctx, origin)} })
	}
	all.Wait()
	c.JSON(http.StatusOK, gin.H{"line": "importScripts('" + s.publicURL + "/push-worker.js')", "origins": origins})
	return nil
}

func (s *Server) lookForWorker(ctx context.Context, origin string) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+workerFile, nil)
	if err != nil {
		return "unreachable"
	}
	res, err := s.courier.client.Do(req)
	if err != nil {
		return "unreachable"
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, workerMost))
	switch {
	case err != nil:
		return "unreachable"
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return "missing"
	case res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Content-Type"), "script") || !strings.Contains(string(body), s.publicURL+"/push-worker.js"):
		return "other"
	}
	return "there"
}
