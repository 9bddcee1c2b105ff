package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// keyring holds the key that signs this kiosk in, and changes it for another:
//
//	draw the next key ──▶ HQ keeps it, too ──▶ sign in with it ──▶ the old one is gone
//	    on disk               on disk              on disk
//
// A power cut anywhere leaves a key that HQ takes: the old one stays until HQ has
// welcomed the next one, and a question that was asked before may be asked again.
// An HQ that has forgotten the next key, restored from yesterday, is found by the
// old one, and told again.
type keyring struct {
	keyringNeeds

	now  atomic.Pointer[Identity]
	turn atomic.Uint64          // of the two keys, while HQ may know either
	used atomic.Pointer[string] // name of the key that signed last

	welcomed chan string      // name of the key that HQ let in
	wishes   chan chan<- wish // for another key
}

// wish is what became of a wish for another key.
type wish struct {
	key string
	err error
}

// keyringNeeds are what a keyring works with.
type keyringNeeds struct {
	keep  func(Identity) error // makes it durable
	ask   func(ctx context.Context, name string, body any) (json.RawMessage, error)
	again func() // has the kiosk sign in anew
	rand  io.Reader
	log   *slog.Logger
}

func newKeyring(id Identity, needs keyringNeeds) *keyring {
	k := &keyring{keyringNeeds: needs, welcomed: make(chan string, 1), wishes: make(chan chan<- wish)}
	k.now.Store(&id)
	return k
}

// sign signs this kiosk in at HQ. While HQ may know either key, they take turns.
func (k *keyring) sign(thing []byte) (key, signature string, err error) {
	id := k.now.Load()
	with := id.key()
	if id.Confirmed && k.turn.Add(1)%2 == 1 {
		with = id.next()
	}
	key = keyName(with)
	k.used.Store(&key)
	return key, wire.Sign(with, wire.PurposeHello, thing), nil
}

// welcome notes that HQ has let the last key in. It does not wait.
func (k *keyring) welcome() {
	used := k.used.Load()
	if used == nil {
		return
	}
	for {
		select {
		case k.welcomed <- *used:
			return
		default:
		}
		select {
		case <-k.welcomed: // an older one is not wanted any more
		default:
		}
	}
}

// rotate has the key changed for another, and returns the new one's name once HQ
// takes it.
func (k *keyring) rotate(ctx context.Context) (string, error) {
	done := make(chan wish, 1)
	select {
	case k.wishes <- done:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	select {
	case w := <-done:
		return w.key, w.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// askAgain is how long to wait before HQ is asked again to keep a key.
const askAgain = 5 * time.Second

// Run owns the keys until ctx ends.
func (k *keyring) Run(ctx context.Context) error {
	again := time.NewTimer(0)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case name := <-k.welcomed:
			if err := k.settle(name); err != nil {
				k.log.Error("which key HQ takes was not noted", "err", err)
			}
		case done := <-k.wishes:
			key, err := k.change(ctx)
			done <- wish{key, err}
		case <-again.C:
			if id := k.now.Load(); id.pending() && !id.Confirmed {
				if err := k.register(ctx); err != nil {
					k.log.Warn("this kiosk's next key is not known to HQ yet", "err", err)
				}
			}
		}
		again.Reset(askAgain)
	}
}

// change draws the next key, unless there is one, and has HQ keep it.
func (k *keyring) change(ctx context.Context) (string, error) {
	id := *k.now.Load()
	if !id.pending() {
		next, err := newIdentity(id.HQ, k.rand)
		if err != nil {
			return "", err
		}
		id.Next = next.Seed
		if err := k.store(id); err != nil {
			return "", err
		}
	}
	if err := k.register(ctx); err != nil {
		return "", err
	}
	return keyName(id.next()), nil
}

// register tells HQ of the next key. A no from HQ gives it up; when HQ cannot be
// asked, it is asked again later.
func (k *keyring) register(ctx context.Context) error {
	id := *k.now.Load()
	want := keyName(id.next())
	body, err := k.ask(ctx, wire.AskRotateKey, wire.NewRotation(id.Kiosk, id.key(), id.next()))
	if _, refused := errors.AsType[*uplink.Refusal](err); refused {
		id.Next = nil
		return errors.Join(fmt.Errorf("the key stays as it is: %w", err), k.store(id))
	}
	if err != nil {
		return fmt.Errorf("%w; it is tried again by itself", err)
	}
	var answer wire.Rotated
	if err := json.Unmarshal(body, &answer); err != nil || answer.Key != want {
		return errors.New("HQ did not say that it keeps the new key; it is asked again by itself")
	}
	id.Confirmed = true
	if err := k.store(id); err != nil {
		return err
	}
	k.turn.Store(0)
	k.again()
	return nil
}

// settle learns from the key that HQ let in: the next one is now the only one, or
// HQ does not know it.
func (k *keyring) settle(name string) error {
	id := *k.now.Load()
	switch {
	case !id.pending() || !id.Confirmed:
		return nil
	case name == keyName(id.next()):
		id.Seed, id.Next, id.Confirmed = id.Next, nil, false
		k.log.Info("this kiosk signs in with its new key", "key", name)
	case name == keyName(id.key()):
		id.Confirmed = false
		k.log.Warn("HQ takes the old key of this kiosk, and is told of the new one again", "key", name)
	}
	return k.store(id)
}

// store makes a change durable, and only then lets it count.
func (k *keyring) store(id Identity) error {
	if err := k.keep(id); err != nil {
		return fmt.Errorf("keep this kiosk's keys: %w", err)
	}
	k.now.Store(&id)
	return nil
}
