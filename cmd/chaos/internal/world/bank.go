package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/street"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/points"
)

// The addresses of the world's internet. Nothing goes over a network.
const (
	atHQ     = "http://127.0.0.1:2"
	atStreet = "http://127.0.0.1:1"
)

// bank is the payment providers: the product's adapters on HQ's side, the simulators
// on the other, and lines between them that break.
type bank struct {
	w       *World
	street  *street.Street
	mishaps share
	wait    func() time.Duration // of a call, one way
	odd     func() time.Duration // which mishap a call has, out of hours of them

	late   pg.Late
	keeps  bool // late payments are kept for the staff
	window time.Duration
	card   string // of store points, that all customers share

	inUse atomic.Int64     // phones
	mu    sync.Mutex       // guards keys
	keys  map[pay.Key]bool // that somebody wanted to pay by phone
}

func newBank(w *World) *bank {
	return &bank{
		w: w, street: street.New(street.Options{Base: atStreet, Random: w.random("providers")}), keys: map[pay.Key]bool{},
		wait: w.delays("line to providers", 20*time.Millisecond, 900*time.Millisecond),
		odd:  w.delays("mishaps of providers", 0, 1000*time.Hour),
	}
}

// share is how many calls go wrong, from 0 to 1.
type share struct{ per1000 atomic.Int64 }

func (s *share) set(part float64) { s.per1000.Store(int64(part * 1000)) }
func (s *share) get() float64     { return float64(s.per1000.Load()) / 1000 }

// wanted notes that somebody wants to pay a key by phone.
func (b *bank) wanted(key pay.Key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys[key] = true
}

// open makes the providers' adapters for an HQ.
func (b *bank) open(o *office, life *life) ([]pg.Opened, error) {
	text := b.street.File(func(id string) string { return "file:" + filepath.Join(b.w.o.Dir, id) })
	for id, secret := range street.Simulated {
		if err := os.WriteFile(filepath.Join(b.w.o.Dir, id), []byte(secret), 0o600); err != nil {
			return nil, err
		}
	}
	f, err := config.Parse([]byte(text+"\n[points]\n"), atHQ)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: route{b, life}}
	return f.Open(all.Kinds(), client, func(kind string) pg.Box { return mortalBox{o.box(kind), life} })
}

// gift is what is on the card of store points: more than anybody spends.
const gift = 100_000_000

func (o *office) box(kind string) pg.Box { return pg.OfficeBox{Office: o.memory, Kind: kind} }

// newCard puts points on a card.
func (b *bank) newCard(o *office) (err error) {
	cards := points.Cards{Box: o.box(points.ID)}
	b.card, err = cards.New(context.Background(), b.w.random("card"), b.w.till.p.currency, gift)
	return err
}

// life is one HQ from its start to its end. What is left of it afterwards, in
// goroutines that have not ended yet, has no effect any more.
type life struct{ over atomic.Bool }

var errDead = errors.New("HQ is dead")

// route is HQ's line to the providers.
type route struct {
	*bank
	life *life
}

// accident is what becomes of a call.
type accident int

const (
	noAccident accident = iota
	refused             // there is no way there
	cutBefore
	hangBefore
	cutAfter
	hangAfter
	brokenBefore
	brokenAfter
	accidents
)

// accident rolls what becomes of a call now.
func (b *bank) accident() accident {
	const precision = 1_000_000
	n := b.odd() / time.Millisecond
	if float64(n%precision)/precision >= b.mishaps.get() {
		return noAccident
	}
	return 1 + accident(n/precision)%(accidents-1)
}

// RoundTrip implements [http.RoundTripper].
func (l route) RoundTrip(r *http.Request) (*http.Response, error) {
	what := l.accident()
	if err := l.travel(r.Context()); err != nil || what == refused {
		return nil, errors.Join(err, syscall.ECONNREFUSED)
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	if !l.life.over.Load() {
		l.w.note("bank", "%s %s%s", r.Method, r.URL.Path, what)
	}
	switch what {
	case cutBefore:
		return nil, syscall.ECONNRESET
	case hangBefore:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case brokenBefore:
		return broken(r), nil
	}
	answer := ask(l.street, r)
	if err := l.travel(r.Context()); err != nil {
		return nil, err
	}
	switch what {
	case cutAfter:
		return nil, syscall.ECONNRESET
	case hangAfter:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case brokenAfter:
		return broken(r), nil
	}
	answer.Request = r
	return answer, nil
}

func (a accident) String() string {
	return [...]string{"", " (no way)", " (cut before)", " (hangs before)", " (cut after)", " (hangs after)", " (500 before)", " (500 after)"}[a]
}

// travel takes its time, unless HQ is dead or the call is given up.
func (l route) travel(ctx context.Context) error {
	sleep(ctx, l.wait())
	if l.life.over.Load() {
		return errDead
	}
	return ctx.Err()
}

func broken(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	w.WriteHeader(http.StatusInternalServerError)
	answer := w.Result()
	answer.Request = r
	return answer
}

// ask has somebody answer a request at once.
func ask(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// mortalBox is where HQ's own points are kept, as one life of HQ reaches it.
type mortalBox struct {
	pg.Box
	life *life
}

func (b mortalBox) Put(ctx context.Context, name string, body []byte, version uint64) error {
	if b.life.over.Load() {
		return errDead
	}
	return b.Box.Put(ctx, name, body, version)
}

// mortalStore is where attempts are kept, as one life of HQ reaches it. It fails when
// HQ's store does.
type mortalStore struct {
	pg.Store
	*life
	luck func() (before, after error)
}

func (s mortalStore) BeginAttempt(ctx context.Context, a pg.Attempt) (kept pg.Attempt, known bool, err error) {
	err = s.write(func() (err error) {
		kept, known, err = s.Store.BeginAttempt(ctx, a)
		return err
	})
	return kept, known, err
}

func (s mortalStore) SaveAttempt(ctx context.Context, a pg.Attempt) (kept pg.Attempt, err error) {
	err = s.write(func() (err error) {
		kept, err = s.Store.SaveAttempt(ctx, a)
		return err
	})
	return kept, err
}

// write stores something, or fails before or after it has.
func (s mortalStore) write(store func() error) error {
	if s.over.Load() {
		return errDead
	}
	before, after := s.luck()
	if before != nil {
		return before
	}
	if err := store(); err != nil {
		return err
	}
	return after
}

func (s mortalStore) ClaimAttempts(ctx context.Context, due, later time.Time, limit int) ([]pg.Attempt, error) {
	if s.over.Load() {
		return nil, errDead
	}
	return s.Store.ClaimAttempts(ctx, due, later, limit)
}

// receipt is what a provider would swear to about one order.
type receipt struct {
	number string // of the approval
	order  string // the attempt's id
	taken  pay.Amount
	left   pay.Amount // of it, not given back
}

// receipts is the ledger of all providers, and of HQ's own points.
func (b *bank) receipts() (all []receipt, err error) {
	for _, id := range slices.Sorted(maps.Keys(street.Simulated)) {
		for _, e := range b.street.Provider(id).Ledger() {
			all = append(all, receipt{e.ID, e.Order, e.Taken, e.Taken - e.Returned})
		}
	}
	spent, err := b.spent()
	if err != nil {
		return nil, fmt.Errorf("the card of points: %w", err)
	}
	return append(all, spent...), nil
}

// spent is what the customers' card says, in which every movement stands under its
// attempt's or its refund's name.
func (b *bank) spent() (all []receipt, err error) {
	body, _, err := b.w.office.box(points.ID).Get(context.Background(), b.card)
	if err != nil {
		return nil, err
	}
	var card struct {
		Moves map[string]struct {
			Amount pay.Amount `json:"amount"`
			Of     string     `json:"of"`
		} `json:"moves"`
	}
	if err := json.Unmarshal(body, &card); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(card.Moves)) {
		m := card.Moves[name]
		if m.Of != "" {
			continue
		}
		r := receipt{"p-" + name, name, m.Amount, m.Amount}
		for _, back := range card.Moves {
			if back.Of == name {
				r.left += back.Amount // less than nothing
			}
		}
		all = append(all, r)
	}
	return all, nil
}
