package shop

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gorilla/websocket"
)

// Push has the payment of a key begin, on every kiosk that listens.
func (s *Shop) Push(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.watchers {
		select {
		case w <- key:
		default: // a kiosk that does not read hears of it when it asks for the items
		}
	}
}

// Watchers returns how many connections wait for a push.
func (s *Shop) Watchers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watchers)
}

func (s *Shop) push(w http.ResponseWriter, r *http.Request) {
	var b Bill
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&b); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.Push(b.PaymentKey)
}

// watch calls back for every pushed key, until the kiosk has gone.
func (s *Shop) watch(r *http.Request, gone <-chan struct{}, tell func(key string) error) {
	keys := make(chan string, 16)
	s.mu.Lock()
	s.watchers[keys] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.watchers, keys)
		s.mu.Unlock()
	}()
	for {
		select {
		case key := <-keys:
			if tell(key) != nil {
				return
			}
		case <-gone:
			return
		case <-r.Context().Done():
			return
		}
	}
}

func (s *Shop) socket(w http.ResponseWriter, r *http.Request) {
	var up websocket.Upgrader
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer func() { _ = c.Close() }() // nothing is left to be said
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for { // answers pings, and sees that the kiosk has gone
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	}()
	s.watch(r, gone, func(key string) error {
		return c.WriteJSON(map[string]string{"type": "PaymentReady", "paymentKey": key})
	})
}

func (s *Shop) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	send := func(event, data string) error {
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, data); err != nil {
			return err
		}
		return http.NewResponseController(w).Flush()
	}
	if send("open", "ok") != nil {
		return
	}
	s.watch(r, nil, func(key string) error {
		return send("payment-ready", fmt.Sprintf(`{"paymentKey":%q}`, key))
	})
}

func tagOf(list []byte) string { return fmt.Sprintf(`"%x"`, sha256.Sum256(list)) }
