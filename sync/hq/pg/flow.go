package pg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Options are what a flow is made of.
type Options struct {
	Store     Store
	Providers []Opened
	Base      string             // how phones reach HQ, as in https://hq.example
	Purposes  map[string]Purpose // by name; order has to be there
	Test      bool               // test money alone; otherwise real money alone
	Late      Late               // empty means LateRefund
	Window    time.Duration      // most that a phone is waited for; 0 for the provider's time
	Call      time.Duration      // most that a call may take; 0 means a minute
	Origins   []string           // of pages that may open a payment as a popup and hear of its end
	Alone     bool               // no other process works at this store; the doors open once Run has begun

	// Tell has a kiosk look at one of its attempts. It may be lost, and does not block.
	Tell func(a Attempt)

	// Heed has HQ's list of alarms say what an attempt says: its Alarms, and its
	// Puzzle while there is one. It is called until it returns nil; nil means that
	// there is no such list.
	Heed func(ctx context.Context, a Attempt) error

	Log  *slog.Logger // nil means slog.Default
	Rand io.Reader    // of ids and tokens; nil means crypto/rand
}

// Opened is a provider of the operator's file.
type Opened struct {
	Kind
	Listener
}

// Purpose is what a payment is for, and what finishing it means.
type Purpose struct {
	// Check says in a sentence why an attempt must not be approved any more, empty
	// when it may: points that were spent elsewhere, goods that are gone. nil means
	// that it always may.
	Check func(ctx context.Context, a Attempt) (no string, err error)

	// Finish hears of each outcome, approved or not, at least once. nil means that
	// nobody has to.
	Finish func(ctx context.Context, a Attempt) error

	Title map[string]string // for the phone, by language
}

// usualCall is how long a call may take: providers ask for a minute.
const usualCall = time.Minute

// Flow takes payments by phone. Build it with [New]; its doors are [Flow.ServeHTTP],
// [Flow.Ask] and [Flow.Run], which goes on with what was left.
type Flow struct {
	Options
	listeners map[string]Opened
	life      context.Context // of calls to providers
	end       context.CancelFunc
	work      sync.WaitGroup
	roused    chan struct{} // closed once what a dead process left is due
	mux       doors
}

// New builds a flow. It starts nothing.
func New(o Options) (*Flow, error) {
	f := &Flow{Options: o, listeners: map[string]Opened{}}
	if o.Store == nil || o.Base == "" {
		return nil, errors.New("payments by phone need a store, and the address at which phones reach HQ")
	}
	if _, ok := o.Purposes[PurposeOrder]; !ok {
		return nil, fmt.Errorf("there is no purpose %q", PurposeOrder)
	}
	for _, p := range o.Providers {
		if _, twice := f.listeners[p.ID]; twice {
			return nil, fmt.Errorf("provider %s stands there twice", p.ID)
		}
		f.listeners[p.ID] = p
	}
	f.usual()
	f.roused = make(chan struct{})
	if !o.Alone {
		close(f.roused) // others are at theirs, and leave it to be due
	}
	f.life, f.end = context.WithCancel(context.Background())
	f.mux = f.routes()
	return f, nil
}

// PurposeOrder is what is paid for where a kiosk says nothing else.
const PurposeOrder = "order"

func (f *Flow) usual() {
	f.Base = strings.TrimRight(f.Base, "/")
	if f.Late == "" {
		f.Late = LateRefund
	}
	if f.Call == 0 {
		f.Call = usualCall
	}
	if f.Tell == nil {
		f.Tell = func(Attempt) {}
	}
	if f.Log == nil {
		f.Log = slog.Default()
	}
	if f.Rand == nil {
		f.Rand = rand.Reader
	}
}

// provider returns a way to pay. One that nobody knows is an error, never a default.
func (f *Flow) provider(id string) (Provider, Rules, error) {
	p, ok := f.listeners[id].Listener.(Provider)
	if !ok {
		return nil, Rules{}, fmt.Errorf("there is no provider %q here", id)
	}
	return p, Rules{Powers: p.Powers(), Late: f.Late, Call: f.Call}, nil
}

// stopWithin is how long calls to providers may go on when HQ stops. What has no
// answer by then is looked up at the next start.
const stopWithin = 5 * time.Second

// Close ends what the doors began. It may be called twice.
func (f *Flow) Close() {
	t := time.AfterFunc(stopWithin, f.end)
	defer t.Stop()
	f.work.Wait()
	f.end()
}
