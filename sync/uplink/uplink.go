package uplink

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"time"

	"kioskd/sync/wire"
)

// Options are what an uplink is made of.
type Options struct {
	URL   string   // of HQ, as in wss://hq.example.com/sync
	Spare []string // more addresses of the same HQ, tried in turn
	Kiosk string   // this kiosk's id
	Agent string   // version of the agent, for HQ's list
	Run   string   // names this start of the agent, at random; empty says nothing

	// Token is shared with HQ and never crosses the wire. A kiosk that has
	// enrolled has Sign instead, which signs with the kiosk's key and names it.
	Token string
	Sign  func(thing []byte) (key, signature string, err error)

	Source Source

	// Orders take what HQ wants of this kiosk; nil means that nobody does.
	Orders Orders

	// Status tells how the kiosk is. It is called before every status message.
	Status func() wire.Status

	// Changed, if not nil, receives when the status has changed in a way that HQ
	// should hear at once. Sends to it should not block; one waiting is enough.
	Changed <-chan struct{}

	// Forked, if not nil, is called when HQ holds other facts under our numbers: by
	// the goroutine that talks to HQ, which goes on when it returns. It is to begin
	// another epoch after the fact numbered agreed, the last one of the present
	// epoch that HQ is known to hold as we do; HQ's word and what it has
	// acknowledged say so. After an error it is called again with the next
	// connection. Without it nothing is sent until Source has another epoch.
	Forked func(ctx context.Context, reason string, agreed uint64) error

	// News, if not nil, is told when HQ hints that something has changed there. It is
	// called by the goroutine that talks to HQ, and must not block.
	News func(wire.News)

	// Linked, if not nil, is told when HQ can be asked from now on, and when it can no
	// longer, by the same goroutine.
	Linked func(up bool)

	Log  *slog.Logger // nil means slog.Default
	Rand io.Reader    // of delays; nil means crypto/rand
	TLS  *tls.Config  // of wss; nil means the system's certificates

	// Clock tells how the kiosk's clock is; nil says nothing of it.
	Clock func() wire.Clock

	// Heard, if not nil, is told HQ's time when it comes.
	Heard func(hq time.Time)

	// Metered says that every byte costs: messages are compressed, and the status
	// comes every five minutes. Rate bounds how many bytes of
	// facts leave in a second; 0 means no bound.
	Metered bool
	Rate    int

	// Dial, if not nil, opens the connection below TLS.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Uplink is the way to HQ. Build it with [New], and run it.
type Uplink struct {
	o         Options
	urls      []*url.URL
	outbox    chan wire.Message
	now       chan struct{}
	anew      chan struct{} // to end the session and begin another at once
	questions questions
	modest    int // see modesty; owned by Run

	mu    sync.Mutex // guards what follows
	state State
	at    int // which of the addresses is used
}

// New checks the options and builds an uplink. It starts nothing.
func New(o Options) (*Uplink, error) {
	if o.Source == nil || o.Status == nil {
		return nil, errors.New("an uplink needs a source of facts and a status")
	}
	if err := wire.CheckName(o.Kiosk); err != nil {
		return nil, fmt.Errorf("kiosk id: %w", err)
	}
	if o.Token == "" && o.Sign == nil {
		return nil, errors.New("no token for HQ: set the one that HQ holds for this kiosk, or enrol it")
	}
	var urls []*url.URL
	for _, address := range append([]string{o.URL}, o.Spare...) {
		u, err := ParseURL(address)
		if err != nil {
			return nil, err
		}
		urls = append(urls, u)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	return &Uplink{
		o: o, urls: urls, outbox: make(chan wire.Message, outboxSize), now: make(chan struct{}, 1), anew: make(chan struct{}, 1),
		state: State{HQ: urls[0].Host, Since: time.Now()},
	}, nil
}

// ParseURL reads HQ's address. It lets money facts cross a network only under
// TLS.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("HQ's address: %w", err)
	case u.Host == "" || u.User != nil || (u.Scheme != "ws" && u.Scheme != "wss"):
		return nil, fmt.Errorf("HQ's address %q is not of the form wss://host/sync", u.Redacted())
	case u.Scheme == "ws" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("HQ's address %q is not encrypted and not on this machine: use wss://", s)
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Run keeps a connection to HQ until ctx ends. It returns nil then, after
// everything it started has ended. No failure of HQ, of the line or of the
// source ends it sooner: they are told by [Uplink.State] and tried again.
func (u *Uplink) Run(ctx context.Context) error {
	delay := backoff{rand: u.o.Rand}
	for ctx.Err() == nil {
		limits, err := u.connect(ctx)
		u.questions.away()
		if ctx.Err() != nil {
			break
		}
		if limits != nil {
			delay.reset(time.Duration(limits.FirstDelay) * time.Millisecond)
		}
		if errors.Is(err, errAgain) {
			u.down(nil)
			continue
		}
		var drain *errDrain
		if errors.As(err, &drain) {
			delay.reset(time.Duration(drain.spread) * time.Millisecond)
		}
		u.down(err)
		if err := u.pause(ctx, &delay); err != nil {
			u.down(err)
		}
		u.turn()
	}
	u.down(nil)
	return nil
}

// turn goes on to the next address.
func (u *Uplink) turn() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.at = (u.at + 1) % len(u.urls)
	u.state.HQ = u.urls[u.at].Host
}

// url returns the address in use.
func (u *Uplink) url() *url.URL {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.urls[u.at]
}

// sleep waits until the time is over, somebody wants to go on now, or the
// context ends.
func sleep(ctx context.Context, d time.Duration, now <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-now:
	case <-ctx.Done():
	}
}
