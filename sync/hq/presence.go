package hq

import (
	"maps"
	"slices"
	"sync"
	"time"

	"kioskd/sync/wire"
)

// presence knows all sessions, and which one is the kiosk's.
type presence struct {
	mu       sync.Mutex // guards what follows; never held across I/O
	sessions map[*session]bool
	kiosks   map[string]*session
	taken    map[string][]time.Time // when a kiosk's session was taken over lately
	stopping bool
	idle     chan struct{} // closed when stopping and no session is left
}

// begin counts a session in, unless HQ is stopping.
func (p *presence) begin(s *session) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopping {
		return false
	}
	if p.sessions == nil {
		p.sessions, p.kiosks, p.taken = map[*session]bool{}, map[string]*session{}, map[string][]time.Time{}
	}
	p.sessions[s] = true
	return true
}

// claim makes s the kiosk's session and returns the one before it, or nil, and
// whether sessions of this kiosk have taken over from each other so often that
// there must be two machines.
func (p *presence) claim(s *session) (old *session, two bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old = p.kiosks[s.kiosk]
	p.kiosks[s.kiosk] = s
	if old == nil {
		return nil, false
	}
	now := time.Now()
	lately := slices.DeleteFunc(p.taken[s.kiosk], func(t time.Time) bool { return now.Sub(t) > takenWithin })
	p.taken[s.kiosk] = append(lately, now)
	return old, len(lately)+1 >= takenOften
}

// One takeover is a line that broke and was not seen to. These are two machines.
const (
	takenOften  = 4
	takenWithin = 5 * time.Minute
)

// end counts a session out and reports whether it was its kiosk's.
func (p *presence) end(s *session) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sessions, s)
	was := s.kiosk != "" && p.kiosks[s.kiosk] == s
	if was {
		delete(p.kiosks, s.kiosk)
	}
	if p.stopping && len(p.sessions) == 0 {
		p.closeIdleLocked()
	}
	return was
}

// count returns how many sessions there are, strangers included.
func (p *presence) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sessions)
}

func (p *presence) has(kiosk string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kiosks[kiosk] != nil
}

// of returns the session of a kiosk, or nil.
func (p *presence) of(kiosk string) *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kiosks[kiosk]
}

// Connected returns how many kiosks this process serves now.
func (h *Handler) Connected() int { return len(h.present.all()) }

// all returns the sessions of all kiosks.
func (p *presence) all() []*session {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Collect(maps.Values(p.kiosks))
}

// drain lets no session begin any more, asks all to end with a last word, and
// returns a channel that is closed when the last one has ended.
func (p *presence) drain(last wire.Message) <-chan struct{} {
	sessions, idle := p.stop()
	for _, s := range sessions {
		s.stop(last)
	}
	return idle
}

func (p *presence) stop() ([]*session, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.idle == nil {
		p.idle = make(chan struct{})
	}
	p.stopping = true
	if len(p.sessions) == 0 {
		p.closeIdleLocked()
	}
	var all []*session
	for s := range p.sessions {
		all = append(all, s)
	}
	return all, p.idle
}

func (p *presence) closeIdleLocked() {
	select {
	case <-p.idle:
	default:
		close(p.idle)
	}
}

// bell wakes everybody who waits for the next change, here or at another process,
// and whoever waits for the next one here.
type bell struct {
	mu        sync.Mutex // guards what follows
	next, own chan struct{}
}

func newBell() bell { return bell{next: make(chan struct{}), own: make(chan struct{})} }

func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}

// ours is a channel that is closed at the next change here.
func (b *bell) ours() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.own
}

// ring says that something changed here.
func (b *bell) ring() {
	b.echo()
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.own)
	b.own = make(chan struct{})
}

// echo says that something changed at another process.
func (b *bell) echo() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.next)
	b.next = make(chan struct{})
}
