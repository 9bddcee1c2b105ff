package kioskapp

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// lockHQ is an HQ as far as keys go.
type lockHQ struct {
	counts   map[string]ed25519.PublicKey
	replaces map[string]string
	away     bool
	refuses  bool
	deaf     bool // it does as asked, and its answer is lost
}

// hello lets a kiosk in, or not.
func (h *lockHQ) hello(thing []byte, key, signature string) bool {
	public, ok := h.counts[key]
	if !ok || wire.Verify(public, wire.PurposeHello, thing, signature) != nil {
		return false
	}
	delete(h.counts, h.replaces[key])
	return true
}

func (h *lockHQ) ask(_ context.Context, name string, body any) (json.RawMessage, error) {
	switch {
	case h.away:
		return nil, uplink.ErrAway
	case h.refuses:
		return nil, &uplink.Refusal{Code: "unknown", Reason: "no such question"}
	}
	r := body.(wire.Rotation)
	next, err := r.Check("kiosk-1", h.counts[r.Old])
	if name != wire.AskRotateKey || err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	h.counts[wire.KeyName(next)], h.replaces[wire.KeyName(next)] = next, r.Old
	if h.deaf {
		return nil, uplink.ErrAway
	}
	return json.Marshal(wire.Rotated{Key: wire.KeyName(next)})
}

// hall is a kiosk with a disk, and its HQ.
type lockHall struct {
	t      *testing.T
	hq     *lockHQ
	disk   []byte
	writes int
	breaks int // the write that is the last one before a power cut, 0 for none
	after  bool
	random *rand.ChaCha8
}

var errCut = errors.New("power cut")

func newLockHall(t *testing.T) *lockHall {
	l := &lockHall{t: t, random: rand.NewChaCha8([32]byte{1})}
	id, err := newIdentity("ws://hq/sync", l.random)
	if err != nil {
		t.Fatal(err)
	}
	id.Kiosk = "kiosk-1"
	l.hq = &lockHQ{counts: map[string]ed25519.PublicKey{id.KeyName(): id.key().Public().(ed25519.PublicKey)}, replaces: map[string]string{}}
	if err := l.keep(id); err != nil {
		t.Fatal(err)
	}
	l.writes = 0
	return l
}

func (l *lockHall) keep(id Identity) error {
	l.writes++
	text, err := json.Marshal(id)
	if err != nil {
		return err
	}
	if l.writes == l.breaks && !l.after {
		return errCut
	}
	l.disk = text
	if l.writes == l.breaks {
		return errCut
	}
	return nil
}

// start is a kiosk that reads its disk.
func (l *lockHall) start() *keyring {
	l.t.Helper()
	var id Identity
	if err := json.Unmarshal(l.disk, &id); err != nil {
		l.t.Fatal(err)
	}
	return newKeyring(id, keyringNeeds{keep: l.keep, ask: l.hq.ask, again: func() {}, rand: l.random, log: slog.New(slog.DiscardHandler)})
}

// enter signs in, and fails when HQ does not let the kiosk in at the second try.
func (l *lockHall) enter(k *keyring) string {
	l.t.Helper()
	for range 2 {
		key, signature, err := k.sign([]byte("hello"))
		if err != nil {
			l.t.Fatal(err)
		}
		if l.hq.hello([]byte("hello"), key, signature) {
			return key
		}
	}
	l.t.Fatalf("locked out: the kiosk has %+v, HQ knows %v", k.now.Load().state(), l.hq.counts)
	return ""
}

// finish does what a kiosk does by itself after it has signed in.
func (l *lockHall) finish(k *keyring) {
	l.t.Helper()
	for range 4 {
		if err := k.settle(l.enter(k)); err != nil {
			l.t.Fatal(err)
		}
		if id := k.now.Load(); id.pending() && !id.Confirmed {
			if err := k.register(l.t.Context()); err != nil {
				l.t.Fatal(err)
			}
		}
	}
}

// TestRotationSurvivesPowerCuts: the power is cut at every write, before and after
// it, and HQ's answer is lost or not. HQ always lets the kiosk in, and in the end
// one key counts.
func TestRotationSurvivesPowerCuts(t *testing.T) {
	t.Parallel()
	for cut := range 4 {
		for _, after := range []bool{false, true} {
			for _, deaf := range []bool{false, true} {
				t.Run(fmt.Sprintf("write %d, after %v, deaf %v", cut, after, deaf), func(t *testing.T) {
					l := newLockHall(t)
					first := l.enter(l.start())
					l.breaks, l.after, l.hq.deaf = cut, after, deaf
					k := l.start()
					l.enter(k)
					_, err := k.change(t.Context())
					if err == nil {
						_ = k.settle(l.enter(k)) // the power may be cut here, too
					}
					l.breaks, l.hq.deaf = 0, false
					k = l.start()
					l.finish(k)
					id := k.now.Load()
					if begun := id.KeyName() != first; id.pending() || len(l.hq.counts) != 1 || !begun && (cut != 1 || after) {
						t.Errorf("the kiosk has %+v, HQ counts %d keys", id.state(), len(l.hq.counts))
					}
				})
			}
		}
	}
}

// TestRotationAtAnHQOfYesterday: HQ was restored from a copy that does not know the
// new key. The kiosk comes in by the old one, and has the new one kept again.
func TestRotationAtAnHQOfYesterday(t *testing.T) {
	t.Parallel()
	l := newLockHall(t)
	k := l.start()
	old := l.enter(k)
	next, err := k.change(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	delete(l.hq.counts, next)
	if got := l.enter(k); got != old {
		t.Fatalf("in by %s", got)
	}
	l.finish(k)
	if s := k.now.Load().state(); s.Key != next || len(l.hq.counts) != 1 {
		t.Errorf("%+v, HQ counts %d keys", s, len(l.hq.counts))
	}
}

// TestRotationRefused: after HQ's no the key stays, and nothing is left of the wish.
func TestRotationRefused(t *testing.T) {
	t.Parallel()
	l := newLockHall(t)
	l.hq.refuses = true
	k := l.start()
	old := l.enter(k)
	if _, err := k.change(t.Context()); err == nil {
		t.Error("HQ's no was not told")
	}
	if s := l.start().now.Load().state(); s.Key != old || s.Next != "" {
		t.Errorf("%+v", s)
	}
}

// TestRotationGoesOnByItself: HQ is away when the wish comes, and the rest happens
// when it is back, also after a restart.
func TestRotationGoesOnByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLockHall(t)
		old := l.enter(l.start())
		l.hq.away = true
		k := l.start()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- k.Run(ctx) }()
		if _, err := k.rotate(ctx); !errors.Is(err, uplink.ErrAway) {
			t.Errorf("with HQ away: %v", err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		l.hq.away = false
		k = l.start()
		ctx, stop = context.WithCancel(t.Context())
		go func() { ended <- k.Run(ctx) }()
		synctest.Wait()
		if name := l.enter(k); name == old {
			t.Error("the old key signs first")
		}
		k.welcome()
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if s := k.now.Load().state(); s.Next != "" || s.Key == old || bytes.Contains(l.disk, []byte(`"next"`)) {
			t.Errorf("%+v, on disk %d bytes", s, len(l.disk))
		}
	})
}
