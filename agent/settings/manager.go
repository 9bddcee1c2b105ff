package settings

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kioskd/sync/wire"
)

// Part is a piece of the kiosk that settings can change. Its methods are called
// by one goroutine at a time.
type Part interface {
	Name() string

	// Check is a dry run: it reports why the part cannot work with a document, by
	// [Blame] where a setting is to blame, and touches nothing.
	Check(context.Context, Document) error

	// Apply takes the document into use. No payment is open while it runs. The
	// zero document means the kiosk's own file.
	Apply(context.Context, Document) error

	// Healthy returns nil when the part works.
	Healthy(context.Context) error
}

// Vault is where the manager keeps what it must know after a power cut.
type Vault interface {
	Get(name string) ([]byte, error) // wraps [fs.ErrNotExist] for what is not there
	Put(name string, value []byte) error
}

// Options are what a manager is made of. All but the last three are needed.
type Options struct {
	Kiosk string            // this kiosk's id
	Key   ed25519.PublicKey // signs settings; pinned when the kiosk enrolled
	Vault Vault
	Parts []Part

	// Idle calls do when no payment is open, and lets none begin until it has
	// returned. It returns do's error.
	Idle func(ctx context.Context, do func(context.Context) error) error

	// Tell hears of each step of an offered document. It must not block.
	Tell func(wire.SettingsResult)

	Watch    time.Duration // how long a new document is watched; a minute
	Patience time.Duration // how long a part may be worse than before; 5 s
	Log      *slog.Logger  // nil means slog.Default
}

// Manager keeps the settings of a kiosk. Build it with [Open], give it offers,
// and run it.
type Manager struct {
	o      Options
	key    string // name of o.Key
	offers chan wire.Settings

	mu     sync.Mutex // guards kept, for those who ask
	shared kept

	// The rest belongs to Run, and to Open before it.
	kept    kept
	pending *slot // waits to be applied
	unsaved bool  // the disk has not taken what is kept
}

// Open reads what the last run kept, and decides which document is in force. It
// applies nothing: the kiosk is built with [Manager.Document].
func Open(o Options) (*Manager, error) {
	if o.Vault == nil || o.Idle == nil || o.Tell == nil {
		return nil, errors.New("settings need a vault, a way to wait for an idle kiosk, and somebody to tell")
	}
	if len(o.Key) != ed25519.PublicKeySize {
		return nil, errors.New("settings need the public key that signs them")
	}
	if o.Watch <= 0 {
		o.Watch = time.Minute
	}
	if o.Patience <= 0 {
		o.Patience = 5 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	m := &Manager{o: o, key: wire.KeyName(o.Key), offers: make(chan wire.Settings)}
	return m, m.load()
}

// Document returns the document in force; the zero one when there is none.
func (m *Manager) Document() Document {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.shared.Applied.document()
}

// Hashes names the documents that this kiosk knows, for its hello.
func (m *Manager) Hashes() wire.SettingsHashes {
	m.mu.Lock()
	defer m.mu.Unlock()
	return wire.SettingsHashes{Offered: m.shared.Offered.hash(), Applied: m.shared.Applied.hash(), Healthy: m.shared.Healthy.hash()}
}

// Result returns the last thing that HQ should know of an offered document, also
// of one that an earlier run was offered.
func (m *Manager) Result() (wire.SettingsResult, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shared.Result == nil {
		return wire.SettingsResult{}, false
	}
	return *m.shared.Result, true
}

// Offer hands over a document from HQ. It returns when the manager has it, or
// the context has ended.
func (m *Manager) Offer(ctx context.Context, offer wire.Settings) error {
	select {
	case m.offers <- offer:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("offer settings: %w", context.Cause(ctx))
	}
}

// afterStart is how much more patience there is with a kiosk that was started in
// the middle of a watch: its pad and its way to HQ have to be found again.
const afterStart = 60

// Run takes offers until the context ends, and returns nil then. First it
// watches a document that an earlier run could not watch to the end.
func (m *Manager) Run(ctx context.Context) error {
	if m.kept.watched() {
		m.watch(ctx, afterStart*m.o.Patience)
	}
	for ctx.Err() == nil {
		if next := m.pending; next != nil {
			m.pending = nil
			m.adopt(ctx, next)
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case offer := <-m.offers:
			if ctx.Err() != nil {
				return nil // HQ offers it again
			}
			m.consider(ctx, offer)
		case <-m.saveAgain():
			m.save()
		}
	}
	return nil
}
