// Package relay is a line between two programs that can be cut, stalled and made
// slow while it is in use: a TCP port in front of another.
//
//	kioskd ──▶ relay ──▶ kioskhq
//	             │
//	             ├ Good     bytes pass at once
//	             ├ Slow     each piece passes late
//	             ├ Stalled  nothing passes, and nobody says so
//	             └ Cut      what is open is reset, and nobody is let in
//
// A relay changes no byte and loses none, except when it cuts.
package relay

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Mode is how the line is.
type Mode int

// The modes. Good is the zero value.
const (
	Good Mode = iota
	Slow
	Stalled
	Cut
)

// String names the mode for a log.
func (m Mode) String() string { return [...]string{"good", "slow", "stalled", "cut"}[m] }

// lateness is how much later a piece passes a slow line, each way.
const lateness = 300 * time.Millisecond

// Relay is such a line. Any number of goroutines may use it.
type Relay struct {
	to     string
	listen net.Listener

	mu      sync.Mutex // guards the rest
	mode    Mode
	changed chan struct{} // closed when the mode changes
	open    map[net.Conn]bool
}

// Listen takes a port of this machine and passes whoever comes there on to an
// address, once Run is called.
func Listen(to string) (*Relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the line to %s: %w", to, err)
	}
	return &Relay{to: to, listen: l, changed: make(chan struct{}), open: map[net.Conn]bool{}}, nil
}

// Address is where the line begins.
func (r *Relay) Address() string { return r.listen.Addr().String() }

// Run passes connections on until the context ends, and returns nil then, when all
// of them are closed.
func (r *Relay) Run(ctx context.Context) error {
	var all sync.WaitGroup
	defer all.Wait()
	stop := context.AfterFunc(ctx, func() {
		_ = r.listen.Close() // which ends Accept
		r.Set(Cut)
	})
	defer stop()
	for {
		near, err := r.listen.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the line to %s: %w", r.to, err)
		}
		all.Go(func() { r.connect(ctx, near) })
	}
}

// Set changes how the line is from now on.
func (r *Relay) Set(m Mode) {
	for _, c := range r.change(m) {
		if t, ok := c.(*net.TCPConn); ok {
			_ = t.SetLinger(0) // a reset, as of a line that is gone
		}
		_ = c.Close() // whatever was on its way is lost: that is what a cut is
	}
}

// change returns what has to be closed.
func (r *Relay) change(m Mode) (cut []net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mode = m
	close(r.changed)
	r.changed = make(chan struct{})
	if m != Cut {
		return nil
	}
	for c := range r.open {
		cut = append(cut, c)
	}
	return cut
}

func (r *Relay) now() (Mode, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mode, r.changed
}

// keep remembers a connection to be cut; it reports false when the line is cut.
func (r *Relay) keep(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[c] = true
	return r.mode != Cut
}

// drop closes connections and forgets them.
func (r *Relay) drop(all ...net.Conn) {
	for _, c := range all {
		_ = c.Close() // both ends may have gone by themselves
		r.mu.Lock()
		delete(r.open, c)
		r.mu.Unlock()
	}
}

// connect passes one connection on until one side ends it.
func (r *Relay) connect(ctx context.Context, near net.Conn) {
	defer r.drop(near)
	if !r.keep(near) {
		return
	}
	far, err := (&net.Dialer{}).DialContext(ctx, "tcp", r.to)
	if err != nil {
		return // nobody is there, as the near side sees
	}
	defer r.drop(far)
	if !r.keep(far) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { r.pass(ctx, far, near); r.drop(far, near) })
	both.Go(func() { r.pass(ctx, near, far); r.drop(far, near) })
	both.Wait()
}

// pass carries bytes one way until the connection ends.
func (r *Relay) pass(ctx context.Context, to, from net.Conn) {
	piece := make([]byte, 32<<10)
	for {
		n, err := from.Read(piece)
		if n > 0 && r.wait(ctx) == nil {
			_, writeErr := to.Write(piece[:n])
			err = errors.Join(err, writeErr)
		}
		if err != nil || ctx.Err() != nil {
			return
		}
	}
}

// wait returns when a piece may pass.
func (r *Relay) wait(ctx context.Context) error {
	for {
		mode, changed := r.now()
		switch mode {
		case Good:
			return nil
		case Slow:
			return sleep(ctx, lateness)
		case Cut:
			return net.ErrClosed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
