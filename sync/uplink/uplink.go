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
	URL   string // of HQ, as in wss://hq.example.com/sync
	Kiosk string // this kiosk's id
	Token string // shared with HQ; it never crosses the wire
	Agent string // version of the agent, for HQ's list

	Source Source

	// Status tells how the kiosk is. It is called before every status message.
	Status func() wire.Status

	// Changed, if not nil, receives when the status has changed in a way that HQ
	// should hear at once. Sends to it should not block; one waiting is enough.
	Changed <-chan struct{}

	Log  *slog.Logger // nil means slog.Default
	Rand io.Reader    // of delays; nil means crypto/rand
	TLS  *tls.Config  // of wss; nil means the system's certificates

	// Dial, if not nil, opens the connection below TLS.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Uplink is the way to HQ. Build it with [New], and run it.
type Uplink struct {
	o   Options
	url *url.URL

	mu    sync.Mutex // guards state
	state State
}

// New checks the options and builds an uplink. It starts nothing.
func New(o Options) (*Uplink, error) {
	if o.Source == nil || o.Status == nil {
		return nil, errors.New("an uplink needs a source of facts and a status")
	}
	if err := wire.CheckName(o.Kiosk); err != nil {
		return nil, fmt.Errorf("kiosk id: %w", err)
	}
	if o.Token == "" {
		return nil, errors.New("no token for HQ: set the one that HQ holds for this kiosk")
	}
	u, err := ParseURL(o.URL)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	return &Uplink{o: o, url: u, state: State{HQ: u.Host, Since: time.Now()}}, nil
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
	pause := backoff{rand: u.o.Rand}
	for ctx.Err() == nil {
		limits, err := u.connect(ctx)
		if ctx.Err() != nil {
			break
		}
		if limits != nil {
			pause.reset(time.Duration(limits.FirstDelay) * time.Millisecond)
		}
		delay, randErr := pause.next()
		u.down(errors.Join(err, randErr))
		u.o.Log.Info("uplink: not connected", "hq", u.url.Host, "again_in", delay.Round(time.Millisecond), "err", err)
		sleep(ctx, delay)
	}
	u.down(nil)
	return nil
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
