package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// Signed is a settings document as kioskhq settings sign writes it.
type Signed struct {
	Version   uint64   `json:"version"`
	For       []string `json:"for"`
	Key       string   `json:"key"`
	Signature string   `json:"sig"`
	Document  []byte   `json:"document"` // in base64: the exact bytes that were signed
}

// MaxDocument bounds a document, in bytes.
const MaxDocument = 256 << 10

// ParseSigned reads the file of a signed document.
func ParseSigned(text []byte) (Signed, error) {
	var s Signed
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil || s.Signature == "" {
		return s, bad("this is no signed document; make one with: kioskhq settings sign")
	}
	return s, nil
}

// head is what HQ reads of every document.
type head struct {
	Version uint64   `json:"version"`
	For     []string `json:"for"`
}

func isObject(document []byte) error {
	var any map[string]json.RawMessage
	return json.Unmarshal(document, &any)
}

// CheckDocument says what is wrong with a document that nobody has signed yet.
func (d *Desk) CheckDocument(document []byte) error {
	if len(document) > MaxDocument {
		return bad("the document has more than %d KB", MaxDocument>>10)
	}
	if err := d.Check(document); err != nil {
		return bad("kiosks would refuse this document: %v", err)
	}
	return nil
}

// checkSigned refuses what every kiosk would refuse: HQ cannot change a document,
// but it can spare a fleet a wrong one.
func (d *Desk) checkSigned(s Signed) error {
	var h head
	if len(s.Document) > MaxDocument {
		return bad("the document has more than %d KB", MaxDocument>>10)
	}
	if err := json.Unmarshal(s.Document, &h); err != nil {
		return bad("the document is not JSON as wanted: %v", err)
	}
	switch {
	case h.Version != s.Version || s.Version == 0:
		return bad("the document says version %d, what was signed %d", h.Version, s.Version)
	case len(s.For) == 0 || !slices.Equal(h.For, s.For):
		return bad("the document is for %v, what was signed for %v", h.For, s.For)
	case len(d.HQ.SettingsKey) == 0:
		return nil // kiosks look; HQ has no key to look with
	}
	if err := wire.Verify(d.HQ.SettingsKey, wire.PurposeSettings, s.Document, s.Signature); err != nil {
		return bad("the signature is not of the key that signs settings here: %v", err)
	}
	return nil
}

// Offer offers a signed document to all kiosks that it is for, at once.
func (d *Desk) Offer(ctx context.Context, who people.Who, s Signed) error {
	_, err := d.Begin(ctx, who, s, Stage{Percent: 100})
	return err
}

// Document returns a document that is kept, or [hq.ErrNotFound].
func (d *Desk) Document(ctx context.Context, version uint64) (hq.Settings, error) {
	all, err := d.HQ.Store.Documents(ctx, mostDocuments)
	if err != nil {
		return hq.Settings{}, err
	}
	i := slices.IndexFunc(all, func(s hq.Settings) bool { return s.Version == version })
	if i < 0 {
		return hq.Settings{}, fmt.Errorf("settings %d: %w", version, hq.ErrNotFound)
	}
	return all[i], nil
}

// mostDocuments bounds how far back documents are looked for.
const mostDocuments = 1000

// Former writes the document that takes kiosks back to what a version said: its
// content under the next free version, for signing.
func (d *Desk) Former(ctx context.Context, version uint64) ([]byte, error) {
	s, err := d.Document(ctx, version)
	if err != nil {
		return nil, err
	}
	next, err := d.NextVersion(ctx)
	if err != nil {
		return nil, err
	}
	return withVersion(s.Document, next)
}

// NextVersion returns the version after the newest.
func (d *Desk) NextVersion(ctx context.Context) (uint64, error) {
	all, err := d.HQ.Store.Documents(ctx, 1)
	if err != nil || len(all) == 0 {
		return 1, err
	}
	return all[0].Version + 1, nil
}

// Draft returns a document to begin an edit with: the newest that is kept, under
// the next version, or a first one.
func (d *Desk) Draft(ctx context.Context) ([]byte, error) {
	all, err := d.HQ.Store.Documents(ctx, 1)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []byte("{\n  \"version\": 1,\n  \"for\": [\"*\"]\n}"), nil
	}
	return withVersion(all[0].Document, all[0].Version+1)
}

// withVersion changes the version in place, and leaves everything else in its
// order.
func withVersion(document []byte, version uint64) ([]byte, error) {
	at, end, err := findVersion(document)
	if err != nil {
		return nil, err
	}
	text := slices.Concat(document[:at], fmt.Append(nil, version), document[end:])
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, fmt.Errorf("indent a document: %w", err)
	}
	return out.Bytes(), nil
}

// findVersion returns where the value of the outermost "version" stands.
func findVersion(document []byte) (at, end int64, err error) {
	dec := json.NewDecoder(bytes.NewReader(document))
	if _, err := dec.Token(); err != nil {
		return 0, 0, fmt.Errorf("read a document: %w", err)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return 0, 0, fmt.Errorf("read a document: %w", err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return 0, 0, fmt.Errorf("read a document: %w", err)
		}
		if name == "version" {
			end := dec.InputOffset()
			return end - int64(len(value)), end, nil
		}
	}
	return 0, 0, errors.New("the document has no version")
}
