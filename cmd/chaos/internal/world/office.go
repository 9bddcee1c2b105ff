package world

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"kioskd/cmd/chaos/internal/simnet"
	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
)

const (
	kioskID    = "kiosk-1"
	kioskToken = "a token of kiosk-1"
)

// office is HQ: the product's handler on a network, with a store that may fail.
type office struct {
	w      *World
	net    *simnet.Net
	memory *memory.Store
	store  *shakyStore // the same, on a disk that may fail

	mu      sync.Mutex // guards what follows
	stop    func()     // nil while HQ is down
	handler *hq.Handler
	flow    *pg.Flow // of payments by phone
	life    *life
	opening int
}

func newOffice(w *World) *office {
	delay := func(way string) simnet.Options {
		return simnet.Options{Delay: w.delays("net "+way, 2*time.Millisecond, 60*time.Millisecond)}
	}
	kept := memory.New()
	return &office{w: w, net: simnet.NewNet(delay("up"), delay("down")), memory: kept, store: &shakyStore{Store: kept}}
}

// open has HQ begin to serve.
func (o *office) open() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stop != nil {
		return nil
	}
	o.opening++
	options := hq.Options{
		Store: o.store, Log: slog.New(slog.DiscardHandler), Rand: o.w.random("hq"),
		Token: func(k string) (string, bool) { return kioskToken, k == kioskID },
	}
	closePhones, err := o.openPhonesLocked(&options)
	if err != nil {
		return err
	}
	h, err := hq.New(options)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
	done := make(chan struct{})
	listener := o.net.Listen()
	go func() {
		defer close(done)
		_ = server.Serve(listener) // ends with ErrServerClosed
	}()
	o.handler = h
	o.stop = func() {
		_ = server.Close() // the sessions are the handler's
		if err := h.Close(context.Background()); err != nil {
			o.w.fail("HQ does not stop: %v", err)
		}
		closePhones()
		<-done
	}
	return nil
}

// close stops HQ: in order, or with every connection cut first.
func (o *office) close(crash bool) {
	o.mu.Lock()
	stop, life := o.stop, o.life
	o.stop, o.handler, o.flow = nil, nil, nil
	o.mu.Unlock()
	if crash {
		if life != nil {
			life.over.Store(true)
		}
		o.net.Cut()
	}
	if stop != nil {
		stop()
	}
}

// serving returns HQ's handler, or nil while HQ is down.
func (o *office) serving() *hq.Handler {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.handler
}

// offer has HQ offer settings, at once or when it is back.
func (o *office) offer(d hq.Settings) error {
	if h := o.serving(); h != nil {
		return h.Offer(context.Background(), d)
	}
	return o.store.PutSettings(context.Background(), d)
}

// command has HQ give a command, at once or when it is back.
func (o *office) command(c wire.Command) error {
	if h := o.serving(); h != nil {
		return h.Command(context.Background(), kioskID, c)
	}
	return o.store.PutCommand(context.Background(), kioskID, c, time.Now())
}

// unanswered returns a command that the kiosk may still have to be told of, or "".
func (o *office) unanswered() string {
	all, err := o.store.Commands(context.Background(), kioskID, 500)
	if err != nil {
		o.w.fail("ask HQ: %v", err)
	}
	for _, c := range all {
		if c.Open(time.Now()) {
			return c.ID
		}
	}
	return ""
}

// shakyStore is HQ's store, on a disk that fails when told to.
type shakyStore struct {
	hq.Store

	mu   sync.Mutex // guards luck
	luck func() (before, after error)
}

var errStore = errors.New("HQ's disk failed")

func (s *shakyStore) set(luck func() (before, after error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.luck = luck
}

// Put fails before or after the facts are stored.
func (s *shakyStore) Put(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	s.mu.Lock()
	luck := s.luck
	s.mu.Unlock()
	if luck == nil {
		return s.Store.Put(ctx, kiosk, epoch, facts)
	}
	before, after := luck()
	if before != nil {
		return before
	}
	return errors.Join(s.Store.Put(ctx, kiosk, epoch, facts), after)
}

// has reports what HQ knows of a payment.
func (o *office) has(key string) (hq.Payment, bool, error) {
	p, err := o.store.Payment(context.Background(), kioskID, key)
	if errors.Is(err, hq.ErrNotFound) {
		return p, false, nil
	}
	return p, err == nil, err
}
