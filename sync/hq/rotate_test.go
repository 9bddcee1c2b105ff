package hq_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// keyed is a hall with a kiosk that signs with key 1.
func keyed(t *testing.T) *hall {
	t.Helper()
	l := open(t)
	public := publicOf(seedKey(1))
	if err := l.store.AddKey(t.Context(), hq.Key{Kiosk: "k1", Name: wire.KeyName(public), Public: public}); err != nil {
		t.Fatal(err)
	}
	return l
}

// signIn enters with a key.
func (l *hall) signIn(key ed25519.PrivateKey) *line {
	l.t.Helper()
	k := l.dial()
	k.say(signedHello("k1", wiretest.New("e1"), k.nonce, key))
	return k
}

func (k *line) rotate(r wire.Rotation) *wire.Answer {
	k.t.Helper()
	body, err := json.Marshal(r)
	if err != nil {
		k.t.Fatal(err)
	}
	k.say(&wire.Ask{ID: "1", Name: wire.AskRotateKey, Body: body, Within: 10_000})
	return expect[*wire.Answer](k)
}

// TestRotate: both keys count until the new one signs a hello, and then the old
// one does not.
func TestRotate(t *testing.T) {
	t.Parallel()
	l := keyed(t)
	k := l.signIn(seedKey(1))
	expect[*wire.Welcome](k)
	good := wire.NewRotation("k1", seedKey(1), seedKey(2))
	for range 2 { // asked again, it is the same
		if a := k.rotate(good); a.Error != "" || string(a.Body) != `{"key":"`+wire.KeyName(publicOf(seedKey(2)))+`"}` {
			t.Fatalf("%+v", a)
		}
	}
	expect[*wire.Welcome](l.signIn(seedKey(1)))
	expect[*wire.Welcome](l.signIn(seedKey(2)))
	if e := expect[*wire.Error](l.signIn(seedKey(1))); e.Code != wire.CodeRevoked {
		t.Errorf("the old key after the new one: %+v", e)
	}
	expect[*wire.Welcome](l.signIn(seedKey(2)))
}

// TestRotateTwice: of two keys for one place the last one counts.
func TestRotateTwice(t *testing.T) {
	t.Parallel()
	l := keyed(t)
	k := l.signIn(seedKey(1))
	expect[*wire.Welcome](k)
	for _, next := range []byte{2, 3} {
		if a := k.rotate(wire.NewRotation("k1", seedKey(1), seedKey(next))); a.Error != "" {
			t.Fatalf("%+v", a)
		}
	}
	if e := expect[*wire.Error](l.signIn(seedKey(2))); e.Code != wire.CodeRevoked {
		t.Errorf("a key that was drawn and not used: %+v", e)
	}
	expect[*wire.Welcome](l.signIn(seedKey(3)))
}

func TestRotateRefused(t *testing.T) {
	t.Parallel()
	l := keyed(t)
	k := l.signIn(seedKey(1))
	expect[*wire.Welcome](k)
	for name, r := range map[string]wire.Rotation{
		"nothing":                {},
		"another kiosk's":        wire.NewRotation("k2", seedKey(1), seedKey(2)),
		"not signed by the old":  wire.NewRotation("k1", seedKey(3), seedKey(2)),
		"the same key":           wire.NewRotation("k1", seedKey(1), seedKey(1)),
		"a key that is not ours": {Old: wire.KeyName(publicOf(seedKey(1))), Public: wire.EncodeKey(publicOf(seedKey(2)))},
	} {
		if a := k.rotate(r); a.Error != "rotation" || a.Reason == "" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	other := l.enter("k1", wiretest.New("e1")) // by its token
	expect[*wire.Welcome](other)
	if a := other.rotate(wire.NewRotation("k1", seedKey(1), seedKey(2))); a.Error == "" {
		t.Errorf("asked over a connection that no key signed: %+v", a)
	}
	keys, err := l.store.Keys(t.Context(), "k1")
	if err != nil || len(keys) != 1 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}
