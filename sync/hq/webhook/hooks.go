package webhook

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"kioskd/sync/hq"
)

// Options are what webhooks work with.
type Options struct {
	Store hq.Store

	// Sealer seals the secrets in the store; nil keeps them as they are.
	Sealer Sealer

	// Inside allows addresses of this machine and of private networks, and http.
	Inside bool

	// GiveUpAfter is how long an event is tried; 0 means three days.
	GiveUpAfter time.Duration

	Client *http.Client // nil means one that keeps to the rules above
	Log    *slog.Logger // nil means slog.Default
	Rand   io.Reader    // nil means crypto/rand
}

// Hooks knows who wants to be told, and tells them while [Hooks.Run] runs. Its methods
// may be called from many goroutines.
type Hooks struct {
	Options
	endpoints  hq.Drawer[kept]
	events     hq.Drawer[event]
	deliveries hq.Drawer[Delivery]
	due        hq.Drawer[struct{}]
	leases     hq.Drawer[lease]

	look   time.Duration // between two looks at what is due
	wanted atomic.Bool   // somebody wants to be told
	asked  atomic.Int64  // when that was looked up, in milliseconds
	poke   chan struct{}
}

// New returns the webhooks of a store. It starts nothing.
func New(o Options) *Hooks {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.GiveUpAfter == 0 {
		o.GiveUpAfter = giveUpAfter
	}
	if o.Client == nil {
		o.Client = newClient(o.Inside)
	}
	return &Hooks{Options: o, look: lookEvery, poke: make(chan struct{}, 1),
		endpoints:  endpointsOf(o.Store),
		events:     hq.Drawer[event]{Office: o.Store, Kind: "webhook-event"},
		deliveries: hq.Drawer[Delivery]{Office: o.Store, Kind: "webhook-delivery"},
		due:        hq.Drawer[struct{}]{Office: o.Store, Kind: "webhook-due"},
		leases:     hq.Drawer[lease]{Office: o.Store, Kind: "webhook-lease"},
	}
}

func endpointsOf(o hq.Office) hq.Drawer[kept] { return hq.Drawer[kept]{Office: o, Kind: "webhook"} }

// Endpoints returns all endpoints, the oldest first.
func (h *Hooks) Endpoints(ctx context.Context) ([]Endpoint, error) {
	all, err := h.endpoints.All(ctx)
	list := make([]Endpoint, len(all))
	for i, k := range all {
		list[i] = k.Value.Endpoint
	}
	slices.SortStableFunc(list, func(a, b Endpoint) int { return a.Added.Compare(b.Added) })
	return list, err
}

// Endpoint returns one endpoint, or [hq.ErrNotFound].
func (h *Hooks) Endpoint(ctx context.Context, id string) (Endpoint, error) {
	k, err := h.endpoints.Get(ctx, id)
	return k.Value.Endpoint, err
}

// Add adds an endpoint and returns it with its secret, which nobody is shown again.
func (h *Hooks) Add(ctx context.Context, e Endpoint) (Endpoint, string, error) {
	if err := e.check(h.Inside); err != nil {
		return e, "", err
	}
	all, err := h.Endpoints(ctx)
	if err != nil {
		return e, "", err
	}
	if len(all) >= maxEndpoints {
		return e, "", bad("there are %d webhooks already; remove one first", maxEndpoints)
	}
	text, err := newSecret(h.Rand)
	if err != nil {
		return e, "", err
	}
	if e.ID, err = h.newID(); err != nil {
		return e, "", err
	}
	e.Added = time.Now().UTC().Truncate(time.Second)
	sealed, err := h.seal(e.ID, text)
	if err != nil {
		return e, "", err
	}
	err = h.endpoints.Add(ctx, e.ID, kept{Endpoint: e, Secrets: []secret{sealed}})
	h.asked.Store(0)
	return e, text, err
}

func (h *Hooks) newID() (string, error) {
	b := make([]byte, 8)
	if _, err := io.ReadFull(h.Rand, b); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// Change gives an endpoint another address, other types, or rest.
func (h *Hooks) Change(ctx context.Context, id string, to Endpoint) error {
	if err := to.check(h.Inside); err != nil {
		return err
	}
	return h.change(ctx, id, func(k *kept) error {
		if len(k.Secrets) == 0 && !to.Off {
			return errNoSecret
		}
		k.URL, k.Types, k.Off = to.URL, to.Types, to.Off
		return nil
	})
}

// Rotate makes another secret. The former one counts for a day more, in which both
// sign.
func (h *Hooks) Rotate(ctx context.Context, id string) (text string, err error) {
	if text, err = newSecret(h.Rand); err != nil {
		return "", err
	}
	next, err := h.seal(id, text)
	if err != nil {
		return "", err
	}
	return text, h.change(ctx, id, func(k *kept) error {
		former := k.Secrets[:min(len(k.Secrets), 1)]
		k.Secrets = []secret{next}
		for _, s := range former {
			s.Ends = time.Now().Add(bothFor).UTC()
			k.Secrets = append(k.Secrets, s)
		}
		return nil
	})
}

func (h *Hooks) change(ctx context.Context, id string, change func(*kept) error) error {
	_, err := h.endpoints.Change(ctx, id, func(k *kept) error {
		if k.ID == "" {
			return fmt.Errorf("webhook %s: %w", id, hq.ErrNotFound)
		}
		return change(k)
	})
	h.asked.Store(0)
	return err
}

// Remove forgets an endpoint, and what it was not told yet.
func (h *Hooks) Remove(ctx context.Context, id string) error {
	if _, err := h.Endpoint(ctx, id); err != nil {
		return err
	}
	h.asked.Store(0)
	return h.endpoints.Drop(ctx, id)
}
