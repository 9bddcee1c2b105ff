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

// events says "changed" whenever a page might look different, for as long as
// whoever listens may look.
func events(v *visit) error {
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("Cache-Control", "no-store")
	changed := v.hq.Changed()
	for tell(v.w, ": here\n\n") {
		select {
		case <-v.Done():
			return nil
		case <-time.After(eventsAlive):
			if _, err := v.Door.Who(v.r); err != nil {
				return nil // the page asks again, and is sent to sign in
			}
			continue
		case <-changed:
		}
		changed = v.hq.Changed() // taken before the page is read again, so nothing is missed
		if !tell(v.w, "data: changed\n\n") || !pause(v.r, eventsApart) {
			return nil
		}
	}
	return nil
}

func tell(w http.ResponseWriter, text string) bool {
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
