package wire

import "errors"

// Update offers a new version of the agent. The manifest is the message's one
// further line, byte for byte as it was signed.
type Update struct {
	Version   string `json:"version"`
	Key       string `json:"key"`
	Signature string `json:"sig"`

	Manifest []byte `json:"-"` // JSON on one line
}

// UpdateResult says how far an update has come.
type UpdateResult struct {
	Version string `json:"version"`
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
}

// States of an update, in their order.
const (
	UpdateOffered    = "offered"
	UpdateFetched    = "fetched"
	UpdateApplied    = "applied"
	UpdateHealthy    = "healthy"
	UpdateRefused    = "refused"
	UpdateRolledBack = "rolled-back"
)

func (u *Update) check() error {
	return errors.Join(checkWord("version", u.Version), checkSigned(u.Key, u.Signature, u.Manifest))
}

func (r *UpdateResult) check() error {
	return errors.Join(checkWord("version", r.Version), checkWord("state", r.State))
}

// Type implements [Message].
func (*Update) Type() string { return "update" }

// Type implements [Message].
func (*UpdateResult) Type() string { return "update-result" }
