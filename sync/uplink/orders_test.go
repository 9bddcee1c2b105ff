package uplink_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// key signs in the tests. The seed is no secret: it is here.
var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))

func sign(thing []byte) (string, string, error) {
	return wire.KeyName(key.Public().(ed25519.PublicKey)), wire.Sign(key, wire.PurposeHello, thing), nil
}

var (
	settings = &wire.Settings{Version: 3, Key: "k", Signature: strings.Repeat("A", 86), Document: []byte("{}")}
	update   = &wire.Update{Version: "1.2", Key: "k", Signature: strings.Repeat("A", 86), Manifest: []byte("{}")}
	lock     = &wire.Command{ID: "c1", Name: wire.CommandLock, Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
)

// TestOrders: what HQ wants reaches who takes it, and what became of it reaches
// HQ, also over the next connection.
func TestOrders(t *testing.T) {
	t.Parallel()
	taker := &orders{pending: []wire.Message{&wire.CommandResult{ID: "c0", State: wire.CommandDone}}}
	heard := make(chan wire.Message, 10)
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		if s.hello.Settings.Applied == "" || len(s.hello.Capabilities) < 5 {
			t.Errorf("hello %+v", s.hello)
		}
		s.say(settings)
		s.say(update)
		s.say(lock)
		for m := s.hear(); m != nil; m = s.hear() {
			if _, ok := m.(*wire.CommandResult); ok {
				heard <- m
			}
		}
	}
	playWith(t, uplink.Options{Orders: taker}, journal(0), scripted{t, talk}, func(w *world) {
		result := &wire.CommandResult{ID: "c1", State: wire.CommandDone}
		if w.up.Say(result) {
			t.Error("said something to nobody")
		}
		w.start()
		time.Sleep(time.Second)
		if diff := cmp.Diff([]wire.Message{settings, update, lock}, taker.all()); diff != "" {
			t.Errorf("taken (-want +got)\n%s", diff)
		}
		if !w.up.Say(result) {
			t.Error("a result was not said")
		}
		for _, want := range []string{"c0", "c1"} {
			if got := (<-heard).(*wire.CommandResult).ID; got != want {
				t.Errorf("HQ heard of %s, want %s", got, want)
			}
		}
	})
}

// TestNobodyTakesOrders: HQ is told so, instead of waiting for ever.
func TestNobodyTakesOrders(t *testing.T) {
	t.Parallel()
	var got []wire.Message
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		s.say(settings)
		s.say(update)
		s.say(lock)
		for m := s.hear(); m != nil; m = s.hear() {
			if _, ok := m.(*wire.Status); !ok {
				got = append(got, m)
			}
		}
	}
	play(t, journal(0), scripted{t, talk}, func(w *world) {
		w.start()
		time.Sleep(time.Second)
	})
	const nobody = "this kiosk takes no orders from HQ"
	want := []wire.Message{
		&wire.SettingsResult{Version: 3, Hash: wire.Hash([]byte("{}")), State: wire.SettingsRefused, Reason: nobody},
		&wire.UpdateResult{Version: "1.2", State: wire.UpdateRefused, Reason: nobody},
		&wire.CommandResult{ID: "c1", State: wire.CommandRefused, Reason: nobody},
		&wire.Bye{Reason: "the kiosk goes"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestSignedHello: an enrolled kiosk needs no token.
func TestSignedHello(t *testing.T) {
	t.Parallel()
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		h := s.hello
		err := wire.Verify(key.Public().(ed25519.PublicKey), wire.PurposeHello, h.SignedBytes("n"), h.Signature)
		if err != nil || h.Proof != "" || h.Clock == nil || h.Clock.Boot != 7 {
			t.Errorf("%v, hello %+v", err, h)
		}
		s.hearOut()
	}
	clock := func() wire.Clock { return wire.Clock{At: time.Now(), Boot: 7} }
	playWith(t, uplink.Options{Sign: sign, Clock: clock}, journal(0), scripted{t, talk}, func(w *world) {
		w.start()
		w.until("connected", time.Minute, func() bool { return w.up.State().Connected })
	})
}

func TestAsk(t *testing.T) {
	t.Parallel()
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		for m := s.hear(); m != nil; m = s.hear() {
			a, ok := m.(*wire.Ask)
			if !ok {
				continue
			}
			switch a.Name {
			case "stock":
				s.say(&wire.Answer{ID: "nobody", Body: json.RawMessage(`1`)})
				s.say(&wire.Answer{ID: a.ID, Body: a.Body})
				s.say(&wire.Answer{ID: a.ID, Body: json.RawMessage(`2`)}) // twice
			case "prepare":
				s.say(&wire.Answer{ID: a.ID, Error: "sold-out", Reason: "latte is sold out"})
			case "cut":
				return
			}
		}
	}
	play(t, journal(0), scripted{t, talk}, func(w *world) {
		if _, err := w.up.Ask(w.t.Context(), "stock", nil); !errors.Is(err, uplink.ErrAway) {
			t.Errorf("before a connection: %v", err)
		}
		w.start()
		w.until("connected", time.Minute, func() bool { return w.up.State().Connected })
		for range 3 {
			if got, err := w.up.Ask(w.t.Context(), "stock", map[string]int{"latte": 2}); string(got) != `{"latte":2}` || err != nil {
				t.Errorf("got %s, %v", got, err)
			}
		}
		_, err := w.up.Ask(w.t.Context(), "prepare", nil)
		var no *uplink.Refusal
		if !errors.As(err, &no) || no.Code != "sold-out" {
			t.Errorf("a no: %v", err)
		}
		begun := time.Now()
		if _, err := w.up.Ask(w.t.Context(), "silence", nil); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 5*time.Second {
			t.Errorf("silence: %v after %s", err, time.Since(begun))
		}
		if _, err := w.up.Ask(w.t.Context(), "cut", nil); !errors.Is(err, uplink.ErrAway) {
			t.Errorf("a cut line: %v", err)
		}
	})
}

// TestDrain: a kiosk that is asked to leave goes on for a while, then comes back
// by another address.
func TestDrain(t *testing.T) {
	t.Parallel()
	var hosts []string
	var left time.Time
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		if left.IsZero() {
			s.say(&wire.Drain{After: 3000, Spread: 20000})
		}
		f := s.facts()
		for ; f != nil; f = s.facts() {
			s.say(&wire.Ack{Upto: f.Last})
		}
		left = time.Now()
	}
	j := journal(100)
	playWith(t, uplink.Options{Spare: []string{"ws://127.0.0.1/sync"}}, j, scripted{t, talk}, func(w *world) {
		begun := time.Now()
		w.start()
		w.until("uploaded", time.Minute, w.uploaded)
		hosts = append(hosts, w.up.State().HQ)
		w.until("gone", time.Minute, func() bool { return !w.up.State().Connected })
		if at := left.Sub(begun); at < 3*time.Second || at > 4*time.Second {
			t.Errorf("left after %s", at)
		}
		w.until("back", 21*time.Second, func() bool { return w.up.State().Connected })
		hosts = append(hosts, w.up.State().HQ)
		if diff := cmp.Diff([]string{"localhost", "127.0.0.1"}, hosts); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestNow: nobody has to wait for the next attempt.
func TestNow(t *testing.T) {
	t.Parallel()
	h, _ := memoryHQ(t)
	play(t, journal(3), h, func(w *world) {
		w.lan.down.Store(true)
		w.start()
		time.Sleep(10 * time.Minute)
		w.lan.down.Store(false)
		w.up.Now()
		w.until("uploaded", time.Second, w.uploaded)
	})
}

// TestMetered: on a line that costs, facts are compressed and keep to their rate.
func TestMetered(t *testing.T) {
	t.Parallel()
	h, _ := memoryHQ(t)
	j := journal(200)
	size := 0
	for _, line := range j.Lines {
		size += len(line) + 1
	}
	const rate = 1000
	o := uplink.Options{Metered: true, Rate: rate}
	playWith(t, o, j, h, func(w *world) {
		var sent int
		w.lan.wrap = func(c net.Conn) net.Conn { return counted{c, &sent} }
		begun := time.Now()
		w.start()
		w.until("uploaded", time.Hour, w.uploaded)
		w.source.grow(func(j *wiretest.Journal) { j.Fill(210) })
		w.until("uploaded again", time.Hour, w.uploaded)
		if took := time.Since(begun); took < time.Duration(size/rate)*time.Second {
			t.Errorf("%d bytes took %s at %d a second", size, took, rate)
		}
		if sent > size/2 {
			t.Errorf("%d bytes were sent for %d bytes of facts", sent, size)
		}
	})
}

// counted counts what is written.
type counted struct {
	net.Conn
	n *int
}

func (c counted) Write(b []byte) (int, error) { *c.n += len(b); return c.Conn.Write(b) }

// TestAgain: the uplink leaves and introduces the kiosk anew, at once; asked while
// there is no connection, it does nothing.
func TestAgain(t *testing.T) {
	t.Parallel()
	hellos := make(chan time.Time, 10)
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		hellos <- time.Now()
		for m := s.hear(); m != nil; m = s.hear() {
			if _, bye := m.(*wire.Bye); bye {
				return
			}
		}
	}
	playWith(t, uplink.Options{}, journal(0), scripted{t, talk}, func(w *world) {
		w.up.Again()
		w.start()
		<-hellos
		time.Sleep(10 * time.Second)
		if len(hellos) > 0 {
			t.Error("it left without being asked")
		}
		asked := time.Now()
		w.up.Again()
		if took := (<-hellos).Sub(asked); took > 100*time.Millisecond {
			t.Errorf("it came back after %v", took)
		}
		w.until("it is back", time.Second, func() bool { return w.up.State().Connected })
	})
}
