package hq

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq/webtoken"
	"kioskd/sync/wire"
)

// Options are what an HQ is made of.
type Options struct {
	Store Store

	// Token returns the token that a kiosk shares with HQ. Kiosks that have
	// enrolled need none.
	Token func(kiosk string) (token string, ok bool)

	// SettingsKey is the public key that signs settings, for kiosks that enrol.
	// Its private half is nowhere near this server.
	SettingsKey ed25519.PublicKey

	// Update, if set, returns the newest version of the agent, or nil.
	Update func() (*wire.Update, error)

	// Answer answers what kiosks ask; nil refuses all questions.
	Answer Answerer

	// Online takes payments by phone; nil offers no way to pay so.
	Online Online

	// Name is what this HQ is called in the tokens of web apps; empty means
	// "kioskhq". TokenKey signs those tokens; without one, none are made. Issuers
	// are others whose tokens count here.
	Name     string
	TokenKey ed25519.PrivateKey
	Issuers  []webtoken.Issuer

	// Outbox, if set, hears what is about to be stored.
	Outbox Outbox

	// TestMode gives codes for checks to any program on this machine. It is for an
	// HQ that keeps nothing.
	TestMode bool

	// MostKiosks bounds how many connections this HQ serves at once; further ones are
	// told to come back later. 0 means no bound.
	MostKiosks int

	// Stored, if set, hears which facts of a kiosk were stored at once, and how long it
	// took until they could be acknowledged. It must not block, nor change them.
	Stored func(kiosk string, facts []Fact, took time.Duration)

	// Limits are sent to every kiosk. Zeros mean the defaults.
	Limits wire.Limits

	Log  *slog.Logger // nil means slog.Default
	Rand io.Reader    // of nonces; nil means crypto/rand
}

// Handler serves kiosks and machines. Build it with [New]; call
// [Handler.Close] when no more requests come, to end the sessions.
type Handler struct {
	Options
	mux      *http.ServeMux
	upgrader websocket.Upgrader
	present  presence
	bell     bell
	peers    peers
	bounds   bounds
	leaving  atomic.Bool     // no more kiosks are taken
	numbers  atomic.Int64    // of sessions
	attempts gate            // to enrol
	maker    *webtoken.Maker // nil when no web tokens are made
	trust    webtoken.Trust
}

// New builds a handler. It starts nothing.
func New(o Options) (*Handler, error) {
	if o.Store == nil || o.Token == nil {
		return nil, errors.New("an HQ needs a store and a way to look up tokens")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Name == "" {
		o.Name = "kioskhq"
	}
	if o.Outbox == nil {
		o.Outbox = noOutbox{}
	}
	h := &Handler{Options: o, mux: http.NewServeMux(), bell: newBell(), peers: newPeers(o.Store), bounds: newBounds(), attempts: newGate()}
	h.upgrader = websocket.Upgrader{
		Subprotocols:    []string{wire.Subprotocol},
		ReadBufferSize:  512, // what is longer is read past it
		WriteBufferPool: &sync.Pool{},
		WriteBufferSize: 4096,

		EnableCompression: true, // for kiosks on lines that cost; others do not offer it
	}
	h.routes()
	return h, h.readyTokens()
}

func (h *Handler) routes() {
	h.mux.HandleFunc("GET /sync", h.sync)
	h.mux.HandleFunc("POST /enrol", h.enrol)
	h.mux.HandleFunc("GET /healthz", h.healthz)
	h.mux.HandleFunc("GET /readyz", h.readyz)
	h.mux.HandleFunc("GET "+KeysPath, h.keySet)
	h.mux.Handle("GET /api/v1/me", h.withToken(h.me))
	h.mux.HandleFunc("OPTIONS /api/v1/me", h.preflight)
	h.mux.Handle("GET /api/v1/me/storage", h.withToken(h.myStorage))
	h.mux.HandleFunc("OPTIONS /api/v1/me/storage", h.preflight)
	if h.TestMode {
		h.testMode()
	}
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Close says goodbye to all kiosks and returns when their sessions have ended,
// with what they were storing stored. It may be called twice.
func (h *Handler) Close(ctx context.Context) error {
	done := h.present.drain(&wire.Bye{Reason: "HQ is stopping; come back later"})
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the kiosks' sessions to end: %w", ctx.Err())
	}
}

// Changed returns a channel that is closed at the next change of what operators
// see.
func (h *Handler) Changed() <-chan struct{} { return h.bell.wait() }

// Ring tells everybody who watches that what they see has changed: for whoever
// writes to the store beside the kiosks.
func (h *Handler) Ring() { h.bell.ring() }

// Kiosks returns all kiosks with what is known of them this second.
func (h *Handler) Kiosks(ctx context.Context) ([]Kiosk, error) {
	kiosks, err := h.Store.Kiosks(ctx)
	if err != nil {
		return nil, fmt.Errorf("list kiosks: %w", err)
	}
	elsewhere, err := h.peers.present(ctx)
	if err != nil {
		return nil, err
	}
	alarms, err := h.openAlarms(ctx)
	if err != nil {
		return nil, err
	}
	for i, k := range kiosks {
		kiosks[i].Connected = h.present.has(k.ID) || elsewhere[k.ID]
		kiosks[i].Alarm = alarms[k.ID]
	}
	return kiosks, nil
}

// sync takes a kiosk's connection and hands it to a goroutine of its own.
func (h *Handler) sync(w http.ResponseWriter, r *http.Request) {
	if !offers(r, wire.Subprotocol) {
		http.Error(w, "this address speaks the WebSocket subprotocol "+wire.Subprotocol+"; point a kiosk's HQ setting at it", http.StatusBadRequest)
		return
	}
	if !h.admits(w) {
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		h.Log.Info("hq: a connection was not upgraded", "peer", r.RemoteAddr, "err", err)
		return // Upgrade has answered
	}
	s := newSession(h, conn)
	if !h.present.begin(s) {
		s.finish(last{&wire.Bye{Reason: "HQ is stopping; come back later"}})
		return
	}
	go s.run()
}

func offers(r *http.Request, protocol string) bool {
	for _, p := range websocket.Subprotocols(r) {
		if p == protocol {
			return true
		}
	}
	return false
}

// nonce makes a challenge that is never used twice.
func (h *Handler) nonce() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(h.Rand, b[:]); err != nil {
		return "", fmt.Errorf("make a nonce: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// Payment returns a payment and its facts, or [ErrNotFound].
func (h *Handler) Payment(ctx context.Context, kiosk, key string) (Payment, []Fact, error) {
	p, err := h.Store.Payment(ctx, kiosk, key)
	if err != nil {
		return Payment{}, nil, fmt.Errorf("look up payment %s of %s: %w", key, kiosk, err)
	}
	facts, err := h.Store.Facts(ctx, FactFilter{Kiosk: kiosk, Key: key})
	if err != nil {
		return Payment{}, nil, fmt.Errorf("look up the facts of payment %s: %w", key, err)
	}
	return p, facts, nil
}
