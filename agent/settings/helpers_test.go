package settings

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/wire"
)

// The key of the tests. The seed is no secret: it is here.
var signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// offerOf signs a text as it is.
func offerOf(version uint64, text []byte) wire.Settings {
	return wire.Settings{Version: version, Key: wire.KeyName(public(signer)), Document: text, Signature: wire.Sign(signer, wire.PurposeSettings, text)}
}

// offer signs a document for this kiosk, changed by the test.
func offer(version uint64, change func(*Document)) wire.Settings {
	d := Document{Version: version, For: []string{"kiosk-1"}}
	if change != nil {
		change(&d)
	}
	text, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return offerOf(version, text)
}

func port(p string) func(*Document) {
	return func(d *Document) { d.Pad = &Pad{Driver: "smartro", Port: p} }
}

// memory is a vault whose disk can fail.
type memory struct {
	mu     sync.Mutex // guards the rest
	values map[string][]byte
	broken error
}

func (v *memory) Get(name string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if b, ok := v.values[name]; ok {
		return b, nil
	}
	return nil, fs.ErrNotExist
}

func (v *memory) Put(name string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken == nil {
		v.values[name] = bytes.Clone(value)
	}
	return v.broken
}

func (v *memory) breaks(err error) { v.mu.Lock(); defer v.mu.Unlock(); v.broken = err }

// pad is a part that works with port "good" alone, takes some time to notice,
// and refuses port "refused" at once.
type pad struct {
	mu      sync.Mutex // guards the rest
	port    string
	since   time.Time
	applied []string
	sick    bool
	failing error
}

func (*pad) Name() string { return "pad" }

func portOf(d Document) string {
	if d.Pad == nil {
		return "good"
	}
	return d.Pad.Port
}

func (p *pad) Check(_ context.Context, d Document) error {
	if portOf(d) == "refused" {
		return Blame("pad.port", errors.New("there is no such port"))
	}
	return nil
}

func (p *pad) Apply(_ context.Context, d Document) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.port, p.since = portOf(d), time.Now()
	p.applied = append(p.applied, p.port)
	if p.port == "fails" {
		return errors.New("the driver does not start")
	}
	return p.failing
}

func (p *pad) Healthy(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch slow := time.Since(p.since) < 3*time.Second; {
	case p.sick, p.port == "bad", slow && len(p.applied) > 0:
		return errors.New("the pad does not answer")
	}
	return nil
}

func (p *pad) now() string { p.mu.Lock(); defer p.mu.Unlock(); return p.port }

// bench is a manager in virtual time.
type bench struct {
	*testing.T
	*Manager
	vault *memory
	pad   *pad
	busy  chan struct{} // holds one token while no payment is open

	mu   sync.Mutex // guards told
	told []wire.SettingsResult
	stop func()
}

func newBench(t *testing.T) *bench {
	b := &bench{T: t, vault: &memory{values: map[string][]byte{}}, pad: &pad{port: "good"}, busy: make(chan struct{}, 1)}
	b.busy <- struct{}{}
	return b
}

func (b *bench) idle(ctx context.Context, do func(context.Context) error) error {
	select {
	case <-b.busy:
		defer func() { b.busy <- struct{}{} }()
		return do(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *bench) tell(r wire.SettingsResult) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, r)
}

// start opens a manager on what the last one left, and runs it.
func (b *bench) start() {
	b.Helper()
	var err error
	b.Manager, err = Open(Options{Kiosk: "kiosk-1", Key: public(signer), Vault: b.vault, Parts: []Part{b.pad},
		Idle: b.idle, Tell: b.tell, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	b.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}
	synctest.Wait()
}

func (b *bench) Run(ctx context.Context) error { return b.Manager.Run(ctx) }

// offer hands over and waits until everybody has done what there is to do now.
func (b *bench) offer(o wire.Settings) {
	b.Helper()
	if err := b.Offer(b.Context(), o); err != nil {
		b.Fatal(err)
	}
	synctest.Wait()
}

// story returns what was told since the last call, as in "2 applied, 2 healthy".
func (b *bench) story() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := ""
	for _, r := range b.told {
		s += fmt.Sprintf("%d %s, now %d; ", r.Version, r.State, r.Now)
	}
	b.told = nil
	return s
}

func (b *bench) tells(want string) {
	b.Helper()
	if got := b.story(); got != want {
		b.Errorf("told %q, want %q", got, want)
	}
}

func (b *bench) last() wire.SettingsResult {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.told) == 0 {
		b.Fatal("nothing was told")
	}
	return b.told[len(b.told)-1]
}

// withBench runs a test in virtual time.
func withBench(t *testing.T, test func(*bench)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.start()
		test(b)
		b.stop()
	})
}
