package load

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/sync/hq"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// kiosk is a journal, and its way to HQ.
type kiosk struct {
	id      string
	journal *journal
	line    *line
	up      *uplink.Uplink
	private ed25519.PrivateKey // nil for one with a token

	mu       sync.Mutex // guards what follows
	payments int
	sum      int64     // minor units
	met      time.Time // when the newest connection began that anybody has seen
}

// metSince reports whether a connection was seen that began after a time.
func (k *kiosk) metSince(since time.Time) bool {
	s := k.up.State()
	k.mu.Lock()
	defer k.mu.Unlock()
	if s.Connected {
		k.met = s.Since
	}
	return k.met.After(since)
}

func newKiosk(f *fleet, n int) (*kiosk, error) {
	k := &kiosk{id: Kiosk(n + 1), line: &line{watch: f.watch}}
	epoch := make([]byte, 8)
	if _, err := io.ReadFull(f.Rand, epoch); err != nil {
		return nil, fmt.Errorf("draw an epoch: %w", err)
	}
	k.journal = newJournal(hex.EncodeToString(epoch), f.watch.acked)
	for i := range f.Backlog / 4 {
		if err := k.sale(fmt.Sprintf("%s-%d", k.journal.epoch, i)); err != nil {
			return nil, err
		}
	}
	o := uplink.Options{
		URL: f.HQ[n%len(f.HQ)], Spare: others(f.HQ, n%len(f.HQ)), Kiosk: k.id, Agent: "kioskhq load", Source: k.journal,
		Status: k.status, Log: f.Log, TLS: f.TLS, Dial: k.line.dial,
	}
	var err error
	if o.Token, o.Sign, err = k.proof(f); err != nil {
		return nil, err
	}
	k.up, err = uplink.New(o)
	return k, err
}

// others returns the addresses after one of them, and then those before it.
func others(all []string, one int) (rest []string) {
	for i := 1; i < len(all); i++ {
		rest = append(rest, all[(one+i)%len(all)])
	}
	return rest
}

// proof returns how a kiosk proves who it is: by its token, or by a key of its own
// where we can enrol it.
func (k *kiosk) proof(f *fleet) (token string, sign func([]byte) (string, string, error), err error) {
	if f.Store == nil {
		token, known := f.Token(k.id)
		if !known {
			return "", nil, fmt.Errorf("there is no token for %s", k.id)
		}
		return token, nil, nil
	}
	_, k.private, err = ed25519.GenerateKey(f.Rand)
	return "", k.sign, err
}

func (k *kiosk) sign(thing []byte) (key, signature string, err error) {
	return wire.KeyName(k.public()), wire.Sign(k.private, wire.PurposeHello, thing), nil
}

func (k *kiosk) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// enrol puts the kiosks' keys into the store, where it is at hand.
func (f *fleet) enrol(ctx context.Context) error {
	if f.Store == nil {
		return nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(enrolTogether)
	for _, k := range f.kiosks {
		g.Go(func() error {
			err := f.Store.AddKey(ctx, hq.Key{Kiosk: k.id, Name: wire.KeyName(k.public()), Public: k.public(), Added: time.Now().UTC()})
			if err != nil {
				return fmt.Errorf("enrol %s: %w", k.id, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// enrolTogether is how many kiosks are enrolled at once: each waits for the disk.
const enrolTogether = 32

func (k *kiosk) status() wire.Status {
	waiting := k.journal.waiting()
	return wire.Status{At: time.Now().UTC(), State: "idle", Pad: wire.Pad{Up: true, Model: "none"}, Test: true, Waiting: wire.Waiting{Count: waiting}}
}
