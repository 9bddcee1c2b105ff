package pgsim

import (
	"net/http"
	"slices"
	"time"
)

// Seen is a request that came, and how it was answered.
type Seen struct {
	Call         string
	Method, Path string
	Header       http.Header
	Body         []byte
	Fault        string // the mishap, if any
	Status       int    // 0 when nothing was done
	Answer       []byte // before any mishap
}

// now is the time to the second, as vendors write it.
func now() time.Time { return time.Now().Truncate(time.Second) }

func (s *Sim) note(seen Seen) {
	s.mu.Lock()
	s.seen = append(s.seen, seen)
	s.mu.Unlock()
	text := seen.Method + " " + seen.Path
	if seen.Fault != "" {
		text += " (" + seen.Fault + ")"
	}
	s.options.Say(text)
}

// Seen returns the requests of a name, in the order of their answers; an empty name
// means all.
func (s *Sim) Seen(call string) []Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.seen)
	return slices.DeleteFunc(all, func(n Seen) bool { return call != "" && n.Call != call })
}
