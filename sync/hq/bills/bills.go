package bills

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// Bills is the door of the contract, and what operators do with it. Its methods may be
// called from many goroutines.
type Bills struct {
	hq      *hq.Handler
	mux     *http.ServeMux
	all     hq.Drawer[Bill]
	open    hq.Drawer[Bill] // on the lists, by kiosk and key
	tokens  hq.Drawer[token]
	uploads hq.Drawer[Upload]
	loose   hq.Drawer[struct{}] // uploads that are not held against a payment yet

	mu        sync.Mutex // guards what follows
	changed   chan struct{}
	listeners map[string]int // connections by kiosk
}

// token lets the client of one kiosk in. It is kept under the hash of its text.
type token struct {
	Kiosk string    `json:"kiosk"`
	By    string    `json:"by"`
	Added time.Time `json:"added"`
}

// Base is what all paths of the contract begin with.
const Base = "/thirdparty"

// New returns the bills of an HQ. It starts nothing.
func New(h *hq.Handler) *Bills {
	s := &Bills{hq: h, mux: http.NewServeMux(), changed: make(chan struct{}), listeners: map[string]int{},
		all:     hq.Drawer[Bill]{Office: h.Store, Kind: "bill"},
		open:    hq.Drawer[Bill]{Office: h.Store, Kind: "bill-open"},
		tokens:  hq.Drawer[token]{Office: h.Store, Kind: "bill-token"},
		uploads: hq.Drawer[Upload]{Office: h.Store, Kind: "upload"},
		loose:   hq.Drawer[struct{}]{Office: h.Store, Kind: "upload-loose"},
	}
	s.mux.HandleFunc("GET "+Base+"/payment-items", s.client(s.items))
	s.mux.HandleFunc("POST "+Base+"/upload-payment", s.client(s.upload))
	s.mux.HandleFunc("GET "+Base+"/ws", s.client(s.socket))
	s.mux.HandleFunc("GET "+Base+"/events", s.client(s.events))
	s.mux.HandleFunc(Base+"/", func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, http.StatusNotFound, "there is no such path; docs/third-party.md names them")
	})
	return s
}

// ServeHTTP implements [http.Handler].
func (s *Bills) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// ring wakes the connections that listen here. Those at other processes look by
// themselves.
func (s *Bills) ring() {
	s.mu.Lock()
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	s.hq.Ring()
}

func (s *Bills) rang() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// tokenPrefix begins every token, so that one that has leaked is found by what looks
// for such things.
const tokenPrefix = "kioskbill_"

// NewToken makes a token with which the client of a kiosk comes in; the ones before it
// count no more. Nobody is shown it again.
func (s *Bills) NewToken(ctx context.Context, kiosk, by string) (string, error) {
	if err := wire.CheckName(kiosk); err != nil {
		return "", bad("a kiosk's id has 1 to %d characters of A-Z a-z 0-9 . _ -", wire.MaxName)
	}
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.hq.Rand, b); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	text := tokenPrefix + base64.RawURLEncoding.EncodeToString(b)
	if err := s.EndTokens(ctx, kiosk); err != nil {
		return "", err
	}
	return text, s.tokens.Add(ctx, hashOf(text), token{kiosk, by, time.Now().UTC().Truncate(time.Second)})
}

// EndTokens has the tokens of a kiosk count no more.
func (s *Bills) EndTokens(ctx context.Context, kiosk string) error {
	all, err := s.tokens.All(ctx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Value.Kiosk != kiosk {
			continue
		}
		if err := s.tokens.Drop(ctx, k.Name); err != nil {
			return err
		}
	}
	return nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte("kioskhq.bill-token.v1\n" + text))
	return hex.EncodeToString(sum[:])
}

// who returns the kiosk whose token a request bears.
func (s *Bills) who(r *http.Request) (string, error) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	text = strings.TrimSpace(text)
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(text, tokenPrefix) {
		return "", hq.ErrNotFound
	}
	k, err := s.tokens.Get(r.Context(), hashOf(text))
	return k.Value.Kiosk, err
}
