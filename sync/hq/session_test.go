package hq_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

func journal(n int) *wiretest.Journal {
	j := wiretest.New("e1")
	j.Fill(n)
	return j
}

func TestFactsAreAcknowledgedOnceStored(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(12)
	k := l.enter("k1", j)
	if w := expect[*wire.Welcome](k); w.Acked != 0 || w.Hash != wire.SeedHash("e1") || w.Limits.OrDefault() != wire.DefaultLimits {
		t.Errorf("welcome: %+v", w)
	}
	k.send(j, 1, 4)
	k.expectAck(4)
	k.send(j, 1, 4) // again
	k.expectAck(4)
	k.send(j, 3, 12) // and over the edge
	k.expectAck(12)
	storetest.CheckWhole(t, l.store, "k1", j)

	again := l.enter("k1", j)
	last, hash := j.Last()
	if w := expect[*wire.Welcome](again); w.Acked != last || w.Hash != hash {
		t.Errorf("welcome: got %d %s, want %d %s", w.Acked, w.Hash, last, hash)
	}
}

func TestUnknownMessagesArePassedOver(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(4)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.sayRaw(websocket.TextMessage, []byte(`{"type":"telemetry","x":1}`+"\nmore"))
	k.send(j, 1, 4)
	k.expectAck(4)
}

// Whoever cannot prove who it is learns nothing, not even which kiosks exist.
func TestStrangersStayOutside(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(1)
	reasons := map[string]bool{}
	for name, spoil := range map[string]func(*wire.Hello){
		"wrong token":          func(h *wire.Hello) { h.Proof = wire.Proof("guess", "n", h.Kiosk, h.Epoch) },
		"no proof":             func(h *wire.Hello) { h.Proof = "" },
		"another kiosk's name": func(h *wire.Hello) { h.Kiosk = "k2" },
		"another epoch":        func(h *wire.Hello) { h.Epoch = "e2" },
		"unknown kiosk":        func(h *wire.Hello) { h.Kiosk = "stranger" },
	} {
		k := l.dial()
		h := hello("k1", j, k.nonce)
		spoil(h)
		k.say(h)
		e := expect[*wire.Error](k)
		if e.Code != wire.CodeProof {
			t.Errorf("%s: got %+v", name, e)
		}
		reasons[e.Reason] = true
		k.expectEnd()
	}
	if len(reasons) != 1 {
		t.Errorf("the reasons differ: %v", reasons)
	}
	replay := l.dial()
	replay.say(hello("k1", j, l.dial().nonce))
	if e := expect[*wire.Error](replay); e.Code != wire.CodeProof {
		t.Errorf("a proof of another nonce: got %+v", e)
	}
	later := l.dial()
	h := hello("k1", j, later.nonce)
	h.Version = 2
	later.say(h)
	if e := expect[*wire.Error](later); e.Code != wire.CodeVersion {
		t.Errorf("a later version: got %+v", e)
	}
}

// A kiosk that breaks the rules is told why and cut off; its neighbour does not
// notice.
func TestHostileKiosks(t *testing.T) {
	t.Parallel()
	l := open(t)
	good := journal(300)
	neighbour := l.enter("k-good", good)
	expect[*wire.Welcome](neighbour)
	facts := func(first uint64, lines ...string) []byte {
		return fmt.Appendf(nil, `{"type":"facts","first":%d,"last":%d,"count":%d}`+"\n%s",
			first, first+uint64(len(lines))-1, len(lines), strings.Join(lines, "\n"))
	}
	j := journal(5)
	sent := uint64(0)
	for name, c := range map[string]struct {
		kind int
		b    []byte
		code string
	}{
		"no JSON":            {websocket.TextMessage, []byte("hello"), wire.CodeMalformed},
		"binary":             {websocket.BinaryMessage, []byte(`{"type":"bye"}`), wire.CodeMalformed},
		"a second hello":     {websocket.TextMessage, []byte(`{"type":"hello","kiosk":"k9","epoch":"e","hash":"` + wire.SeedHash("e") + `"}`), wire.CodeMalformed},
		"HQ's own words":     {websocket.TextMessage, []byte(`{"type":"ack","upto":5}`), wire.CodeMalformed},
		"too large":          {websocket.TextMessage, []byte(strings.Repeat("x", wire.MaxMessage+1)), ""},
		"a flood of lines":   {websocket.TextMessage, append(facts(1, "{}"), strings.Repeat("\n", 900_000)...), wire.CodeMalformed},
		"misnumbered facts":  {websocket.TextMessage, facts(1, string(j.Lines[1])), wire.CodeMalformed},
		"facts after a gap":  {websocket.TextMessage, facts(3, string(j.Lines[2])), wire.CodeGap},
		"an endless reason":  {websocket.TextMessage, []byte(`{"type":"error","reason":"` + strings.Repeat("x", wire.MaxHeader) + `"}`), wire.CodeMalformed},
		"numbers too large":  {websocket.TextMessage, facts(1<<63, "{}"), wire.CodeMalformed},
		"a status of a list": {websocket.TextMessage, []byte(`{"type":"status","state":[1]}`), wire.CodeMalformed},
	} {
		k := l.enter("k-bad", j)
		expect[*wire.Welcome](k)
		k.sayRaw(c.kind, c.b)
		if c.code == "" { // the WebSocket itself says that it was too much
			if _, _, err := k.conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
				t.Errorf("%s: got %v", name, err)
			}
		} else if e := expect[*wire.Error](k); e.Code != c.code || e.Reason == "" {
			t.Errorf("%s: got %+v, want code %s", name, e, c.code)
		}
		k.expectEnd()
		neighbour.send(good, sent+1, sent+10)
		sent += 10
		neighbour.expectAck(sent)
	}
	if facts, err := l.store.Facts(t.Context(), hq.FactFilter{Kiosk: "k-bad"}); err != nil || len(facts) != 0 {
		t.Errorf("%d facts of a hostile kiosk are stored, %v", len(facts), err)
	}
}

func TestForkIsAlarmedAndNeverAcknowledged(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(8)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 1, 8)
	k.expectAck(8)

	older := journal(4)
	if f := expect[*wire.Fork](l.enter("k1", older)); !strings.Contains(f.Reason, "HQ holds 8 facts") || f.Agreed != 4 {
		t.Errorf("an older disk: %+v, want agreement up to 4", f)
	}
	same := journal(7)
	same.Sale("other", 1)
	same.Lines = same.Lines[:8]
	if f := expect[*wire.Fork](l.enter("k1", same)); f.Agreed != 0 {
		t.Errorf("another last fact: %+v, want no agreement", f)
	}

	longer := journal(4)
	longer.Sale("other", 1)
	longer.Fill(12)
	k = l.enter("k1", longer)
	expect[*wire.Welcome](k)
	k.send(longer, 9, 12)
	expect[*wire.Fork](k)
	k.send(longer, 9, 12) // nothing more is taken
	k.say(&wire.Status{State: "idle"})
	storetest.CheckWhole(t, l.store, "k1", j)
	if !strings.Contains(alarm(t, l), "does not follow") {
		t.Errorf("alarm: %q", alarm(t, l))
	}
	for kiosk(t, l).Status == nil {
		<-l.h.Changed() // the status of a forked kiosk is still heard
	}
}

func alarm(t *testing.T, l *hall) string { return kiosk(t, l).Alarm }

func kiosk(t *testing.T, l *hall) hq.Kiosk {
	t.Helper()
	kiosks, err := l.h.Kiosks(t.Context())
	if err != nil || len(kiosks) != 1 {
		t.Fatalf("kiosks: %+v, %v", kiosks, err)
	}
	return kiosks[0]
}

func TestNewestConnectionWins(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(8)
	first := l.enter("k1", j)
	expect[*wire.Welcome](first)
	first.send(j, 1, 4)
	first.expectAck(4)
	second := l.enter("k1", j)
	if w := expect[*wire.Welcome](second); w.Acked != 4 {
		t.Errorf("welcome: %+v", w)
	}
	if e := expect[*wire.Error](first); e.Code != wire.CodeReplaced {
		t.Errorf("the older connection heard %+v", e)
	}
	first.expectEnd()
	second.send(j, 5, 8)
	second.expectAck(8)
	if !kiosk(t, l).Connected {
		t.Error("the kiosk does not count as connected")
	}
	if !strings.Contains(l.log.String(), "second connection of one kiosk") {
		t.Error("nothing was logged")
	}
}

func TestRefusedLines(t *testing.T) {
	t.Parallel()
	l := open(t)
	j := journal(2)
	j.AddLine("junk")
	j.Sale("after", 1)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 1, 7)
	k.expectAck(2)
	if r := expect[*wire.Reject](k); r.Seq != 3 || r.Reason == "" {
		t.Errorf("reject: %+v", r)
	}
	k.expectAck(7)
	k = l.enter("k1", j)
	if w := expect[*wire.Welcome](k); len(w.Refused) != 1 || w.Refused[0].Seq != 3 {
		t.Errorf("welcome of a kiosk that may not have heard: %+v", w)
	}
}

func TestCloseSaysGoodbye(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(4)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	stranger := l.dial()
	for range 2 {
		if err := l.h.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range []*line{k, stranger} {
		expect[*wire.Bye](line)
		line.expectEnd()
	}
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	conn, _, err := d.DialContext(t.Context(), "ws"+strings.TrimPrefix(l.server.URL, "http")+"/sync", nil)
	if err != nil {
		t.Fatal(err)
	}
	late := &line{t: t, conn: conn}
	expect[*wire.Bye](late)
	if kiosk(t, l).Connected {
		t.Error("the kiosk counts as connected")
	}
}

// A kiosk that says nothing, not even ping, is gone after a while; one that
// pings is not.
func TestSilence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, err := hq.New(hq.Options{Store: memory.New(), Log: slog.New(slog.DiscardHandler), Token: func(k string) (string, bool) { return tokenOf(k), true }})
		if err != nil {
			t.Fatal(err)
		}
		calls := make(pipes)
		server := &http.Server{Handler: h}
		var running sync.WaitGroup
		running.Go(func() { _ = server.Serve(calls) })
		k := calls.dial(t)
		k.nonce = expect[*wire.Challenge](k).Nonce
		k.say(hello("k1", journal(0), k.nonce))
		expect[*wire.Welcome](k)
		for range 20 {
			time.Sleep(hq.Silence - time.Second)
			if err := k.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)); err != nil {
				t.Fatal(err)
			}
			k.listen()
		}
		quiet := time.Now()
		k.listen()
		running.Go(func() { time.Sleep(hq.Silence + time.Millisecond); k.listen() })
		time.Sleep(hq.Silence - time.Millisecond)
		if kiosks, err := h.Kiosks(t.Context()); err != nil || !kiosks[0].Connected {
			t.Errorf("%v after the last ping: %+v, %v", time.Since(quiet), kiosks, err)
		}
		time.Sleep(3 * time.Second)
		if kiosks, err := h.Kiosks(t.Context()); err != nil || kiosks[0].Connected {
			t.Errorf("%v after the last ping: %+v, %v", time.Since(quiet), kiosks, err)
		}
		close(calls)
		_ = server.Close()
		_ = k.conn.Close()
		if err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
		running.Wait()
	})
}
