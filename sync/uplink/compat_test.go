package uplink_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// TestCompatibleWithFormerAndLaterHQs plays what HQs of other versions said, byte
// for byte, and looks whether today's uplink still says what they relied on.
func TestCompatibleWithFormerAndLaterHQs(t *testing.T) {
	t.Parallel()
	talks, err := wiretest.ReadTalks("../wire/testdata/compat")
	if err != nil {
		t.Fatal(err)
	}
	talks = slices.DeleteFunc(talks, func(talk wiretest.Talk) bool { return !talk.Who("uplink") })
	if len(talks) < 7 {
		t.Errorf("%d conversations; golden ones are only ever added", len(talks))
	}
	for _, talk := range talks {
		t.Run(talk.Name, func(t *testing.T) { t.Parallel(); replay(t, talk) })
	}
}

func replay(t *testing.T, talk wiretest.Talk) {
	j, err := talk.Journal()
	if err != nil {
		t.Fatal(err)
	}
	r := &reenact{talk: talk}
	o := uplink.Options{Token: "token-of-kiosk-1"}
	if h := find[*wire.Hello](r); h != nil && h.Key != "" {
		o.Token, o.Sign = "", signAsOnce
	}
	if find[*wire.SettingsResult](r) != nil {
		o.Orders = r
	}
	playWith(t, o, j, r, func(w *world) {
		r.t, r.w, r.done = w.t, w, make(chan struct{}) // of the bubble that virtual time is in
		w.source.position = find[*wire.Hello](r).Acked
		ctx, stop := context.WithCancel(w.t.Context())
		r.stop = stop
		run := make(chan error, 1)
		go func() { run <- w.up.Run(ctx) }()
		<-r.done
		stop()
		if err := <-run; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

func signAsOnce(thing []byte) (key, signature string, err error) {
	k := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	return wire.KeyName(k.Public().(ed25519.PublicKey)), wire.Sign(k, wire.PurposeHello, thing), nil
}

// reenact is HQ's part of a conversation, and whatever makes the kiosk say its
// own.
type reenact struct {
	t     *testing.T
	talk  wiretest.Talk
	w     *world
	stop  func()
	done  chan struct{}
	early [][]byte // what the kiosk said before its turn
	asks  sync.WaitGroup
}

// find returns the first message of one type.
func find[M wire.Message](r *reenact) (m M) {
	for _, turn := range r.talk.Turns {
		if any, err := turn.Message(); err == nil {
			if found, ok := any.(M); ok {
				return found
			}
		}
	}
	return m
}

func (r *reenact) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	defer close(r.done)
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}
	conn, err := up.Upgrade(w, req, nil)
	if err != nil {
		r.t.Errorf("upgrade: %v", err)
		return
	}
	defer func() { _ = conn.Close() }()
	defer r.asks.Wait()
	defer func() { go hearOut(conn) }() // a kiosk that is not heard does not listen
	for i, turn := range r.talk.Turns {
		if turn.FromHQ {
			if err := conn.WriteMessage(websocket.TextMessage, turn.Raw); err != nil {
				r.t.Errorf("turn %d: %v", i+1, err)
				return
			}
			continue
		}
		if err := r.hear(conn, turn); err != nil {
			r.t.Errorf("turn %d: %v, want %s", i+1, err, turn.Raw)
			return
		}
	}
}

// hearOut hears what the kiosk says until the connection ends.
func hearOut(conn *websocket.Conn) {
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
	}
}

// hear wants one message of the kiosk; those of other types may come before it.
func (r *reenact) hear(conn *websocket.Conn, turn wiretest.Turn) error {
	want, err := turn.Message()
	if err != nil {
		return err
	}
	r.prompt(want)
	is := func(b []byte) bool { m, err := wire.Decode(b); return err == nil && m.Type() == want.Type() }
	if i := slices.IndexFunc(r.early, is); i >= 0 {
		b := r.early[i]
		r.early = slices.Delete(r.early, i, i+1)
		return wiretest.Covers(turn.Raw, b)
	}
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		if is(b) {
			return wiretest.Covers(turn.Raw, b)
		}
		r.early = append(r.early, b)
	}
}

// prompt has the kiosk say what it does not say by itself.
func (r *reenact) prompt(want wire.Message) {
	switch m := want.(type) {
	case *wire.Bye:
		r.stop()
	case *wire.Ask:
		r.asks.Go(func() { r.ask(m) })
	}
}

func (r *reenact) ask(m *wire.Ask) {
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Duration(m.Within)*time.Millisecond)
	defer cancel()
	got, err := r.w.up.Ask(ctx, m.Name, m.Body)
	if err == nil && !bytes.Equal(got, find[*wire.Answer](r).Body) || err != nil {
		r.t.Errorf("asked %s: %s, %v", m.Name, got, err)
	}
}

// Settings, Pending and Take make it the kiosk's orders: they are as once, and so
// are the results.
func (r *reenact) Settings() wire.SettingsHashes { return wire.SettingsHashes{} }
func (r *reenact) Pending() []wire.Message       { return nil }

func (r *reenact) Take(m wire.Message) {
	var once, result wire.Message
	switch m.(type) {
	case *wire.Settings:
		once, result = find[*wire.Settings](r), find[*wire.SettingsResult](r)
	case *wire.Command:
		once, result = find[*wire.Command](r), find[*wire.CommandResult](r)
	}
	if diff := cmp.Diff(once, m, cmp.Comparer(func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })); diff != "" {
		r.t.Errorf("taken (-want +got):\n%s", diff)
	}
	if !r.w.up.Say(result) {
		r.t.Errorf("%s was not said", result.Type())
	}
}
