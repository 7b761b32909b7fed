package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/zagaj/zagaj"
)

// status is the one table from error codes to HTTP.
var status = map[zagaj.Code]int{
	zagaj.CodeInvalid:      http.StatusBadRequest,
	zagaj.CodeUnauthorized: http.StatusUnauthorized,
	zagaj.CodeForbidden:    http.StatusForbidden,
	zagaj.CodeNotFound:     http.StatusNotFound,
	zagaj.CodeConflict:     http.StatusConflict,
	zagaj.CodeTooLarge:     http.StatusRequestEntityTooLarge,
	zagaj.CodeTooMany:      http.StatusTooManyRequests,
	zagaj.CodeStale:        http.StatusUnauthorized,
	zagaj.CodeNoSeat:       http.StatusConflict,
	zagaj.CodeSecondFactor: http.StatusUnauthorized,
	zagaj.CodeConfirm:      http.StatusForbidden,
	zagaj.CodeUnavailable:  http.StatusServiceUnavailable,
}

// retryAfter is how many seconds a client waits after 503 or 429: a database restarts in about that time, and a flood is
// over its limit for no longer.
const retryAfter = "5"

// handler is a route's work: decode, call one thing, encode. What it returns is turned into an answer by wrap.
type handler func(c *gin.Context) error

// wrap turns a handler's error into {code, message, request_id}. Errors that are not ours answer "internal
// error" and are logged once, with the request id the visitor can quote.
func (s *Server) wrap(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := h(c)
		if err == nil {
			return
		}
		id := uuid.NewString()
		known := s.public(err, slog.String("request_id", id), slog.String("route", c.FullPath()))
		code, ok := status[known.Code]
		if !ok {
			code = http.StatusInternalServerError
		}
		if code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests {
			c.Header("Retry-After", retryAfter)
		}
		c.AbortWithStatusJSON(code, gin.H{"code": known.Code, "message": known.Message, "request_id": id})
	}
}

// public returns the error a client may see, logging it when it is a fault of ours.
func (s *Server) public(err error, attrs ...any) *zagaj.Error {
	var known *zagaj.Error
	if errors.As(err, &known) && known.Code != zagaj.CodeInternal {
		return known
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return zagaj.E(zagaj.CodeTooLarge, "the body is too large")
	}
	if errors.Is(err, context.Canceled) { // who asked has gone, or the server ends: nobody reads the answer
		s.log.Info("request given up", append(attrs, slog.Any("error", err))...)
		return zagaj.E(zagaj.CodeUnavailable, "the request was given up")
	}
	if errors.Is(err, context.DeadlineExceeded) { // the store was too slow: the same, sent again with its id, may be taken
		s.log.Warn("request not answered in time", append(attrs, slog.Any("error", err))...)
		return zagaj.E(zagaj.CodeUnavailable, "the server is too slow now; try again")
	}
	s.log.Error("request failed", append(attrs, slog.Any("error", err))...)
	return zagaj.E(zagaj.CodeInternal, "internal error")
}
