package bills

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// How connections that listen are kept.
const (
	mostListeners = 4 // of one kiosk
	lookEvery     = 3 * time.Second
	aliveEvery    = 20 * time.Second
	writeWithin   = 10 * time.Second
)

// ready is what a client is told of a bill.
type ready struct {
	Type string `json:"type,omitempty"`
	Key  string `json:"paymentKey"`
}

// admits counts a connection in, unless its kiosk has too many.
func (s *Bills) admits(w http.ResponseWriter, kiosk string) (leave func(), ok bool) {
	s.mu.Lock()
	ok = s.listeners[kiosk] < mostListeners
	if ok {
		s.listeners[kiosk]++
	}
	s.mu.Unlock()
	if !ok {
		s.refuse(w, http.StatusTooManyRequests, "this kiosk has enough connections already")
		return nil, false
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.listeners[kiosk]--; s.listeners[kiosk] == 0 {
			delete(s.listeners, kiosk)
		}
	}, true
}

// watch tells every announcement of a kiosk's open bills that this connection has not
// heard, those from before it came as well: a kiosk begins a key once.
func (s *Bills) watch(ctx context.Context, r *http.Request, kiosk string, tell func(b Bill) error, alive func() error) error {
	look, ping := time.NewTicker(lookEvery), time.NewTicker(aliveEvery)
	defer look.Stop()
	defer ping.Stop()
	told := map[string]int{}
	for {
		rang := s.rang()
		if err := s.tellNew(ctx, kiosk, told, tell); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-rang:
		case <-look.C:
		case <-ping.C:
			if still, err := s.who(r); err != nil || still != kiosk {
				return err // its token counts no more
			}
			if err := alive(); err != nil {
				return err
			}
		}
	}
}

func (s *Bills) tellNew(ctx context.Context, kiosk string, told map[string]int, tell func(b Bill) error) error {
	open, err := s.Open(ctx, kiosk)
	if err != nil {
		return err
	}
	for _, b := range open {
		if b.Announced <= told[b.Key] {
			continue
		}
		if err := tell(b); err != nil {
			return err
		}
		told[b.Key] = b.Announced
	}
	return nil
}

// socket pushes over a WebSocket.
func (s *Bills) socket(w http.ResponseWriter, r *http.Request, kiosk string) {
	leave, ok := s.admits(w, kiosk)
	if !ok {
		return
	}
	defer leave()
	up := websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 512}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer func() { _ = c.Close() }() // nothing is left to be said
	c.SetReadLimit(4 << 10)
	ctx, cancel := context.WithCancel(r.Context())
	go func() {
		defer cancel()
		for { // answers pings, and sees that the client has gone
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	}()
	within := func() error { return c.SetWriteDeadline(time.Now().Add(writeWithin)) }
	err = s.watch(ctx, r, kiosk,
		func(b Bill) error { _ = within(); return c.WriteJSON(ready{"PaymentReady", b.Key}) },
		func() error { return c.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin)) })
	s.gone(kiosk, err)
	_ = c.Close()
	<-ctx.Done()
}

// events pushes server-sent events.
func (s *Bills) events(w http.ResponseWriter, r *http.Request, kiosk string) {
	leave, ok := s.admits(w, kiosk)
	if !ok {
		return
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	say := func(format string, args ...any) error {
		_ = out.SetWriteDeadline(time.Now().Add(writeWithin)) // some writers have none
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return err
		}
		return out.Flush()
	}
	if say("event: open\ndata: ok\n\n") != nil {
		return
	}
	err := s.watch(r.Context(), r, kiosk, func(b Bill) error {
		data, err := json.Marshal(ready{Key: b.Key})
		if err != nil {
			return err
		}
		return say("id: %s.%d\nevent: payment-ready\ndata: %s\n\n", b.Key, b.Announced, data)
	}, func() error { return say(": here\n\n") })
	s.gone(kiosk, err)
}

func (s *Bills) gone(kiosk string, err error) {
	if err != nil {
		s.hq.Log.Info("hq: a client is told of no more bills on this connection", "kiosk", kiosk, "err", err)
	}
}
