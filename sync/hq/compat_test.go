package hq_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// TestCompatibleWithFormerAndLaterKiosks plays what kiosks of other versions said,
// byte for byte, and looks whether today's HQ still says what they relied on.
func TestCompatibleWithFormerAndLaterKiosks(t *testing.T) {
	t.Parallel()
	talks, err := wiretest.ReadTalks("../wire/testdata/compat")
	if err != nil {
		t.Fatal(err)
	}
	talks = slices.DeleteFunc(talks, func(talk wiretest.Talk) bool { return !talk.Who("hq") })
	if len(talks) < 7 {
		t.Errorf("%d conversations; golden ones are only ever added", len(talks))
	}
	for _, talk := range talks {
		t.Run(talk.Name, func(t *testing.T) { replay(t, talk) })
	}
}

func replay(t *testing.T, talk wiretest.Talk) {
	t.Parallel()
	k := hallOf(t, talk).call()
	for i, turn := range talk.Turns {
		if !turn.FromHQ {
			k.sayRaw(websocket.TextMessage, turn.Raw)
			continue
		}
		_, today, err := k.conn.ReadMessage()
		if err != nil {
			t.Fatalf("turn %d: %v, want %s", i+1, err, turn.Raw)
		}
		if err := wiretest.Covers(turn.Raw, today); err != nil {
			t.Fatalf("turn %d: %v\ntoday: %s\nonce:  %s", i+1, err, today, turn.Raw)
		}
	}
}

// zeros makes nonces known before, so that signatures of former kiosks fit.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// hallOf opens an HQ that stands where the conversation begins.
func hallOf(t *testing.T, talk wiretest.Talk) *hall {
	t.Helper()
	l := &hall{t: t, store: memory.New(), log: &logbook{}}
	h, err := hq.New(hq.Options{
		Store: l.store, Log: slog.New(slog.NewTextHandler(l.log, nil)), Rand: zeros{}, Answer: stock,
		Token: func(kiosk string) (string, bool) { return "token-of-" + kiosk, kiosk == "kiosk-1" },
	})
	if err != nil {
		t.Fatal(err)
	}
	l.h = h
	l.prepare(talk)
	l.server = httptest.NewServer(l.h)
	t.Cleanup(func() {
		if err := l.h.Close(context.Background()); err != nil {
			t.Error(err)
		}
		l.server.Close()
	})
	return l
}

func stock(_ context.Context, _ string, ask *wire.Ask) (any, error) {
	if ask.Name != wire.AskStock {
		return nil, &hq.No{Code: "unknown", Reason: "nobody here knows"}
	}
	return map[string]bool{"ok": true}, nil
}

// prepare keeps what HQ held, and what it is going to want of the kiosk.
func (l *hall) prepare(talk wiretest.Talk) {
	l.t.Helper()
	must := func(err error) {
		l.t.Helper()
		if err != nil {
			l.t.Fatal(err)
		}
	}
	ctx, k := l.t.Context(), seedKey(7)
	must(l.store.AddKey(ctx, hq.Key{Kiosk: "kiosk-1", Name: wire.KeyName(publicOf(k)), Public: publicOf(k), Added: time.Now()}))
	var held []hq.Fact
	for i, line := range talk.Held {
		f, err := hq.Read(uint64(i)+1, bytes.Clone(line))
		must(err)
		held = append(held, f)
	}
	must(l.store.Put(ctx, "kiosk-1", "e1", held))
	for _, turn := range talk.Turns {
		m, err := turn.Message()
		must(err)
		switch m := m.(type) {
		case *wire.Settings:
			must(l.store.PutSettings(ctx, hq.Settings{Settings: *m, For: []string{"kiosk-1"}, Added: time.Now()}))
		case *wire.Command:
			must(l.store.PutCommand(ctx, "kiosk-1", *m, time.Now()))
		}
	}
}
