package zagaj

import "errors"

// Code says what kind of error happened; api maps it to an HTTP status and a socket error in one table.
type Code string

// The codes a client can meet.
const (
	CodeInvalid      Code = "invalid"       // the input is malformed; Message names the field
	CodeUnauthorized Code = "unauthorized"  // no valid session, token or signature
	CodeForbidden    Code = "forbidden"     // known, but not allowed
	CodeNotFound     Code = "not_found"     // absent, or belonging to another shop
	CodeConflict     Code = "conflict"      // same id with another body, or somebody else was first
	CodeTooLarge     Code = "too_large"     // body, frame or text over its limit
	CodeTooMany      Code = "too_many"      // rate limit
	CodeStale        Code = "stale"         // signed too long ago
	CodeNoSeat       Code = "no_seat"       // every operator's seats are taken
	CodeUnavailable  Code = "unavailable"   // the store cannot take writes now; try again
	CodeSecondFactor Code = "second_factor" // the password is right; a code of the authenticator is needed too
	CodeConfirm      Code = "confirm"       // the person must prove again who they are
	CodeInternal     Code = "internal"      // a fault of ours; logged with the request id
)

// Error is an error a client may see. Message is plain English without secrets; clients translate by Code.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// E returns an *Error with the code and message.
func E(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// CodeOf returns the code of the first *Error in err's chain, CodeInternal for other errors and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
