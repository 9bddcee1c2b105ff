// Package load plays many kiosks against an HQ, to find out how many it can carry.
// The kiosks are simulated from the journal up: the protocol and the way to HQ are
// those of real ones (package uplink), the journal is in memory instead of on a
// disk. So it measures HQ and not this machine's disk.
//
//	shop ──▶ journal ──▶ uplink ──▶ line ──▶ HQ ──▶ store
//	           │ when a fact was written             │
//	           └────────▶ watch ◀── acknowledged     └──▶ verify: every journal is there, once
//
// With the store at hand it also enrols the kiosks by itself, and in the end looks
// for every fact that was acknowledged: none may be missing, none may be there
// twice, and every payment must say what its facts say.
package load

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/sync/hq"
)

// Options say what is played.
type Options struct {
	HQ     []string // addresses, as in ws://127.0.0.1:8500/sync; kiosks spread over them
	Kiosks int

	Rate     float64       // payments a second, of all kiosks together; each is four facts
	Backlog  int           // facts that wait at each kiosk when it comes the first time
	Duration time.Duration // how long payments are made
	Storm    bool          // cut all connections at once, in the middle

	// Settle bounds how long, after the payments, everything may take to arrive.
	Settle time.Duration

	// Token returns the token of a kiosk; nil where Store enrols them.
	Token func(kiosk string) (string, bool)

	// Store is HQ's, if it is at hand.
	Store hq.Store

	TLS      *tls.Config
	Progress io.Writer // a line a second; nil for none
	Log      *slog.Logger
	Rand     io.Reader // nil means crypto/rand
}

// Prefix begins the ids of simulated kiosks.
const Prefix = "load-"

// Kiosk returns the id of a simulated kiosk, counted from 1.
func Kiosk(n int) string { return fmt.Sprintf("%s%06d", Prefix, n) }

func (o Options) check() error {
	switch {
	case len(o.HQ) == 0:
		return errors.New("name the address of an HQ")
	case o.Kiosks < 1:
		return errors.New("at least one kiosk")
	case o.Rate < 0 || o.Backlog < 0 || o.Duration < 0:
		return errors.New("rate, backlog and duration are not negative")
	case o.Token == nil && o.Store == nil:
		return errors.New("kiosks need tokens, or the store to be enrolled in")
	}
	return nil
}

// fleet is all that is played.
type fleet struct {
	Options
	kiosks []*kiosk
	watch  *watch
	late   string // why not everything has arrived
}

// Run plays, and reports what happened. It returns an error only if it could not
// play; an HQ that loses facts is in the report.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := o.check(); err != nil {
		return Report{}, err
	}
	if err := roomFor(o.Kiosks); err != nil {
		return Report{}, err
	}
	f := &fleet{Options: o}
	f.watch = newWatch(f)
	if err := f.build(ctx); err != nil {
		return Report{}, err
	}
	if err := f.play(ctx); err != nil {
		return Report{}, err
	}
	return f.report(ctx)
}

func (f *fleet) build(ctx context.Context) error {
	for n := range f.Kiosks {
		k, err := newKiosk(f, n)
		if err != nil {
			return fmt.Errorf("kiosk %d: %w", n+1, err)
		}
		f.kiosks = append(f.kiosks, k)
	}
	return f.enrol(ctx)
}

// play runs all kiosks until everything has arrived.
func (f *fleet) play(ctx context.Context) error {
	f.watch.began = time.Now()
	playing, stop := context.WithCancel(ctx)
	defer stop()
	g, playing := errgroup.WithContext(playing)
	for _, k := range f.kiosks {
		g.Go(func() error { return k.up.Run(playing) })
	}
	g.Go(func() error { return f.watch.run(playing) })
	err := f.story(playing)
	stop()
	return errors.Join(err, g.Wait())
}

// connectWithin bounds how long all kiosks may take to connect the first time.
const connectWithin = 5 * time.Minute

// story is what happens, in its order.
func (f *fleet) story(ctx context.Context) error {
	if err := f.watch.await(ctx, connectWithin, "all kiosks have connected", func() bool { return f.connectedSince(time.Time{}) == len(f.kiosks) }); err != nil {
		return err
	}
	f.watch.connected()
	if err := f.sell(ctx); err != nil {
		return err
	}
	if f.Storm {
		f.watch.stormed()
		for _, k := range f.kiosks {
			k.line.cut()
		}
	}
	if err := f.sell(ctx); err != nil {
		return err
	}
	err := f.watch.await(ctx, f.Settle, "everything has arrived", f.allArrived)
	f.watch.settled()
	if errors.Is(err, errLate) {
		f.late = err.Error()
		return nil // the report says what is missing
	}
	return err
}

// connectedSince returns how many kiosks have been connected by a connection that
// began after a time, as far as anybody looked.
func (f *fleet) connectedSince(since time.Time) int {
	return f.count(func(k *kiosk) bool { return k.metSince(since) })
}

func (f *fleet) allArrived() bool {
	return f.count(func(k *kiosk) bool { return k.journal.waiting() == 0 }) == len(f.kiosks) && (!f.Storm || f.watch.allBack())
}

func (f *fleet) count(which func(*kiosk) bool) (n int) {
	for _, k := range f.kiosks {
		if which(k) {
			n++
		}
	}
	return n
}
