package api

import (
	"cmp"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/zagaj/zagaj"
	"github.com/zagaj/zagaj/api/live"
)

// Lines says how many sockets of visitors may be open at one time on one node; a zero takes ours.
type Lines struct {
	// Address is for one address, IPv6 by /64: 500. An office, a school, a part of a mobile network have one address.
	Address int
	// Visitor is for one browser in one shop: 10. It has a line for each window that is looked at, and a phone that changes
	// networks leaves some behind, which end after a minute.
	Visitor int
	// Shop is for one shop: 20,000. A line costs some ten kilobytes; one shop's flood leaves room for the others.
	Shop int
}

func (l Lines) orOurs() Lines {
	return Lines{Address: cmp.Or(l.Address, 500), Visitor: cmp.Or(l.Visitor, 10), Shop: cmp.Or(l.Shop, 20_000)}
}

// crowd counts the open connections of each address.
type crowd struct {
	mu   sync.Mutex
	most int
	open map[place]int32
}

// place is a network of networkOf; what is no address is the zero place.
type place [16]byte

func placeOf(ip string) place { return networkOf(ip).As16() }

// enter counts one more; false when there is no room.
func (c *crowd) enter(address place) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if int(c.open[address]) >= c.most {
		return false
	}
	c.open[address]++
	return true
}

func (c *crowd) leave(address place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[address]--; c.open[address] <= 0 {
		delete(c.open, address)
	}
}

// visitorEnded gives the address its room back, whatever became of the connection.
func (s *Server) visitorEnded(sess *live.Session) {
	switch v := sess.Value.(type) {
	case knock:
		s.crowd.leave(placeOf(v.ip))
	case *caller:
		s.crowd.leave(placeOf(v.ip))
	}
}

// isCrowded reports whether a topic, a visitor's or a shop's, has as many lines as it may have; then the browser is asked to come
// back later.
func (s *Server) isCrowded(sess *live.Session, t topic, most int) bool {
	if s.visitors.Listeners(t.String()) < most {
		return false
	}
	wait := crowdedFor + rand.N(crowdedFor)
	s.send(sess, zagaj.BackFrame{InMS: wait.Milliseconds()})
	sess.Close(closeCrowded, "too many lines are open")
	return true
}

const (
	// closeCrowded is the code for "try again later".
	closeCrowded = 1013
	// crowdedFor is how long a browser waits at least before it tries again, and at most twice as long.
	crowdedFor = 15 * time.Second
)
