package api

import (
	"sync/atomic"

	"golang.org/x/time/rate"

	"github.com/zagaj/zagaj"
)

// caller is one visitor's socket after a good hello. The read loop owns it.
type caller struct {
	shop         *zagaj.Shop // shared by all of its sockets
	visitor      someone
	tab          zagaj.TabID
	lang         string
	browser      string
	conversation zagaj.ConversationID
	flight       *flight       // nil until the visitor has said something
	drafting     *rate.Limiter // nil until the first draft
	deletions    bool          // the visitor switched on that deletions may be seen
	fresh        bool          // the visitor was not known before this line
	gpc          bool          // the browser sends Global Privacy Control
	alone        bool          // conversation is the only one the visitor has had
	ip           string
	page         *zagaj.Page // in view; nobody changes it
	typedAt      zagaj.Instant
	erased       *atomic.Bool // the visitor was: what the line still says is of nobody; nil where there is no line
}

// someone is what a line keeps of its visitor.
type someone struct {
	ID         zagaj.VisitorID
	SeenAt     zagaj.Instant // before this line
	QuietUntil zagaj.Instant
	Visits     int
	PeekOff    bool
}

func inBrief(v zagaj.Visitor) someone {
	return someone{v.ID, v.SeenAt, v.QuietUntil, v.Visits, v.PeekOff}
}

// noPage is in view before a line has told of its page.
var noPage zagaj.Page
