package kioskapp

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"
)

// KeyState is who this kiosk is at HQ, and how far a change of its key has come.
type KeyState struct {
	Kiosk string `json:"kiosk"`
	HQ    string `json:"hq"`
	Key   string `json:"key"` // name of the key that signs this kiosk in

	// Next is the key that will, and Confirmed that HQ has kept it.
	Next      string `json:"next,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"`
}

func (id Identity) state() KeyState {
	s := KeyState{Kiosk: id.Kiosk, HQ: id.HQ, Key: id.KeyName(), Confirmed: id.Confirmed}
	if id.pending() {
		s.Next = keyName(id.next())
	}
	return s
}

// Keys returns how this kiosk signs in, or [ErrNotEnrolled].
func (b *Books) Keys(context.Context) (KeyState, error) {
	id, err := b.Identity()
	if err != nil {
		return KeyState{}, err
	}
	return id.state(), nil
}

// openKeyring gives the uplink the keys of a kiosk that has enrolled.
func (a *App) openKeyring(id Identity) {
	a.keys = newKeyring(id, keyringNeeds{
		keep: a.keepIdentity, rand: rand.Reader, log: a.o.Log,
		ask: func(ctx context.Context, name string, body any) (json.RawMessage, error) {
			return a.uplink.Ask(ctx, name, body)
		},
		again: func() { a.uplink.Again() },
	})
}

// rotateWithin bounds a change of the key.
const rotateWithin = 20 * time.Second

// RotateIdentity implements [Engineer].
func (a *App) RotateIdentity(ctx context.Context) (KeyState, error) {
	if a.keys == nil {
		return KeyState{}, fmt.Errorf("%w with a key of its own; enrol it: kioskd enroll --code CODE", ErrNotEnrolled)
	}
	ctx, cancel := context.WithTimeout(ctx, rotateWithin)
	defer cancel()
	if _, err := a.keys.rotate(ctx); err != nil {
		return KeyState{}, err
	}
	return a.keys.now.Load().state(), nil
}

// rotateKey does HQ's command.
func (a *App) rotateKey(ctx context.Context, _ json.RawMessage) (any, error) {
	return a.RotateIdentity(ctx)
}
