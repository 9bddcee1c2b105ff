package web

import (
	"io"
	"net/http"
	"time"
)

// Pace of events: changes that come together are told once, and a line with
// nothing to tell is kept open.
const (
	eventsApart = 300 * time.Millisecond
	eventsAlive = 20 * time.Second
)

// events says "changed" whenever a page might look different.
func (s *Site) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	changed := s.hq.Changed()
	for say(w, ": here\n\n") {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(eventsAlive):
			continue
		case <-changed:
		}
		changed = s.hq.Changed() // taken before the page is read again, so nothing is missed
		if !say(w, "data: changed\n\n") || !pause(r, eventsApart) {
			return
		}
	}
}

func say(w http.ResponseWriter, text string) bool {
	if _, err := io.WriteString(w, text); err != nil {
		return false
	}
	return http.NewResponseController(w).Flush() == nil
}

func pause(r *http.Request, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-r.Context().Done():
		return false
	}
}
