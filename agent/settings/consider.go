package settings

import (
	"context"
	"errors"
	"fmt"

	"kioskd/sync/wire"
)

// consider judges an offer, and puts a good one on its way. A newer one takes
// the place of one that waits.
func (m *Manager) consider(ctx context.Context, offer wire.Settings) {
	s := &slot{Version: offer.Version, Key: offer.Key, Signature: offer.Signature, Text: offer.Document}
	if s.hash() == m.kept.Offered.hash() && m.kept.Result != nil {
		m.o.Tell(*m.kept.Result) // HQ has not heard, or has forgotten
		return
	}
	doc, err := m.judge(ctx, offer)
	if err == nil {
		err = m.keep(func(k *kept) {
			k.Offered, k.Floor = s, doc.Version
			k.Result = resultOf(s, wire.SettingsWaiting, k.Applied.version(), nil)
		})
	}
	if err != nil {
		m.refuse(s, err)
		return
	}
	m.o.Log.Info("settings will be applied when no payment is open", "version", offer.Version)
	m.o.Tell(*m.kept.Result)
	m.pending = s
}

// refuse says why a document does not count. Nothing has been changed.
func (m *Manager) refuse(s *slot, cause error) {
	m.o.Log.Error("settings refused", "version", s.version(), "err", cause)
	m.o.Tell(*resultOf(s, wire.SettingsRefused, m.kept.Applied.version(), cause))
}

// judge reports why an offer is refused. Nothing has been changed then.
func (m *Manager) judge(ctx context.Context, offer wire.Settings) (Document, error) {
	if offer.Key != m.key {
		return Document{}, fmt.Errorf("%w: signed by key %s, this kiosk trusts %s", wire.ErrSignature, offer.Key, m.key)
	}
	if err := wire.Verify(m.o.Key, wire.PurposeSettings, offer.Document, offer.Signature); err != nil {
		return Document{}, err
	}
	doc, err := Parse(offer.Document)
	if err != nil {
		return Document{}, err
	}
	switch {
	case doc.Version != offer.Version:
		return Document{}, Blame("version", fmt.Errorf("the document is version %d, it came as %d", doc.Version, offer.Version))
	case !doc.IsFor(m.o.Kiosk):
		return Document{}, Blame("for", fmt.Errorf("the document is not for kiosk %s", m.o.Kiosk))
	case doc.Version <= m.kept.Floor:
		return Document{}, Blame("version", fmt.Errorf("version %d is not newer than version %d, which this kiosk has had", doc.Version, m.kept.Floor))
	}
	return doc, m.dryRun(ctx, doc)
}

// dryRun asks every part.
func (m *Manager) dryRun(ctx context.Context, doc Document) error {
	for _, p := range m.o.Parts {
		if err := p.Check(ctx, doc); err != nil {
			return blamePart(p, err)
		}
	}
	return nil
}

// blamePart names the part where its error names no setting.
func blamePart(p Part, err error) error {
	var named *Error
	if errors.As(err, &named) {
		return err
	}
	return Blame(p.Name(), err)
}

// resultOf says how far a document has come.
func resultOf(s *slot, state string, now uint64, cause error) *wire.SettingsResult {
	r := &wire.SettingsResult{Version: s.version(), Hash: s.hash(), State: state, Now: now}
	if cause != nil {
		r.Reason = short(cause.Error())
		var named *Error
		if errors.As(cause, &named) {
			r.Field = short(named.Field)
		}
	}
	return r
}

// short keeps a reason, which may quote a document, within a message.
func short(s string) string {
	const most = 500
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
