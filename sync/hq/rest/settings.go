package rest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

// Document is a settings document that is kept.
type Document struct {
	Version  uint64          `json:"version"`
	For      []string        `json:"for"` // the kiosks to which it has been offered
	Key      string          `json:"key"`
	Sig      string          `json:"sig"`
	Hash     string          `json:"hash"`
	Added    time.Time       `json:"added"`
	Document json.RawMessage `json:"document"`
}

func documentOf(s hq.Settings) Document {
	return Document{s.Version, orEmpty(s.For), s.Key, s.Signature, wire.Hash(s.Document), s.Added, s.Document}
}

// Documents are the newest documents, the newest first.
type Documents struct {
	Documents []Document `json:"documents"`
}

func documents(c *call) (any, error) {
	limit, err := hq.ParseLimit(c.r.FormValue("limit"))
	if err != nil {
		return nil, input(err)
	}
	if limit == 0 {
		limit = 20
	}
	all, err := c.HQ.Store.Documents(c, limit)
	list := Documents{[]Document{}}
	for _, s := range all {
		list.Documents = append(list.Documents, documentOf(s))
	}
	return list, err
}

func (c *call) version() (uint64, error) {
	v, err := strconv.ParseUint(c.r.PathValue("version"), 10, 64)
	if err != nil {
		return 0, input(fmt.Errorf("version %q is not a number", c.r.PathValue("version")))
	}
	return v, nil
}

func document(c *call) (any, error) {
	v, err := c.version()
	if err != nil {
		return nil, err
	}
	s, err := c.Document(c, v)
	return documentOf(s), err
}

// Offered says that a document is offered to its kiosks.
type Offered struct {
	Version uint64 `json:"version"`
	Hash    string `json:"hash"`
}

func offer(c *call) (any, error) {
	var s desk.Signed
	if err := c.take(&s); err != nil {
		return nil, err
	}
	return Offered{s.Version, wire.Hash(s.Document)}, c.Offer(c, c.who, s)
}

// Rollouts are all roll-outs, the newest first.
type Rollouts struct {
	Rollouts []desk.Rollout `json:"rollouts"`
}

func rollouts(c *call) (any, error) {
	all, err := c.Rollouts(c)
	return Rollouts{orEmpty(all)}, err
}

// Stage is how far a document goes: to so many percent, or to a group.
type Stage struct {
	Percent int      `json:"percent,omitempty"`
	Kiosks  []string `json:"kiosks,omitempty"`

	// Back, of a first stage, is a later document, signed beforehand, that HQ offers by
	// itself to the kiosks reached when it stops the roll-out.
	Back *desk.Signed `json:"back,omitempty"`
}

// NewRollout begins a roll-out.
type NewRollout struct {
	Signed desk.Signed `json:"signed"`
	Stage
}

func begin(c *call) (any, error) {
	var want NewRollout
	if err := c.take(&want); err != nil {
		return nil, err
	}
	return c.Begin(c, c.who, want.Signed, desk.Stage(want.Stage))
}

func rollout(c *call) (any, error) {
	v, err := c.version()
	if err != nil {
		return nil, err
	}
	r, err := c.Rollout(c, v)
	if err != nil {
		return nil, err
	}
	return c.Progress(c, r)
}

func widen(c *call) (any, error) {
	v, err := c.version()
	if err != nil {
		return nil, err
	}
	var stage Stage
	if err := c.take(&stage); err != nil {
		return nil, err
	}
	return c.Widen(c, c.who, v, desk.Stage(stage))
}

func goBack(c *call) (any, error) {
	v, err := c.version()
	if err != nil {
		return nil, err
	}
	return c.GoBack(c, c.who, v)
}

func stop(c *call) (any, error) {
	v, err := c.version()
	if err != nil {
		return nil, err
	}
	var why Reason
	if err := c.take(&why); err != nil {
		return nil, err
	}
	return Done{true}, c.Stop(c, c.who, v, why.Reason)
}
