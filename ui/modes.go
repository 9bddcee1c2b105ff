package ui

import (
	"fmt"
	"net/http"
	"slices"
	"sync"

	"kioskd/agent"
)

// Modes are how the customer at the screen wants to be served. They belong to
// the kiosk and not to a page, so that the page that takes the order hands them
// over to the screens of the payment; the page that ends a visit takes them back.
type Modes struct {
	Language string `json:"language,omitempty"` // ko, en, ja or zh; empty for the kiosk's own
	Text     int    `json:"text"`               // size of everything, in percent: 100 to 200
	Contrast bool   `json:"contrast"`           // high contrast
	Low      bool   `json:"low"`                // everything within reach from a wheelchair
	Speech   bool   `json:"speech"`             // everything is spoken
	Private  bool   `json:"private"`            // the screen stays dark; it is spoken by earphone
}

// usualModes are those of a customer who has not asked for others.
var usualModes = Modes{Text: 100}

var modeLanguages = []string{"", "ko", "en", "ja", "zh"}

func (m Modes) check() error {
	if m.Text < 100 || m.Text > 200 {
		return malformed(fmt.Sprintf("text is %d percent, want 100 to 200", m.Text))
	}
	if !slices.Contains(modeLanguages, m.Language) {
		return malformed(fmt.Sprintf("language %q is not ko, en, ja or zh", m.Language))
	}
	return nil
}

// modes holds the modes of the present customer.
type modes struct {
	mu      sync.Mutex // guards all below
	held    Modes
	changes uint64
	changed chan struct{} // closed when held changes
}

func newModes() *modes { return &modes{held: usualModes, changed: make(chan struct{})} }

// now returns the modes, how often they have changed, and a channel that is closed
// when they change again.
func (m *modes) now() (Modes, uint64, <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.held, m.changes, m.changed
}

func (m *modes) set(to Modes) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if to == m.held {
		return
	}
	m.held = to
	m.changes++
	close(m.changed)
	m.changed = make(chan struct{})
}

func (s *Server) getModes(*http.Request) (reply, error) {
	m, _, _ := s.modes.now()
	return reply{status: http.StatusOK, body: m}, nil
}

// putModes takes all modes at once: what is left out is as usual.
func (s *Server) putModes(r *http.Request) (reply, error) {
	in := usualModes
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	if err := in.check(); err != nil {
		return reply{}, err
	}
	s.modes.set(in)
	return reply{status: http.StatusOK, body: in}, nil
}

// deleteModes makes the kiosk as usual for the next customer. While a payment is
// on the screen its customer is still there.
func (s *Server) deleteModes(*http.Request) (reply, error) {
	if v := s.agent.View(); v.Payment != nil && v.State != agent.Idle {
		return reply{}, agent.FaultDismiss
	}
	s.modes.set(usualModes)
	return reply{status: http.StatusNoContent}, nil
}
