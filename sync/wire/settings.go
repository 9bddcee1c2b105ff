package wire

import "errors"

// Settings offers a settings document to a kiosk. The document is the message's
// one further line, byte for byte as it was signed.
type Settings struct {
	Version   uint64 `json:"version"` // grows with each document; an older one is refused
	Key       string `json:"key"`     // name of the key that signed it
	Signature string `json:"sig"`     // see [Signed]

	Document []byte `json:"-"` // JSON on one line
}

// SettingsResult says what became of an offer. One offer has several: first
// that it is applied or why not, a minute later that it is healthy or why it was
// rolled back.
type SettingsResult struct {
	Version uint64 `json:"version"`
	Hash    string `json:"hash"`  // of the offered document
	State   string `json:"state"` // one of the states below

	// Now is the version in force after this, 0 for the built-in defaults.
	Now uint64 `json:"now"`

	Reason string `json:"reason,omitempty"` // why not, for people
	Field  string `json:"field,omitempty"`  // the setting that is to blame, as in catalogue.items[3].price
}

// States of an offered settings document, in their order.
const (
	SettingsWaiting    = "waiting" // good, and applied when no payment is open
	SettingsApplied    = "applied" // in force, and watched
	SettingsHealthy    = "healthy" // kept
	SettingsRefused    = "refused"
	SettingsRolledBack = "rolled-back"
)

// SettingsHashes are the documents that a kiosk knows, each by the [Hash] of its
// bytes; empty for none.
type SettingsHashes struct {
	Offered string `json:"offered,omitempty"`
	Applied string `json:"applied,omitempty"`
	Healthy string `json:"healthy,omitempty"`
}

func (s *Settings) check() error {
	if s.Version == 0 {
		return errors.New("no version")
	}
	return errors.Join(checkNumber(s.Version), checkSigned(s.Key, s.Signature, s.Document))
}

func (r *SettingsResult) check() error {
	if r.Version == 0 || !isHash(r.Hash) {
		return errors.New("version or hash is missing")
	}
	return errors.Join(checkNumber(r.Version), checkNumber(r.Now), checkWord("state", r.State))
}

// Type implements [Message].
func (*Settings) Type() string { return "settings" }

// Type implements [Message].
func (*SettingsResult) Type() string { return "settings-result" }
