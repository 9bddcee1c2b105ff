package thirdparty

import (
	"log/slog"
	"sync"
)

// State is how a partner is reached, for people.
type State struct {
	Partner string      `json:"partner"` // its address
	Links   []LinkState `json:"links"`
}

// LinkState is how one way goes: one of [Way], or items, upload and sign-in.
type LinkState struct {
	Name  string `json:"name"`
	Up    bool   `json:"up"`
	Error string `json:"error,omitempty"`
}

// links notes how each way goes, and logs what has changed: a server that is away
// all night makes two lines.
type links struct {
	partner string
	log     *slog.Logger

	mu    sync.Mutex // guards known
	known []LinkState
}

// note says how a way went last.
func (l *links) note(name string, err error) {
	next := LinkState{Name: name, Up: err == nil}
	if err != nil {
		next.Error = firstRunes(err.Error(), 300)
	}
	was, known := l.replace(next)
	switch {
	case known && was.Up == next.Up:
	case err != nil:
		l.log.Warn("the operator's server or client is not reached; tried again by itself", "way", name, "err", next.Error)
	default:
		l.log.Info("the operator's server or client is reached", "way", name, "partner", l.partner)
	}
}

func (l *links) replace(next LinkState) (was LinkState, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, s := range l.known {
		if s.Name == next.Name {
			l.known[i] = next
			return s, true
		}
	}
	l.known = append(l.known, next)
	return LinkState{}, false
}

func (l *links) state() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return State{Partner: l.partner, Links: append([]LinkState(nil), l.known...)}
}
