package api

import (
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/plugin"
)

const (
	// firstRoom is how far a promised length is believed, in bytes: the room for a longer body grows as it comes.
	firstRoom = 64 << 10
	// freeRoom is the size up to which a body is not counted: its connection costs us as much. Usual deliveries have 3 to 4 KB, so
	// they are taken whatever a flood of large ones has used up.
	freeRoom = 8 << 10
	// arrivalRoom is how much all counted bodies may take at one time, and those of one address.
	arrivalRoom, arrivalRoomOfAddress = 32 << 20, 8 << 20
)

// newArrivals bounds the room of bodies that nobody has verified yet, in all and by address: until then anybody may have sent them.
func newArrivals() *quota {
	return newQuota(arrivalRoom, arrivalRoomOfAddress, zagaj.E(zagaj.CodeUnavailable, "too much is sent at once; wait a moment"),
		zagaj.E(zagaj.CodeTooMany, "this address sends too much at once; wait a moment"))
}

// arrival is one body on its way. Who begins one ends it.
type arrival struct {
	among *quota
	from  place
	room  int // what is counted of it
}

// grow moves what has come to a room of a size.
func (a *arrival) grow(body []byte, size int) ([]byte, error) {
	if size > freeRoom {
		if err := a.among.take(a.from, size-a.room); err != nil {
			return body, err
		}
		a.room = size
	}
	return append(make([]byte, 0, size), body...), nil
}

// end gives back the room; the body is somebody else's business from now on.
func (a *arrival) end() {
	if a.room > 0 {
		a.among.give(a.from, a.room)
		a.room = 0
	}
}

// read reads the body within its limit, in one allocation when the sender tells its length and it is not long.
func (a *arrival) read(c *gin.Context) (body []byte, err error) {
	r := http.MaxBytesReader(c.Writer, c.Request.Body, plugin.MaxBody)
	length, first := plugin.MaxBody+1, freeRoom // of one who does not tell it, or tells too much
	if n := c.Request.ContentLength; n >= 0 && n <= plugin.MaxBody {
		length, first = int(n), min(int(n), firstRoom)
	}
	if length > freeRoom {
		a.from = placeOf(c.ClientIP())
	}
	body, err = a.grow(nil, first)
	for err == nil && len(body) < length {
		if len(body) == cap(body) {
			body, err = a.grow(body, min(2*len(body), length))
			continue
		}
		var n int
		n, err = r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
	}
	if len(body) == length || (errors.Is(err, io.EOF) && c.Request.ContentLength < 0) {
		return body, nil
	}
	return nil, readFault(err)
}

// readFault says what was wrong with a body that could not be read.
func readFault(err error) error {
	var tooLarge *http.MaxBytesError
	var ours *zagaj.Error
	if errors.As(err, &tooLarge) || errors.As(err, &ours) {
		return err
	}
	return zagaj.E(zagaj.CodeInvalid, "the body ended early")
}
