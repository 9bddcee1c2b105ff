package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"kioskd/sync/hq"
)

// hall is HQ behind one address, whoever serves there at the moment.
type hall struct {
	store  hq.Store
	listen net.Listener
	server *http.Server
	now    atomic.Pointer[hq.Handler]
}

func newHall(store hq.Store) (*hall, error) {
	h := &hall{store: store}
	first, err := h.fresh()
	if err != nil {
		return nil, err
	}
	h.now.Store(first)
	if h.listen, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	h.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.now.Load().ServeHTTP(w, r) })}
	go func() { _ = h.server.Serve(h.listen) }() // ends with ErrServerClosed
	return h, nil
}

func (h *hall) fresh() (*hq.Handler, error) {
	return hq.New(hq.Options{Store: h.store, Log: quiet, Limits: limits, Token: func(string) (string, bool) { return token, true }})
}

// restarts puts a new HQ in the place of the old one, again and again. The old one
// says goodbye to its kiosks.
func (h *hall) restarts(ctx context.Context, w *world) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(3 * time.Second):
		}
		next, err := h.fresh()
		if err != nil {
			return // no random bytes: what follows fails, too
		}
		old := h.now.Swap(next)
		_ = old.Close(ctx) // the run may have ended
		w.cuts.Add(1)
	}
}

func (h *hall) close(ctx context.Context) error {
	return errors.Join(h.now.Load().Close(ctx), h.server.Close())
}
