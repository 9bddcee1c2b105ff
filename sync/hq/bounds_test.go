package hq_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// fetch asks HQ for something and returns its answer.
func (l *hall) fetch(path string, headers ...string) *http.Response {
	l.t.Helper()
	r, err := http.NewRequestWithContext(l.t.Context(), "GET", l.server.URL+path, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

// TestFull: one kiosk too many is told to come back later, and the others stay.
func TestFull(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(4)
	l.h.MostKiosks = 1
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	resp := l.fetch("/sync", "Sec-WebSocket-Protocol", wire.Subprotocol, "Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
	if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %s %v", resp.Status, resp.Header)
	}
	k.send(j, 1, 4)
	k.expectAck(4)
}

// TestLeave: an HQ that goes takes nobody any more, is not ready, still hears what
// its kiosks have to say, and returns when they have gone.
func TestLeave(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(4)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	if resp := l.fetch("/readyz"); resp.StatusCode != http.StatusOK {
		t.Errorf("before: %s", resp.Status)
	}
	left := make(chan struct{})
	go func() { defer close(left); l.h.Leave(context.Background(), time.Minute) }()
	if d := expect[*wire.Drain](k); d.After != 0 || d.Spread != 1000 {
		t.Errorf("told %+v", d)
	}
	for path, want := range map[string]int{"/readyz": http.StatusServiceUnavailable, "/healthz": http.StatusOK} {
		if resp := l.fetch(path); resp.StatusCode != want {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	if resp := l.fetch("/sync", "Sec-WebSocket-Protocol", wire.Subprotocol); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("another kiosk: %s", resp.Status)
	}
	k.send(j, 1, 4)
	k.expectAck(4)
	_ = k.conn.Close()
	<-left
}

// broken is a store that cannot be reached.
type broken struct{ hq.Store }

func (broken) Head(context.Context, string, string) (hq.Head, error) {
	return hq.Head{}, context.DeadlineExceeded
}

// TestNotReady: without its store HQ is not ready, and says nothing of the cause to
// strangers.
func TestNotReady(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.h.Store = broken{l.store}
	resp := l.fetch("/readyz")
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%s", resp.Status)
	}
	if resp := l.fetch("/healthz"); resp.StatusCode != http.StatusOK {
		t.Errorf("it lives all the same: %s", resp.Status)
	}
}

// TestLargeMessages: many kiosks with large messages take turns, and everything is
// stored.
func TestLargeMessages(t *testing.T) {
	t.Parallel()
	l := open(t)
	const kiosks, facts = 80, 3 // what is larger than a few facts takes the same room, however large
	var lines []*line
	var journals []*wiretest.Journal
	for i := range kiosks {
		j := wiretest.New("e1")
		for range facts {
			j.AddRaw("note", "", []byte(`"`+strings.Repeat("x", 8_000)+`"`))
		}
		k := l.enter(fmt.Sprintf("k%d", i), j)
		expect[*wire.Welcome](k)
		lines, journals = append(lines, k), append(journals, j)
	}
	for i, k := range lines {
		go k.send(journals[i], 1, facts)
	}
	for _, k := range lines {
		k.expectAck(facts)
	}
}
