package hq

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"kioskd/sync/wire"
)

// Directory is the part of a [Store] that knows who the kiosks are, and what HQ
// wants of them.
type Directory interface {
	// AddCode keeps a one-time code.
	AddCode(ctx context.Context, c Code) error

	// Enrol takes a code by its hash, once and not after it has expired, and keeps
	// the key for the code's kiosk: both or neither. Any code that cannot be taken
	// is [ErrCode].
	Enrol(ctx context.Context, hash string, k Key) (kiosk string, err error)

	// AddKey keeps another key of a kiosk that is known already.
	AddKey(ctx context.Context, k Key) error

	// Keys returns the keys of a kiosk, revoked ones too, the oldest first.
	Keys(ctx context.Context, kiosk string) ([]Key, error)

	// Revoke makes a key count no more, or is [ErrNotFound].
	Revoke(ctx context.Context, kiosk, name, reason string, at time.Time) error

	// PutSettings keeps a signed document. A version that is kept already is
	// [ErrExists].
	PutSettings(ctx context.Context, s Settings) error

	// NewestSettings returns the newest document that is for a kiosk, or
	// [ErrNotFound].
	NewestSettings(ctx context.Context, kiosk string) (Settings, error)

	// NoteSettings keeps what became of a document at a kiosk: the last word.
	NoteSettings(ctx context.Context, kiosk string, r wire.SettingsResult, at time.Time) error

	// SettingsAt returns what became of documents at a kiosk, the newest first.
	SettingsAt(ctx context.Context, kiosk string) ([]SettingsNote, error)

	// PutCommand keeps a command for a kiosk. An id that is kept already is
	// [ErrExists].
	PutCommand(ctx context.Context, kiosk string, c wire.Command, at time.Time) error

	// GiveCommand notes, durably, that a command is about to be said to a kiosk in a
	// life of it, see [wire.Hello.Life]. It returns the life in which it was first
	// given: this one, unless it was given before. A command that is not kept is
	// [ErrNotFound].
	GiveCommand(ctx context.Context, kiosk, id, life string) (first string, err error)

	// NoteCommand keeps what became of a command: the last word.
	NoteCommand(ctx context.Context, kiosk string, r wire.CommandResult, at time.Time) error

	// Commands returns the newest commands for a kiosk, the newest first, at most
	// so many.
	Commands(ctx context.Context, kiosk string, limit int) ([]CommandNote, error)
}

// Causes that directories share, for errors.Is.
var (
	ErrCode   = errors.New("this code is wrong, used or expired")
	ErrExists = errors.New("exists already")
)

// Code lets one kiosk enrol, once.
type Code struct {
	Hash    string    `json:"hash"` // of the code itself, which nobody keeps
	Kiosk   string    `json:"kiosk"`
	Expires time.Time `json:"expires"`
}

// Key is the public half of a kiosk's own key.
type Key struct {
	Kiosk  string    `json:"kiosk"`
	Name   string    `json:"key"` // see [wire.KeyName]
	Public []byte    `json:"public"`
	Added  time.Time `json:"added"`

	// Replaces names the key that this one takes the place of, once it has signed a
	// hello; empty for a key that was enrolled by a code.
	Replaces string `json:"replaces,omitempty"`

	Revoked time.Time `json:"revoked,omitzero"`
	Reason  string    `json:"reason,omitempty"` // of the revocation
}

// Settings is a settings document as it was signed.
type Settings struct {
	wire.Settings
	For   []string  `json:"for"` // ids of kiosks, "*" for all
	Added time.Time `json:"added"`
}

// SettingsNote is what became of a document at a kiosk.
type SettingsNote struct {
	wire.SettingsResult
	At time.Time `json:"at"`
}

// CommandNote is a command and what became of it.
type CommandNote struct {
	wire.Command
	Added  time.Time       `json:"added"`
	Given  string          `json:"given,omitempty"` // the life of the kiosk in which it was first said; empty before that
	State  string          `json:"state,omitempty"` // empty until the kiosk has said something
	Output json.RawMessage `json:"output,omitempty"`
	Reason string          `json:"reason,omitempty"`
	At     time.Time       `json:"at,omitzero"` // of the last word
}

// Open reports whether the kiosk may still have to be told of the command.
func (c CommandNote) Open(now time.Time) bool { return c.State == "" && now.Before(c.Expires) }

// Gone reports whether a kiosk that is in a life now may have forgotten what it did
// of the command: it was given in another, without an answer that says how it ended,
// and is not one to be given again.
func (c CommandNote) Gone(life string) bool {
	unanswered := c.State == "" && !c.Repeatable() || c.State == wire.CommandRunning
	return unanswered && c.Given != "" && c.Given != life
}

// IsFor reports whether a document is for a kiosk.
func (s Settings) IsFor(kiosk string) bool {
	for _, id := range s.For {
		if id == "*" || id == kiosk {
			return true
		}
	}
	return false
}
