package settings

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Document is what HQ may set. A section that is missing leaves to the kiosk's
// own file what it would have set. Sections replace each other whole: nobody has
// to guess what an old one and a new one add up to.
type Document struct {
	Version uint64   `json:"version"` // grows with each document for a kiosk
	For     []string `json:"for"`     // ids of the kiosks that may take it; "*" for all

	Store     *pay.Store       `json:"store,omitempty"`
	Catalogue *agent.Catalogue `json:"catalogue,omitempty"`
	Methods   []string         `json:"methods,omitempty"` // ways to pay, as in card
	Pad       *Pad             `json:"pad,omitempty"`
	Screen    *Screen          `json:"screen,omitempty"`
	Access    []string         `json:"access,omitempty"` // exact hosts that web apps may reach
	Limits    *Limits          `json:"limits,omitempty"`
	Hours     []Hours          `json:"hours,omitempty"`
	Log       *Log             `json:"log,omitempty"`
	Staff     *Staff           `json:"staff,omitempty"`
	Storage   *Storage         `json:"storage,omitempty"`

	ThirdParty *ThirdParty `json:"thirdparty,omitempty"`

	// Operators are the public keys that may sign commands that move money:
	// Ed25519, in base64 with the URL's alphabet and without padding.
	Operators []string `json:"operators,omitempty"`
}

// OperatorKeys returns the operators' keys by their names.
func (d Document) OperatorKeys() map[string]ed25519.PublicKey {
	keys := map[string]ed25519.PublicKey{}
	for _, text := range d.Operators {
		if key, err := wire.DecodeKey(text); err == nil { // Parse has refused others
			keys[wire.KeyName(key)] = key
		}
	}
	return keys
}

func checkOperators(keys []string) error {
	for i, text := range keys {
		if _, err := wire.DecodeKey(text); err != nil {
			return Blame(fmt.Sprintf("operators[%d]", i), err)
		}
	}
	return nil
}

// Pad is the card pad.
type Pad struct {
	Driver     string            `json:"driver"`
	Port       string            `json:"port"`
	TerminalID string            `json:"terminal_id,omitempty"`
	Settings   map[string]string `json:"settings,omitempty"`
}

// Limits cap what commands may do with money, in minor units. A zero allows
// nothing, except that without an AppOrder the kiosk's own file decides.
type Limits struct {
	VoidEach   pay.Amount `json:"void_each"`    // by one void-payment command
	VoidPerDay pay.Amount `json:"void_per_day"` // by all of a day
	Request    pay.Amount `json:"request"`      // by one request-payment command

	// AppOrder bounds one order whose amounts a web app sets.
	AppOrder pay.Amount `json:"app_order,omitempty"`
}

// Hours are the opening hours of one weekday. A weekday without any is closed;
// no hours at all are open always.
type Hours struct {
	Day   string `json:"day"`   // mon, tue, wed, thu, fri, sat, sun
	Open  string `json:"open"`  // 09:00, local time
	Close string `json:"close"` // 22:00; before Open it means the next day
}

// Staff are the shop's people at the kiosk.
type Staff struct {
	// PIN is the hash of the number that opens the staff page, as kioskd staff pin
	// --print makes it. It replaces the kiosk's own.
	PIN string `json:"pin"`
}

// Storage is about the texts that web apps keep.
type Storage struct {
	// AtHQ has HQ keep them too, where its people can read them.
	AtHQ bool `json:"at_hq"`
}

// Log says how much is told.
type Log struct {
	Level string `json:"level"`
}

// Error is the refusal of a document. It names the setting that is to blame.
type Error struct {
	Field string // as in catalogue.items[3].price, or a section's name
	Err   error
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Err.Error()
	}
	return e.Field + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Blame names the setting that an error is about.
func Blame(field string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Field: field, Err: err}
}

// Parse reads a document. An unknown setting is refused: a misspelt one that
// counts for nothing would be found out by customers.
func Parse(text []byte) (Document, error) {
	var d Document
	r := json.NewDecoder(bytes.NewReader(text))
	r.DisallowUnknownFields()
	if err := r.Decode(&d); err != nil {
		return Document{}, blameDecoder(err)
	}
	if r.More() {
		return Document{}, &Error{Err: errors.New("there is more after the document")}
	}
	return d, d.check()
}

func blameDecoder(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return Blame(kind.Field, fmt.Errorf("a %s is no %s", kind.Value, kind.Type))
	}
	return &Error{Err: fmt.Errorf("not a settings document: %w", err)}
}

// check looks at what can be judged without the kiosk. The rest is for the
// parts.
func (d Document) check() error {
	if d.Version == 0 {
		return Blame("version", errors.New("is missing"))
	}
	if len(d.For) == 0 {
		return Blame("for", errors.New("names no kiosk"))
	}
	for i, id := range d.For {
		if err := wire.CheckName(id); err != nil && id != "*" {
			return Blame(fmt.Sprintf("for[%d]", i), err)
		}
	}
	if d.Catalogue != nil {
		if err := d.Catalogue.Check(); err != nil {
			return Blame("catalogue", err)
		}
	}
	return errors.Join(d.Limits.check(), d.Screen.Check(), checkHours(d.Hours), CheckAccess(d.Access), checkOperators(d.Operators))
}

// IsFor reports whether a kiosk may take the document.
func (d Document) IsFor(kiosk string) bool {
	return slices.Contains(d.For, "*") || slices.Contains(d.For, kiosk)
}

func (l *Limits) check() error {
	if l == nil {
		return nil
	}
	return errors.Join(Blame("limits.void_each", l.VoidEach.Check()),
		Blame("limits.void_per_day", l.VoidPerDay.Check()), Blame("limits.request", l.Request.Check()),
		Blame("limits.app_order", l.AppOrder.Check()))
}
