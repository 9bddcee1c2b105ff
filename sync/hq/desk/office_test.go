package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// office is a desk in virtual time, with a paid payment at shop-1.
type office struct {
	*testing.T
	*desk.Desk
	settings, operator ed25519.PrivateKey
	kim, lee           people.Who
	journal            *wiretest.Journal
}

func story(t *testing.T, tell func(o *office)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &office{T: t, settings: key(1), operator: key(2), journal: wiretest.New("e1")}
		h, err := hq.New(hq.Options{Store: memory.New(), Token: func(string) (string, bool) { return "", false }, SettingsKey: public(o.settings), Log: slog.New(slog.DiscardHandler)})
		o.must(err)
		o.Desk = desk.New(desk.Options{HQ: h, People: people.New(h.Store, rand.Reader), Log: h.Log})
		all := people.Scopes
		o.kim = people.Who{Name: "kim", Role: people.Operator, Scopes: all, Session: "a"}
		o.lee = people.Who{Name: "lee", Role: people.Operator, Scopes: all, Session: "b"}
		o.journal.Sale("key-1", 12000)
		o.upload(1)
		tell(o)
		if _, _, err := o.Book.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func key(n byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)) }
func public(k ed25519.PrivateKey) ed25519.PublicKey {
	return k.Public().(ed25519.PublicKey)
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// upload stores the journal from a fact on.
func (o *office) upload(from uint64) {
	o.Helper()
	last, _ := o.journal.Last()
	o.must(o.HQ.Store.Put(o.Context(), "shop-1", "e1", storetest.Facts(o.T, o.journal, from, last)))
}

// refused expects an error that says something.
func (o *office) refused(err error, cause error, says string) {
	o.Helper()
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), says) {
		o.Errorf("got %v, want %q", err, says)
	}
}

func (o *office) signed(version int, rest string) desk.Signed {
	text := fmt.Appendf(nil, `{"version":%d,"for":["*"]%s}`, version, rest)
	return desk.Signed{Version: uint64(version), For: []string{"*"}, Key: wire.KeyName(public(o.settings)),
		Signature: wire.Sign(o.settings, wire.PurposeSettings, text), Document: text}
}

// allow offers settings that name the operator's key.
func (o *office) allow() {
	o.Helper()
	_, err := o.Begin(o.Context(), o.kim, o.signed(1, fmt.Sprintf(`,"operators":[%q]`, wire.EncodeKey(public(o.operator)))), desk.Stage{Percent: 100})
	o.must(err)
}

func (o *office) sign(r desk.Refund, k ed25519.PrivateKey) *wire.Command {
	c := r.Command
	c.Key, c.Signature = wire.KeyName(public(k)), wire.Sign(k, wire.PurposeCommand, c.SignedBytes(r.Kiosk))
	return &c
}

// words are what the audit says, the oldest first.
func (o *office) words() (all []string) {
	o.Helper()
	entries, err := o.Book.Newest(o.Context(), 0, 100)
	o.must(err)
	for i := range entries {
		e := entries[len(entries)-1-i]
		all = append(all, e.Who+" "+e.Did)
	}
	return all
}
