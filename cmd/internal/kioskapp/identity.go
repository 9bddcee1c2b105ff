package kioskapp

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"kioskd/sync/wire"
)

// Identity is who this kiosk is at its HQ, since it enrolled.
type Identity struct {
	Kiosk       string `json:"kiosk"`
	HQ          string `json:"hq"`                     // where it enrolled
	Seed        []byte `json:"seed"`                   // of the kiosk's own Ed25519 key; it never leaves
	Next        []byte `json:"next,omitempty"`         // seed of the key that is to follow; see keyring
	Confirmed   bool   `json:"confirmed,omitempty"`    // HQ has kept the next key
	SettingsKey []byte `json:"settings_key,omitempty"` // public; signs settings
}

// vaultIdentity is the name of the identity in the vault.
const vaultIdentity = "identity"

// ErrNotEnrolled is the cause when this kiosk has no identity.
var ErrNotEnrolled = errors.New("this kiosk has not enrolled")

// Identity returns who this kiosk is, or [ErrNotEnrolled].
func (b *Books) Identity() (Identity, error) {
	var id Identity
	text, err := b.vault.Get(vaultIdentity)
	if errors.Is(err, fs.ErrNotExist) {
		return id, ErrNotEnrolled
	}
	if err == nil {
		err = json.Unmarshal(text, &id)
	}
	if err == nil && len(id.Seed) != ed25519.SeedSize {
		err = errors.New("its key is damaged: enrol it again")
	}
	if err == nil && len(id.Next) != 0 && len(id.Next) != ed25519.SeedSize {
		err = errors.New("its next key is damaged: enrol it again")
	}
	if err != nil {
		return Identity{}, fmt.Errorf("read this kiosk's identity: %w", err)
	}
	return id, nil
}

// keepIdentity makes an identity durable.
func (b *Books) keepIdentity(id Identity) error {
	text, err := json.Marshal(id)
	if err != nil {
		return fmt.Errorf("keep this kiosk's identity: %w", err)
	}
	return b.vault.Put(vaultIdentity, text)
}

// newIdentity draws a key.
func newIdentity(hq string, r io.Reader) (Identity, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(r, seed); err != nil {
		return Identity{}, fmt.Errorf("make a key for this kiosk: %w", err)
	}
	return Identity{HQ: hq, Seed: seed}, nil
}

func (id Identity) key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(id.Seed) }

// pending reports whether a next key has been drawn.
func (id Identity) pending() bool { return len(id.Next) > 0 }

func (id Identity) next() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(id.Next) }

func keyName(key ed25519.PrivateKey) string { return wire.KeyName(key.Public().(ed25519.PublicKey)) }

// KeyName returns the name of the kiosk's key.
func (id Identity) KeyName() string { return keyName(id.key()) }

// String hides the key from logs.
func (id Identity) String() string { return "identity of " + id.Kiosk }

// GoString hides the key from logs.
func (id Identity) GoString() string { return id.String() }

// signIn returns how this kiosk signs in at HQ: by its own key once it has
// enrolled, and otherwise not, if it has a token.
func (a *App) signIn() (func([]byte) (string, string, error), error) {
	id, err := a.Identity()
	switch {
	case errors.Is(err, ErrNotEnrolled) && a.token != "":
		return nil, nil
	case errors.Is(err, ErrNotEnrolled):
		return nil, fmt.Errorf("%w at %s, and hq.token_file is not set: kioskd enroll --code CODE, with a code from HQ", err, a.o.Config.HQ.URL)
	case err != nil:
		return nil, err
	case id.Kiosk != a.o.Config.Kiosk.ID:
		return nil, fmt.Errorf("kiosk.id is %q, and this kiosk enrolled as %q: set that, or enrol it again with a code for %q", a.o.Config.Kiosk.ID, id.Kiosk, a.o.Config.Kiosk.ID)
	}
	a.openKeyring(id)
	return a.keys.sign, nil
}
