package ui

import (
	"net/http"
	"sync"
	"time"

	"kioskd/agent"
)

// hushed is how long a page may be silent before it counts as hung. A page beats
// twice a second from its main thread, where everything that it shows is made, so
// that one that draws nothing any more does not beat either.
const hushed = 2500 * time.Millisecond

// Presence is what the kiosk's page has last shown of itself.
type Presence struct {
	Beats uint64 `json:"beats"`    // since the agent was started
	Quiet int64  `json:"quiet_ms"` // since the last one
	Away  bool   `json:"away"`     // it has said goodbye, and another page has not beaten yet
	Idle  bool   `json:"idle"`     // nobody is being served: the screen may be started anew

	// Mute says that a web app is on the screen which has not beaten yet. One that
	// never loads the SDK never will.
	Mute bool `json:"mute"`
}

// Silent reports whether the page ought to have shown itself and has not.
func (p Presence) Silent() bool { return p.Beats > 0 && !p.Away && !p.Mute && p.Silence() > hushed }

// Silence is how long ago the page has shown itself.
func (p Presence) Silence() time.Duration { return time.Duration(p.Quiet) * time.Millisecond }

// pulse is the heart of the kiosk's page, as far as it can be heard.
type pulse struct {
	mu    sync.Mutex // guards all below
	beats uint64
	last  time.Time
	away  bool
	mute  bool
}

func (p *pulse) beat(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beats++
	p.last, p.away, p.mute = time.Now(), away, p.mute && away
}

// opens notes what a browser is shown: the kiosk's own page, which beats, or a web
// app, of which nobody knows yet whether it does.
func (p *pulse) opens(app bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = app
}

func (p *pulse) now() Presence {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.beats == 0 {
		return Presence{Mute: p.mute}
	}
	return Presence{Beats: p.beats, Quiet: time.Since(p.last).Milliseconds(), Away: p.away, Mute: p.mute}
}

// Presence returns what the kiosk's page has last shown of itself.
func (s *Server) Presence() Presence {
	p := s.pulse.now()
	p.Idle = s.agent.View().State == agent.Idle
	return p
}

// beat is the body of POST screen/alive.
type beat struct {
	Away bool `json:"away"`
}

// Heard is the answer to a beat. Page grows when the pages ought to load
// themselves anew, as in [agent.View]: a web app learns it here, since it need not
// listen to views.
type Heard struct {
	Page uint64 `json:"page"`
}

// alive hears a page: {} while it lives, {"away":true} when it hands over to
// another page, which may be one that does not beat.
func (s *Server) alive(r *http.Request) (reply, error) {
	var in beat
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	s.pulse.beat(in.Away)
	return reply{status: http.StatusOK, body: Heard{Page: s.agent.View().Page}}, nil
}

// presence answers the program that watches the kiosk's browser.
func (s *Server) presence(*http.Request) (reply, error) {
	return reply{status: http.StatusOK, body: s.Presence()}, nil
}
