package hq_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// phones takes payments by phone as a test wants it.
type phones func(kiosk string, ask wire.OnlineAsk) (wire.OnlineAnswer, error)

func (p phones) Online(_ context.Context, kiosk string, ask wire.OnlineAsk) (wire.OnlineAnswer, error) {
	return p(kiosk, ask)
}

// askOnline asks about a payment by phone.
func (k *line) askOnline(body string) *wire.Answer {
	k.t.Helper()
	k.say(&wire.Ask{ID: "1", Name: wire.AskPrepare, Body: json.RawMessage(body), Within: 10_000})
	return expect[*wire.Answer](k)
}

// TestOnlineAsks: whoever takes payments by phone is asked with the kiosk's name, and
// only what is a question.
func TestOnlineAsks(t *testing.T) {
	t.Parallel()
	l := open(t)
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	if a := k.askOnline(`{"do":"methods"}`); a.Error != "" || string(a.Body) != `{}` {
		t.Errorf("without providers: %+v", a)
	}
	if a := k.askOnline(`{"do":"look","key":"key-01","attempt":1}`); a.Error != "no-providers" || a.Reason == "" {
		t.Errorf("without providers: %+v", a)
	}
	l.h.Online = phones(func(kiosk string, ask wire.OnlineAsk) (wire.OnlineAnswer, error) {
		if ask.Key == "broken" {
			return wire.OnlineAnswer{}, errors.New("secret details")
		}
		return wire.OnlineAnswer{State: wire.OnlineWaiting, Reason: kiosk + " asks for " + ask.Key}, nil
	})
	if a := k.askOnline(`{"do":"look","key":"key-01","attempt":1}`); string(a.Body) != `{"state":"waiting","reason":"k1 asks for key-01"}` {
		t.Errorf("%+v %s", a, a.Body)
	}
	for body, code := range map[string]string{
		`{"do":"look"}`: "bad-question",
		`{"do":"steal","key":"key-01","attempt":1}`: "bad-question",
		`"look"`: "bad-question",
		`{"do":"look","key":"broken","attempt":1}`:   wire.CodeInternal,
		`{"do":"look","key":"key-01","attempt":"1"}`: "bad-question",
	} {
		if a := k.askOnline(body); a.Error != code || a.Reason == "" || a.Body != nil {
			t.Errorf("%s: %+v", body, a)
		}
	}
}

// TestKioskDiesAsking: a kiosk that dies while HQ looks for an answer is no fault of HQ.
func TestKioskDiesAsking(t *testing.T) {
	t.Parallel()
	l := open(t)
	asked, ended := make(chan struct{}), make(chan struct{})
	l.h.Online = listener(func(ctx context.Context) error {
		close(asked)
		<-ctx.Done()
		close(ended)
		return ctx.Err()
	})
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	k.say(&wire.Ask{ID: "1", Name: wire.AskPrepare, Body: json.RawMessage(`{"do":"methods"}`), Within: 60_000})
	<-asked
	if err := k.conn.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
	if err := l.h.Close(t.Context()); err != nil { // once every answer was given
		t.Error(err)
	}
	if said := l.log.String(); strings.Contains(said, "level=ERROR") {
		t.Errorf("HQ blames itself:\n%s", said)
	}
}

// listener answers once nobody listens any more.
type listener func(ctx context.Context) error

func (f listener) Online(ctx context.Context, _ string, _ wire.OnlineAsk) (wire.OnlineAnswer, error) {
	return wire.OnlineAnswer{}, f(ctx)
}

// TestHintOnline: a kiosk is told that an attempt has changed, or the ways to pay.
func TestHintOnline(t *testing.T) {
	t.Parallel()
	l := open(t)
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	for kiosk, key := range map[string]string{"k1": "key-01", "*": ""} {
		want := &wire.News{Of: wire.NewsOfOnline, Key: key}
		if key != "" {
			want.Attempt = 2
		}
		if err := l.h.HintOnline(t.Context(), kiosk, want.Key, want.Attempt); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, expect[*wire.News](k)); diff != "" {
			t.Errorf("news (-want +got):\n%s", diff)
		}
	}
	if err := l.h.HintOnline(t.Context(), "k2", "key-01", 1); err != nil {
		t.Errorf("a kiosk that is away: %v", err)
	}
}

var _ hq.Online = phones(nil)
