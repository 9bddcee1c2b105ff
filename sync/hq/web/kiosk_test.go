package web_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// machine is a kiosk at the other end of a real socket. It takes every settings
// document and does every command, and tells so.
type machine struct {
	*testing.T
	id      string
	key     ed25519.PrivateKey
	conn    *websocket.Conn
	mu      sync.Mutex // guards what follows, and writes to conn
	journal *wiretest.Journal
	sent    uint64
	told    []wire.Message // what HQ has said
}

// enrolled plays kioskd enroll with a code.
func enrolled(t *testing.T, server, id, code string) *machine {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(wire.NewEnrolment(code, key))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(server+"/enrol", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("enrolment of %s with %s: %s", id, code, resp.Status)
	}
	m := &machine{T: t, id: id, key: key, journal: wiretest.New("epoch-" + id)}
	m.connect(server)
	return m
}

func (m *machine) connect(server string) {
	m.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	conn, resp, err := dialer.Dial("ws"+strings.TrimPrefix(server, "http")+"/sync", nil)
	if err != nil {
		m.Fatal(err)
	}
	_ = resp.Body.Close()
	m.conn = conn
	m.Cleanup(func() { _ = conn.Close() })
	challenge, ok := m.read().(*wire.Challenge)
	if !ok {
		m.Fatal("no challenge")
	}
	last, hash := m.journal.Last()
	h := &wire.Hello{Version: wire.Version, Kiosk: m.id, Key: wire.KeyName(m.key.Public().(ed25519.PublicKey)), Epoch: m.journal.Epoch, Last: last, Hash: hash, Agent: "1.4.0"}
	h.Signature = wire.Sign(m.key, wire.PurposeHello, h.SignedBytes(challenge.Nonce))
	m.say(h)
	if w, ok := m.read().(*wire.Welcome); !ok {
		m.Fatalf("no welcome: %+v", w)
	}
	m.status("idle", true)
	go m.live()
	go m.pings()
}

func (m *machine) read() wire.Message {
	_, b, err := m.conn.ReadMessage()
	if err != nil {
		return nil
	}
	got, err := wire.Decode(b)
	if err != nil {
		m.Errorf("HQ said %s: %v", b, err)
		return nil
	}
	return got
}

func (m *machine) say(message wire.Message) {
	b, err := wire.Encode(message)
	if err != nil {
		m.Error(err)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	_ = m.conn.WriteMessage(websocket.TextMessage, b) // a line that is gone shows elsewhere
}

func (m *machine) status(state string, pad bool) {
	m.say(&wire.Status{At: time.Now(), State: state, Pad: wire.Pad{Up: pad, Model: "TL-3600"}, Waiting: wire.Waiting{}})
}

// pings keeps the line until the test ends.
func (m *machine) pings() {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-m.Context().Done():
			return
		case now := <-tick.C:
			_ = m.conn.WriteControl(websocket.PingMessage, nil, now.Add(time.Second)) // a line that is gone shows elsewhere
		}
	}
}

// live takes settings and commands until the line ends.
func (m *machine) live() {
	for {
		got := m.read()
		if got == nil {
			return
		}
		m.mu.Lock()
		m.told = append(m.told, got)
		m.mu.Unlock()
		switch got := got.(type) {
		case *wire.Settings:
			for _, state := range []string{wire.SettingsApplied, wire.SettingsHealthy} {
				m.say(&wire.SettingsResult{Version: got.Version, Hash: wire.Hash(got.Document), State: state, Now: got.Version})
			}
		case *wire.Command:
			m.say(&wire.CommandResult{ID: got.ID, State: wire.CommandDone, Output: json.RawMessage(`{"ok":true}`)})
		}
	}
}

// heard reports whether HQ has said something that fits.
func (m *machine) heard(fits func(wire.Message) bool) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, got := range m.told {
		if fits(got) {
			return true
		}
	}
	return false
}

// upload sends the facts that HQ has not got.
func (m *machine) upload() {
	m.Helper()
	last, _ := m.journal.Last()
	m.say(wire.NewFacts(m.sent+1, m.journal.Lines[m.sent:last]))
	m.sent = last
}
