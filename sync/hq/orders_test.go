package hq_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// seedKey makes a key of the tests. No seed is a secret: they are here.
func seedKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func publicOf(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// post sends JSON and returns the status and the answer.
func (l *hall) post(path string, body any) (int, map[string]any) {
	l.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		l.t.Fatal(err)
	}
	return l.request(http.MethodPost, path, bytes.NewReader(text))
}

func (l *hall) request(method, path string, body io.Reader) (int, map[string]any) {
	l.t.Helper()
	r, err := http.NewRequestWithContext(l.t.Context(), method, l.server.URL+path, body)
	if err != nil {
		l.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer := map[string]any{}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		l.t.Fatal(err)
	}
	return resp.StatusCode, answer
}

func signedHello(kiosk string, j *wiretest.Journal, nonce string, k ed25519.PrivateKey) *wire.Hello {
	h := hello(kiosk, j, nonce)
	h.Proof, h.Key = "", wire.KeyName(publicOf(k))
	h.Signature = wire.Sign(k, wire.PurposeHello, h.SignedBytes(nonce))
	return h
}

// TestEnrol: a code made by an operator lets one kiosk in, once, by its own key,
// until that is revoked.
func TestEnrol(t *testing.T) {
	t.Parallel()
	l, j, k := open(t), journal(2), seedKey(1)
	status, made := l.post("/api/v1/codes", map[string]any{"kiosk": "shop-7"})
	code, _ := made["code"].(string)
	if status != 200 || len(code) != 14 {
		t.Fatalf("%d %v", status, made)
	}
	stolen := wire.NewEnrolment(code, k)
	stolen.Public = wire.EncodeKey(publicOf(seedKey(2)))
	if status, answer := l.post("/enrol", stolen); status != 400 {
		t.Errorf("with another's key: %d %v", status, answer)
	}
	if status, answer := l.post("/enrol", wire.NewEnrolment("AAAA-BBBB-CCCC", k)); status != 403 {
		t.Errorf("with a wrong code: %d %v", status, answer)
	}
	if status, answer := l.post("/enrol", wire.NewEnrolment(code, k)); status != 200 || answer["kiosk"] != "shop-7" {
		t.Errorf("%d %v", status, answer)
	}
	if status, _ := l.post("/enrol", wire.NewEnrolment(code, seedKey(2))); status != 403 {
		t.Errorf("the second time: %d", status)
	}
	a := l.dial()
	a.say(signedHello("shop-7", j, a.nonce, k))
	expect[*wire.Welcome](a)

	if status, answer := l.post("/api/v1/kiosks/shop-7/keys/"+wire.KeyName(publicOf(k))+"/revoke", map[string]string{"reason": "stolen"}); status != 200 {
		t.Errorf("%d %v", status, answer)
	}
	if e := expect[*wire.Error](a); e.Code != wire.CodeRevoked {
		t.Errorf("told %+v", e)
	}
	b := l.dial()
	b.say(signedHello("shop-7", j, b.nonce, k))
	if e := expect[*wire.Error](b); e.Code != wire.CodeRevoked || !strings.Contains(e.Reason, "stolen") {
		t.Errorf("told %+v", e)
	}
	if strings.Contains(l.log.String(), code) {
		t.Error("a code was logged")
	}
}

// TestWrongKeys: nobody gets in with another's key or name, or with what was
// overheard.
func TestWrongKeys(t *testing.T) {
	t.Parallel()
	l, j, mine, other := open(t), journal(2), seedKey(1), seedKey(2)
	for kiosk, k := range map[string]ed25519.PrivateKey{"shop-1": mine, "shop-2": other} {
		err := l.store.AddKey(t.Context(), hq.Key{Kiosk: kiosk, Name: wire.KeyName(publicOf(k)), Public: publicOf(k), Added: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, make := range map[string]func(nonce string) *wire.Hello{
		"another's name": func(nonce string) *wire.Hello { return signedHello("shop-2", j, nonce, mine) },
		"nobody's name":  func(nonce string) *wire.Hello { return signedHello("shop-3", j, nonce, mine) },
		"another nonce":  func(string) *wire.Hello { return signedHello("shop-1", j, "overheard", mine) },
		"another's key": func(n string) *wire.Hello {
			h := signedHello("shop-1", j, n, other)
			h.Key = wire.KeyName(publicOf(mine))
			return h
		},
		"a changed journal": func(n string) *wire.Hello { h := signedHello("shop-1", j, n, mine); h.Epoch = "e2"; return h },
	} {
		k := l.dial()
		k.say(make(k.nonce))
		if e := expect[*wire.Error](k); e.Code != wire.CodeProof {
			t.Errorf("%s: told %+v", name, e)
		}
	}
}

func document(version uint64, kiosks ...string) desk.Signed {
	text, err := json.Marshal(map[string]any{"version": version, "for": kiosks})
	if err != nil {
		panic(err)
	}
	return desk.Signed{Version: version, For: kiosks, Key: wire.KeyName(publicOf(seedKey(9))),
		Signature: wire.Sign(seedKey(9), wire.PurposeSettings, text), Document: text}
}

// TestSettings: a document reaches the kiosk that is there and the one that
// comes later, once each, and what became of it is kept.
func TestSettings(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(1)
	here := l.enter("k1", j)
	expect[*wire.Welcome](here)
	other := l.enter("k2", j)
	expect[*wire.Welcome](other)
	d := document(7, "k1", "k3")
	if status, answer := l.post("/api/v1/settings", d); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	if got := expect[*wire.Settings](here); got.Version != 7 || !bytes.Equal(got.Document, d.Document) || got.Signature != d.Signature {
		t.Errorf("told %+v", got)
	}
	later := l.enter("k3", j)
	if w := expect[*wire.Welcome](later); w.Settings != 7 {
		t.Errorf("welcome %+v", w)
	}
	expect[*wire.Settings](later)

	knowing := l.dial()
	h := hello("k3", j, knowing.nonce)
	h.Settings.Offered = wire.Hash(d.Document)
	knowing.say(h)
	expect[*wire.Welcome](knowing)
	knowing.say(&wire.SettingsResult{Version: 7, Hash: wire.Hash(d.Document), State: wire.SettingsRolledBack, Now: 6, Reason: "the pad was lost"})
	knowing.send(j, 1, 1)
	knowing.expectAck(1)
	if _, got := l.request(http.MethodGet, "/api/v1/kiosks/k3/settings", nil); !strings.Contains(fmt.Sprint(got), "the pad was lost") {
		t.Errorf("kept: %v", got)
	}
	for name, wrong := range map[string]desk.Signed{
		"the same version": d,
		"another version":  func() desk.Signed { d := document(8, "k1"); d.Version = 9; return d }(),
		"another kiosk":    func() desk.Signed { d := document(8, "k1"); d.For = []string{"k2"}; return d }(),
		"no signature":     func() desk.Signed { d := document(8, "k1"); d.Signature = ""; return d }(),
	} {
		if status, answer := l.post("/api/v1/settings", wrong); status != 400 && status != 409 {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
}

// TestCommands: a command reaches a kiosk now or when it comes, and not again
// once the kiosk has answered.
func TestCommands(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(1)
	if status, answer := l.post("/api/v1/kiosks/k1/commands", map[string]any{"id": "c1", "name": "lock"}); status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	if c := expect[*wire.Command](k); c.ID != "c1" || c.Expires.Before(time.Now()) {
		t.Errorf("told %+v", c)
	}
	if status, _ := l.post("/api/v1/kiosks/k1/commands", map[string]any{"id": "c2", "name": "unlock"}); status != 200 {
		t.Error("not taken")
	}
	if c := expect[*wire.Command](k); c.ID != "c2" {
		t.Errorf("told %+v", c)
	}
	k.say(&wire.CommandResult{ID: "c1", State: wire.CommandDone, Output: json.RawMessage(`{"locked":true}`)})
	k.say(&wire.CommandResult{ID: "nobodys", State: wire.CommandDone})
	k.send(j, 1, 1)
	k.expectAck(1)
	if _, got := l.request(http.MethodGet, "/api/v1/kiosks/k1/commands", nil); !strings.Contains(fmt.Sprint(got), "locked") {
		t.Errorf("kept: %v", got)
	}
	again := l.enter("k1", j)
	expect[*wire.Welcome](again)
	if c := expect[*wire.Command](again); c.ID != "c2" {
		t.Errorf("told %+v, want the one that was not answered", c)
	}
	for name, wrong := range map[string]any{
		"an id twice": map[string]any{"id": "c1", "name": "lock"}, "no name": map[string]any{"id": "c3"}, "more": map[string]any{"name": "lock", "force": true},
	} {
		if status, answer := l.post("/api/v1/kiosks/k1/commands", wrong); status != 400 && status != 409 {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(1)
	l.h.Answer = func(ctx context.Context, kiosk string, a *wire.Ask) (any, error) {
		switch a.Name {
		case wire.AskStock:
			return map[string]string{"kiosk": kiosk}, nil
		case wire.AskPrepare:
			return nil, &hq.No{Code: "sold-out", Reason: "latte is sold out"}
		case "slow":
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return nil, errors.New("a detail of HQ")
	}
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	for name, want := range map[string]string{wire.AskStock: `{"kiosk":"k1"} `, wire.AskPrepare: " sold-out", "slow": " internal", "other": " internal"} {
		k.say(&wire.Ask{ID: "1", Name: name, Within: 50})
		a := expect[*wire.Answer](k)
		if got := string(a.Body) + " " + a.Error; strings.TrimSpace(got) != strings.TrimSpace(want) || strings.Contains(a.Reason, "detail") {
			t.Errorf("%s: answered %+v", name, a)
		}
	}
}

// TestTwoMachines: a copy of a kiosk is noticed when it and the kiosk take over
// from each other again and again.
func TestTwoMachines(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(1)
	for range 5 {
		expect[*wire.Welcome](l.enter("k1", j))
	}
	kiosks, err := l.h.Kiosks(t.Context())
	if err != nil || len(kiosks) != 1 || !strings.Contains(kiosks[0].Alarm, "two machines") {
		t.Errorf("%v, %+v", err, kiosks)
	}
}

// TestDrainAsks: kiosks are asked to come back by another way.
func TestDrainAsks(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(1)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	l.h.Drain(time.Second, 30*time.Second)
	if d := expect[*wire.Drain](k); d.After != 1000 || d.Spread != 30000 {
		t.Errorf("told %+v", d)
	}
}
