package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/sqlite"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

const (
	kiosk = "kiosk-1"
	token = "a token for a benchmark"
)

// toStore drains into our own HQ on SQLite.
func (b *bench) toStore(ctx context.Context) (took time.Duration, err error) {
	b.n++
	store, err := sqlite.Open(ctx, filepath.Join(b.dir, fmt.Sprintf("hq-%d.db", b.n)))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	h, err := hq.New(hq.Options{Store: store, Log: quiet, Token: func(string) (string, bool) { return token, true }})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	took, err = b.drain(ctx, h, 0)
	if err != nil {
		return 0, err
	}
	head, err := store.Head(ctx, kiosk, b.queue.Epoch())
	if err == nil && head.Seq != uint64(b.facts) {
		err = fmt.Errorf("HQ holds %d of %d facts", head.Seq, b.facts)
	}
	return took, err
}

var quiet = slog.New(slog.DiscardHandler)

// toParser drains into an HQ that looks at every fact and keeps none, so far away.
func (b *bench) toParser(ctx context.Context, oneWay time.Duration) (time.Duration, error) {
	return b.drain(ctx, http.HandlerFunc(parseAndAck), oneWay)
}

func parseAndAck(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer func() { _ = conn.Close() }()
	say := func(m wire.Message) error {
		text, err := wire.Encode(m)
		if err != nil {
			return err
		}
		return conn.WriteMessage(websocket.TextMessage, text)
	}
	if err := say(&wire.Challenge{Version: wire.Version, Nonce: "n", Time: time.Now()}); err != nil {
		return
	}
	for {
		_, text, err := conn.ReadMessage()
		if err != nil {
			return
		}
		m, err := wire.Decode(text)
		if err != nil {
			return
		}
		switch m := m.(type) {
		case *wire.Hello:
			err = say(&wire.Welcome{Time: time.Now()})
		case *wire.Facts:
			for _, line := range m.Lines {
				if _, err = wire.ParseFact(line); err != nil {
					return
				}
			}
			err = say(&wire.Ack{Upto: m.Last})
		}
		if err != nil {
			return
		}
	}
}

// drain times an uplink from the first fact that it reads, once it is let in, to
// the last acknowledgement.
func (b *bench) drain(ctx context.Context, h http.Handler, oneWay time.Duration) (time.Duration, error) {
	address, stop, err := serve(h, oneWay)
	if err != nil {
		return 0, err
	}
	defer stop()
	source, err := b.source()
	if err != nil {
		return 0, err
	}
	done := &finish{Source: source, last: uint64(b.facts), at: make(chan struct{})}
	up, err := uplink.New(uplink.Options{URL: "ws://" + address + "/sync", Kiosk: kiosk, Token: token, Agent: "bench", Source: done, Log: quiet,
		Status: func() wire.Status { return wire.Status{At: time.Now(), State: "idle"} }})
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- up.Run(ctx) }()
	select {
	case <-done.at:
	case <-ctx.Done():
		return 0, fmt.Errorf("not drained: %s", up.State().Error)
	}
	cancel()
	err = <-ended
	return done.took, err
}

// finish is a source that says when everything is acknowledged, and how long that
// took.
type finish struct {
	uplink.Source
	last  uint64
	at    chan struct{}
	start time.Time
	took  time.Duration
}

func (f *finish) Read(from uint64, facts, bytes int) ([][]byte, error) {
	if f.start.IsZero() {
		f.start = time.Now()
	}
	return f.Source.Read(from, facts, bytes)
}

func (f *finish) Ack(seq uint64) error {
	err := f.Source.Ack(seq)
	if err == nil && seq == f.last {
		f.took = time.Since(f.start)
		close(f.at)
	}
	return err
}

// serve serves on loopback, so far away.
func serve(h http.Handler, oneWay time.Duration) (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }() // ends with ErrServerClosed
	if oneWay == 0 {
		return l.Addr().String(), func() { _ = server.Close() }, nil
	}
	far, err := delay(l.Addr().String(), oneWay)
	if err != nil {
		return "", nil, errors.Join(err, server.Close())
	}
	return far.Addr().String(), func() { _ = far.Close(); _ = server.Close() }, nil
}
