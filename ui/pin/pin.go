// Package pin lets the shop's people in at the kiosk by a number.
//
// A PIN is short, so that everything rests on how seldom it may be guessed. Five
// wrong ones in a row lock the door for half a minute, and each one after that for
// twice as long, up to an hour. That a try has begun is on disk before it is
// judged: pulling the plug wins no more guesses.
//
//	settings of HQ ───▶ Use ───────┐
//	kioskd staff pin ──▶ Set ──▶ vault: argon2id hash
//	keypad ──▶ Try ──▶ vault: tries + 1 ──▶ right? ──▶ vault: tries = 0
package pin

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// Bounds on a PIN, in digits.
const (
	Least = 6
	Most  = 12
)

// How guessing is slowed down.
const (
	free      = 5 // tries in a row that cost nothing
	firstLock = 30 * time.Second
	lastLock  = time.Hour
)

// Causes of refusals.
var (
	ErrNone  = errors.New("no PIN has been set on this kiosk")
	ErrWrong = errors.New("this is not the PIN")
	ErrGiven = errors.New("the settings from HQ say what the PIN is; change staff.pin there")
	ErrWeak  = fmt.Errorf("a PIN has %d to %d digits, not all alike and not in a row", Least, Most)
)

// Locked says how long the door stays locked.
type Locked struct{ Wait time.Duration }

func (l *Locked) Error() string {
	return fmt.Sprintf("too many wrong PINs: wait %v", l.Wait.Round(time.Second))
}

// Vault seals values and keeps them.
type Vault interface {
	Get(name string) ([]byte, error) // wraps [fs.ErrNotExist] for what is not there
	Put(name string, value []byte) error
}

// kept is what the vault holds.
type kept struct {
	Salt  []byte    `json:"salt"`
	Hash  []byte    `json:"hash"`
	Tries int       `json:"tries"` // in a row that were not right
	Until time.Time `json:"until"` // locked
}

// Names in the vault: of the kiosk's own PIN, and of what was tried where the
// settings say what the PIN is.
const (
	ownPIN   = "staff-pin"
	givenPIN = "staff-pin-given"
)

// Door judges PINs. Its methods may be called from many goroutines; tries wait for
// one another.
type Door struct {
	vault Vault
	rand  io.Reader
	turn  chan struct{}
	given Hash // whoever has the turn may read and change it
}

// New returns the door of a vault. Salts come from r, crypto/rand if nil.
func New(v Vault, r io.Reader) *Door {
	if r == nil {
		r = rand.Reader
	}
	return &Door{vault: v, rand: r, turn: make(chan struct{}, 1)}
}

// Set makes this the PIN, and unlocks the door.
func (d *Door) Set(ctx context.Context, pin string) error {
	if err := check(pin); err != nil {
		return err
	}
	return d.alone(ctx, func() error {
		if d.given != "" {
			return ErrGiven
		}
		salt, sum, err := salted(pin, d.rand)
		if err != nil {
			return err
		}
		return d.put(ownPIN, kept{Salt: salt, Hash: sum})
	})
}

// Try returns nil for the right PIN, and otherwise [ErrWrong], [ErrNone] or a
// [*Locked], without which no PIN is looked at.
func (d *Door) Try(ctx context.Context, pin string) error {
	return d.alone(ctx, func() error {
		name, k, err := d.inForce()
		if err != nil {
			return err
		}
		now := time.Now()
		if wait := min(k.Until.Sub(now), lastLock); wait > 0 {
			return &Locked{Wait: wait}
		}
		k.Tries++
		k.Until = now.Add(lockAfter(k.Tries))
		if err := d.put(name, k); err != nil {
			return err
		}
		if len(pin) > Most || subtle.ConstantTimeCompare(hash(pin, k.Salt), k.Hash) != 1 {
			return ErrWrong
		}
		k.Tries, k.Until = 0, time.Time{}
		return d.put(name, k)
	})
}

// lockAfter returns how long so many wrong tries in a row lock the door.
func lockAfter(tries int) time.Duration {
	if tries < free {
		return 0
	}
	return min(firstLock<<min(tries-free, 10), lastLock)
}

// alone does what only one may do at a time.
func (d *Door) alone(ctx context.Context, do func() error) error {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.turn }()
	return do()
}

// inForce returns what a PIN is judged by, and under which name it is kept.
func (d *Door) inForce() (name string, k kept, err error) {
	if d.given == "" {
		k, err = d.get(ownPIN)
		return ownPIN, k, err
	}
	salt, sum, err := d.given.read()
	if err != nil {
		return givenPIN, k, err
	}
	k, err = d.get(givenPIN)
	if errors.Is(err, ErrNone) || err == nil && !bytes.Equal(k.Hash, sum) {
		return givenPIN, kept{Salt: salt, Hash: sum}, nil // nobody has tried this one
	}
	return givenPIN, k, err
}

func (d *Door) get(name string) (k kept, err error) {
	text, err := d.vault.Get(name)
	if errors.Is(err, fs.ErrNotExist) {
		return k, ErrNone
	}
	if err == nil {
		err = json.Unmarshal(text, &k)
	}
	if err != nil {
		return k, fmt.Errorf("the staff's PIN: %w", err)
	}
	return k, nil
}

func (d *Door) put(name string, k kept) error {
	text, err := json.Marshal(k)
	if err == nil {
		err = d.vault.Put(name, text)
	}
	if err != nil {
		return fmt.Errorf("the staff's PIN: %w", err)
	}
	return nil
}

// hash takes 19 MiB and some tens of milliseconds: the least that OWASP's password
// storage cheat sheet asks of argon2id.
func hash(pin string, salt []byte) []byte { return argon2.IDKey([]byte(pin), salt, 2, 19*1024, 1, 32) }

// check refuses what is guessed first.
func check(pin string) error {
	if len(pin) < Least || len(pin) > Most || strings.Trim(pin, "0123456789") != "" {
		return ErrWeak
	}
	alike, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		step := int(pin[i]) - int(pin[i-1])
		alike, up, down = alike && step == 0, up && step == 1, down && step == -1
	}
	if alike || up || down {
		return ErrWeak
	}
	return nil
}
