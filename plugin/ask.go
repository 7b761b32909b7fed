package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/zagaj/zagaj"
)

const (
	// answerSize bounds an answer, in bytes: a page of a hundred large orders.
	answerSize = 32 << 20
	// tries and longestWait bound the patience with a shop that says "too many requests" or "busy".
	tries       = 5
	longestWait = 2 * time.Minute
)

// Question is one request to a platform's API.
type Question struct {
	Method, Path string // the path goes behind the shop's address
	Header       http.Header
	Body         any        // sent as JSON; nil sends none
	Form         url.Values // sent as a form instead
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Ask sends a question, with patience: hold says how long the n-th answer, from 0, asks us to wait, and ok false takes the
// answer. It fails with CodeInvalid (the address is none), CodeUnavailable (nobody answers) and CodeTooMany (the platform asks for
// more patience than we have).
func (r Remote) Ask(ctx context.Context, q Question, hold func(a Answer, n int) (wait time.Duration, ok bool)) (Answer, error) {
	sleep := r.Wait
	if sleep == nil {
		sleep = pause
	}
	for n := 0; ; n++ {
		a, err := r.once(ctx, q)
		if err != nil {
			return a, err
		}
		wait, ok := hold(a, n)
		if !ok {
			return a, nil
		}
		if n == tries-1 || wait > longestWait {
			return a, zagaj.E(zagaj.CodeTooMany, "the shop asks for more patience than we have; try again later")
		}
		if err := sleep(ctx, wait); err != nil {
			return a, err
		}
	}
}

// RetryAfter is the usual hold: 429 and 503, for as long as Retry-After says in seconds, or a second, doubled each time.
func RetryAfter(a Answer, n int) (time.Duration, bool) {
	if a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable {
		return 0, false
	}
	if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	return time.Second << n, true
}

func (r Remote) once(ctx context.Context, q Question) (Answer, error) {
	text, kind := []byte(q.Form.Encode()), "application/x-www-form-urlencoded"
	if q.Form == nil {
		kind = "application/json"
	}
	if q.Body != nil {
		var err error
		if text, err = json.Marshal(q.Body); err != nil {
			return Answer{}, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, q.Method, r.Address+q.Path, bytes.NewReader(text))
	if err != nil {
		return Answer{}, zagaj.E(zagaj.CodeInvalid, "the shop's address is not one")
	}
	if q.Header != nil {
		req.Header = q.Header.Clone()
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	got, err := r.Client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return Answer{}, ctx.Err()
		}
		return Answer{}, zagaj.E(zagaj.CodeUnavailable, "the shop does not answer at its address")
	}
	defer got.Body.Close()
	body, err := io.ReadAll(io.LimitReader(got.Body, answerSize))
	if err != nil {
		return Answer{}, zagaj.E(zagaj.CodeUnavailable, "the shop's answer ended early")
	}
	return Answer{Status: got.StatusCode, Header: got.Header, Body: body}, nil
}

// Read turns an answer into a value, or a refusal into an error: CodeUnavailable, or, for 401 and 403, the two errors given, which say
// what a person can do about it. into may be nil.
func (a Answer) Read(into any, unauthorized, forbidden string) error {
	switch {
	case a.Status == http.StatusUnauthorized:
		return zagaj.E(zagaj.CodeUnauthorized, unauthorized)
	case a.Status == http.StatusForbidden:
		return zagaj.E(zagaj.CodeForbidden, forbidden)
	case a.Status < 200 || a.Status > 299:
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with the status "+strconv.Itoa(a.Status))
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return zagaj.E(zagaj.CodeUnavailable, "the shop's API answers with something that is not its JSON")
	}
	return nil
}
