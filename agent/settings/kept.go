package settings

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"kioskd/sync/wire"
)

// kept is what survives a power cut.
type kept struct {
	Floor   uint64 `json:"floor"` // newest version that was ever on its way
	Offered *slot  `json:"offered,omitempty"`
	Applied *slot  `json:"applied,omitempty"`
	Healthy *slot  `json:"healthy,omitempty"`

	// Sick names the parts that did not work before Applied was.
	Sick []string `json:"sick,omitempty"`

	// Starts counts the starts of the kiosk with an applied document that has not
	// been found healthy.
	Starts int `json:"starts,omitempty"`

	Result *wire.SettingsResult `json:"result,omitempty"`
}

// slot holds a document, byte for byte, with its signature.
type slot struct {
	Version   uint64 `json:"version"`
	Key       string `json:"key"`
	Signature string `json:"sig"`
	Text      []byte `json:"text"`
}

func (s *slot) hash() string {
	if s == nil {
		return ""
	}
	return wire.Hash(s.Text)
}

func (s *slot) version() uint64 {
	if s == nil {
		return 0
	}
	return s.Version
}

// document returns the document of a slot that was checked when it was filled
// and when it was loaded.
func (s *slot) document() Document {
	if s == nil {
		return Document{}
	}
	d, err := Parse(s.Text)
	if err != nil {
		return Document{}
	}
	return d
}

// watched reports that the document in force has not been found healthy.
func (k kept) watched() bool { return k.Applied.hash() != k.Healthy.hash() }

// name of what is kept, in the vault.
const name = "settings"

// maxStarts is how often a kiosk may start with a document that has not been
// found healthy. One restart may be chance; a third start means that the kiosk
// dies of it.
const maxStarts = 2

// load reads what the last run kept. A document that this version of the agent
// cannot read any more is not in force.
func (m *Manager) load() error {
	text, err := m.o.Vault.Get(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, &m.kept)
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	m.share()
	return m.restart()
}

// InForce returns the document that an agent works by, for somebody who only looks
// and is none; the zero one when there is none, or none that can be trusted.
func InForce(v Vault, key ed25519.PublicKey) (Document, error) {
	text, err := v.Get(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Document{}, nil
	}
	m := &Manager{o: Options{Key: key}}
	if err == nil {
		err = json.Unmarshal(text, &m.kept)
	}
	if err != nil {
		return Document{}, fmt.Errorf("settings: %w", err)
	}
	if m.trusted(m.kept.Applied) != nil {
		return Document{}, nil
	}
	return m.kept.Applied.document(), nil
}

// restart decides what is in force after a restart, and takes up what waited.
func (m *Manager) restart() error {
	if r := m.kept.Result; r != nil && r.State == wire.SettingsWaiting {
		m.pending = m.kept.Offered
	}
	switch err := m.trusted(m.kept.Applied); {
	case err != nil && m.trusted(m.kept.Healthy) != nil:
		m.kept.Healthy = nil
		return m.noteRollBack(err)
	case err != nil:
		return m.noteRollBack(err)
	case !m.kept.watched():
		return nil
	case m.kept.Starts >= maxStarts:
		return m.noteRollBack(errors.New("the kiosk stopped again and again before these settings had been in force for long"))
	}
	return m.keep(func(k *kept) { k.Starts++ })
}

// trusted checks a document that comes from the disk like one from HQ.
func (m *Manager) trusted(s *slot) error {
	if s == nil {
		return nil
	}
	if err := wire.Verify(m.o.Key, wire.PurposeSettings, s.Text, s.Signature); err != nil {
		return err
	}
	_, err := Parse(s.Text)
	return err
}

// keep changes what is kept: on disk first, then in memory.
func (m *Manager) keep(change func(*kept)) error {
	next := m.kept
	change(&next)
	text, err := json.Marshal(next)
	if err == nil {
		err = m.o.Vault.Put(name, text)
	}
	if err != nil {
		return fmt.Errorf("keep the settings: %w", err)
	}
	m.kept, m.unsaved = next, false
	m.share()
	return nil
}

func (m *Manager) share() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shared = m.kept
}
