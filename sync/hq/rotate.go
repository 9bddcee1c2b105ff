package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kioskd/sync/wire"
)

// maxKeys bounds how many keys of one kiosk are kept, revoked ones too.
const maxKeys = 1000

// noRotation is HQ's no to a new key.
func noRotation(format string, args ...any) error {
	return &No{Code: "rotation", Reason: fmt.Sprintf(format, args...)}
}

// rotate keeps another key for the kiosk, beside the one that signed it in. The
// same question, asked again, has the same answer.
func (s *session) rotate(ctx context.Context, body json.RawMessage) (any, error) {
	r, err := wire.ParseRotation(body)
	if err != nil {
		return nil, noRotation("%v", err)
	}
	if s.key == "" || r.Old != s.key {
		return nil, noRotation("the key that signed this connection can be replaced, and no other")
	}
	keys, err := s.h.Store.Keys(ctx, s.kiosk)
	if err != nil {
		return nil, fmt.Errorf("look up keys: %w", err)
	}
	old := find(keys, s.key)
	if old == nil || !old.Revoked.IsZero() || len(keys) >= maxKeys {
		return nil, noRotation("this kiosk can have no other key now; enrol it again with a new code")
	}
	next, err := r.Check(s.kiosk, old.Public)
	if err != nil {
		return nil, noRotation("%v", err)
	}
	name := wire.KeyName(next)
	if err := s.addNext(ctx, keys, Key{Kiosk: s.kiosk, Name: name, Public: next, Added: time.Now().UTC(), Replaces: old.Name}); err != nil {
		return nil, err
	}
	return wire.Rotated{Key: name}, nil
}

// addNext keeps a key that takes the place of another one. Of several for the same
// place the last one counts: the others were drawn and never used.
func (s *session) addNext(ctx context.Context, keys []Key, next Key) error {
	if known := find(keys, next.Name); known != nil {
		if known.Replaces == next.Replaces && known.Revoked.IsZero() {
			return nil // asked before
		}
		return noRotation("this key was used before")
	}
	for _, k := range keys {
		if k.Replaces == next.Replaces && k.Revoked.IsZero() {
			if err := s.h.Store.Revoke(ctx, s.kiosk, k.Name, "another key was drawn before this one was used", time.Now().UTC()); err != nil {
				return fmt.Errorf("revoke a key that was not used: %w", err)
			}
		}
	}
	err := s.h.Store.AddKey(ctx, next)
	if errors.Is(err, ErrExists) {
		return noRotation("this key was used before")
	}
	if err == nil {
		s.log.Info("hq: a kiosk has drawn another key", "kiosk", s.kiosk, "old", next.Replaces, "new", next.Name)
		s.h.bell.ring()
	}
	return err
}

// retire revokes the key in whose place this one has come, now that it has signed
// a hello.
func (s *session) retire(ctx context.Context, keys []Key, k Key) error {
	old := find(keys, k.Replaces)
	if old == nil || !old.Revoked.IsZero() {
		return nil
	}
	if err := s.h.Store.Revoke(ctx, k.Kiosk, old.Name, "key "+k.Name+" has taken its place", time.Now().UTC()); err != nil {
		return s.broken("retire a key", err)
	}
	s.log.Info("hq: a kiosk signs with its new key", "kiosk", k.Kiosk, "old", old.Name, "new", k.Name)
	return nil
}

// find returns the key of a name, or nil.
func find(keys []Key, name string) *Key {
	if i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == name }); i >= 0 {
		return &keys[i]
	}
	return nil
}
