package ui

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// How long a person who signed in at the kiosk stays signed in: a staff page that
// somebody walks away from is open to the next customer.
const (
	staffIdle = 2 * time.Minute
	staffMost = 30 * time.Minute
)

// maxGuests bounds who is signed in at once; the longest here makes room.
const maxGuests = 4

// guests are the people who signed in. They are forgotten when the agent ends.
type guests struct {
	mu sync.Mutex // guards in
	in []guest    // the longest here first
}

type guest struct {
	token [sha256.Size]byte // hashed, so that comparing tells nothing by its time
	since time.Time
	seen  time.Time
}

// admit returns what a new guest is known by.
func (g *guests) admit() string {
	token := rand.Text()
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.in) == maxGuests {
		g.in = g.in[1:]
	}
	g.in = append(g.in, guest{token: sha256.Sum256([]byte(token)), since: now, seen: now})
	return token
}

// knows reports whether somebody is signed in, and notes that they are still here.
func (g *guests) knows(token string) bool {
	sum, now := sha256.Sum256([]byte(token)), time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := range g.in {
		if v := &g.in[i]; v.token == sum && now.Sub(v.seen) < staffIdle && now.Sub(v.since) < staffMost {
			v.seen = now
			return true
		}
	}
	return false
}

// dismiss signs somebody out.
func (g *guests) dismiss(token string) {
	sum := sha256.Sum256([]byte(token))
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, v := range g.in {
		if v.token == sum {
			g.in = append(g.in[:i:i], g.in[i+1:]...)
			return
		}
	}
}
