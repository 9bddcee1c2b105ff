package pgsim

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options are the same for every provider. The zero value works.
type Options struct {
	// Prefix is the part of the path under which the simulator is mounted, as in
	// /kakao; it is stripped from requests and stands in the addresses that are
	// handed out.
	Prefix string

	// Hook is where webhooks go; empty means that none are sent. See [Sim.Notify].
	Hook string

	// Window is how long a customer may take to agree, and Confirm how long the
	// merchant may take after that. Zero means what the vendor says.
	Window, Confirm time.Duration

	// Random makes the names of payments; nil means crypto/rand.
	Random io.Reader

	// Say hears, in words, what happens. It may be nil, and must not block.
	Say func(string)
}

// Sim is a provider without its vendor's words: the packages below put them on. It
// is a [http.Handler] and may be used by many at a time.
type Sim struct {
	options Options
	mux     *http.ServeMux
	news    chan struct{} // a letter was written

	mu       sync.Mutex // guards the rest; never held while a line is waited for
	payments []*Payment
	faults   map[string][]Fault
	replays  map[string]*replay
	seen     []Seen
	mail     []*Letter
	hook     string
}

// New builds a simulator with an empty book.
func New(o Options) *Sim {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Say == nil {
		o.Say = func(string) {}
	}
	return &Sim{
		options: o, mux: http.NewServeMux(), news: make(chan struct{}, 1), hook: o.Hook,
		faults: map[string][]Fault{}, replays: map[string]*replay{},
	}
}

// ServeHTTP implements [http.Handler].
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	http.StripPrefix(s.options.Prefix, s.mux).ServeHTTP(w, r)
}

// ID makes a name that was never used: prefix and n random bytes in hex.
func (s *Sim) ID(prefix string, n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.options.Random, b); err != nil {
		panic(fmt.Sprintf("no randomness for a simulated payment: %v", err)) // crypto/rand never fails; a test's reader must be endless
	}
	return prefix + hex.EncodeToString(b)
}

// Add writes a payment into the book. Only a [Route] may call it.
func (s *Sim) Add(p *Payment) {
	s.payments = append(s.payments, p)
	s.options.Say(fmt.Sprintf("%s opened for %s: %d", p.ID, p.Order, p.Total))
}

// Find returns the newest payment for which is answers true, or nil, after payments
// that nobody finished in time have expired. Only a [Route] may call it.
func (s *Sim) Find(is func(*Payment) bool) *Payment {
	for i := len(s.payments) - 1; i >= 0; i-- {
		if p := s.payments[i]; is(p) {
			s.age(p, time.Now())
			return p
		}
	}
	return nil
}

// ByID finds a payment by the provider's name for it. Only a [Route] may call it.
func (s *Sim) ByID(id string) *Payment {
	return s.Find(func(p *Payment) bool { return p.ID == id })
}

// age lets a payment expire that was not finished in time.
func (s *Sim) age(p *Payment, now time.Time) {
	late := p.State == Open && s.options.Window > 0 && now.Sub(p.OpenedAt) > s.options.Window ||
		p.State == Agreed && s.options.Confirm > 0 && now.Sub(p.AgreedAt) > s.options.Confirm
	if late {
		p.State = Expired
		s.options.Say(p.ID + " expired")
	}
}

// base is the address of the simulator, as the caller knows it.
func (s *Sim) base(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		scheme = "https://"
	}
	return scheme + r.Host + s.options.Prefix
}
