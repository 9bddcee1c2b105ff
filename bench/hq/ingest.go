package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// ingest is what one round took, in seconds of processor for a million facts, and in
// facts a second.
type ingest struct {
	hq, server, plain, plainServer float64
	rate, plainRate                float64
}

func (i ingest) ratio() float64 { return (i.plain + i.plainServer) / (i.hq + i.server) }

// senders is how many kiosks send at once.
const senders = 16

// token is what all of them share with HQ.
const token = "0123456789abcdef"

func (b *bench) ingestAll(ctx context.Context) error {
	talks := b.encode()
	for n := range b.rounds {
		i, err := b.ingestOnce(ctx, talks)
		if err != nil {
			return err
		}
		b.say("ingest %d: HQ %.1f + server %.1f, pgx %.1f + server %.1f s of processor for a million facts: %.2f", n+1, i.hq, i.server, i.plain, i.plainServer, i.ratio())
		b.ingests = append(b.ingests, i)
	}
	return nil
}

// talk is what a kiosk sends, encoded.
type talk struct {
	kiosk  string
	last   uint64
	hash   string
	frames [][]byte
}

func (b *bench) encode() (talks []talk) {
	for n := range senders {
		j := wiretest.New("e1")
		j.Fill(b.facts / senders)
		t := talk{kiosk: "kiosk-" + strconv.Itoa(n)}
		t.last, t.hash = j.Last()
		for from := 0; from < len(j.Lines); from += wire.MaxBatch {
			frame, err := wire.Encode(wire.NewFacts(uint64(from)+1, j.Lines[from:min(from+wire.MaxBatch, len(j.Lines))]))
			if err != nil {
				panic(err) // our own lines
			}
			t.frames = append(t.frames, frame)
		}
		talks = append(talks, t)
	}
	return talks
}

func (b *bench) ingestOnce(ctx context.Context, talks []talk) (i ingest, err error) {
	store, err := b.server.Database(ctx, "")
	if err != nil {
		return i, err
	}
	tokens := "KIOSKHQ_TOKENS="
	for _, t := range talks {
		tokens += t.kiosk + " " + token + ","
	}
	p, err := b.serve(ctx, store, []string{tokens})
	if err != nil {
		return i, err
	}
	millions := float64(b.facts) / 1e6
	took, busy, serverBusy, err := b.busy(p.pid(), func() error { return sendAll(ctx, p.address, talks) })
	if err == nil {
		err = p.end(syscall.SIGTERM)
	}
	if err != nil {
		return i, err
	}
	i.hq, i.server, i.rate = busy/millions, serverBusy/millions, float64(b.facts)/took
	return i, b.plainOnce(ctx, &i)
}

// busy returns how long something took, and how long it kept a program and the
// server busy, in seconds.
func (b *bench) busy(pid int, do func() error) (took, program, server float64, err error) {
	programBefore, err := cpuOf(pid)
	if err != nil {
		return 0, 0, 0, err
	}
	serverBefore, err := cpuOf(b.server.Pid())
	if err != nil {
		return 0, 0, 0, err
	}
	start := time.Now()
	if err := do(); err != nil {
		return 0, 0, 0, err
	}
	took = time.Since(start).Seconds()
	programAfter, err := cpuOf(pid)
	if err != nil {
		return 0, 0, 0, err
	}
	serverAfter, err := cpuOf(b.server.Pid())
	return took, (programAfter - programBefore).Seconds(), (serverAfter - serverBefore).Seconds(), err
}

func sendAll(ctx context.Context, address string, talks []talk) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, t := range talks {
		g.Go(func() error { return t.send(ctx, address) })
	}
	return g.Wait()
}

// send enters as a kiosk, and sends with a window until everything is acknowledged.
func (t talk) send(ctx context.Context, address string) error {
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	conn, _, err := d.DialContext(ctx, "ws://"+address+"/sync", nil)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := t.enter(conn); err != nil {
		return err
	}
	sent := 0
	for acked := uint64(0); acked < t.last; {
		for ; sent < len(t.frames) && uint64(sent*wire.MaxBatch) < acked+uint64(wire.DefaultLimits.InFlight*wire.MaxBatch); sent++ {
			if err := conn.WriteMessage(websocket.TextMessage, t.frames[sent]); err != nil {
				return err
			}
		}
		m, err := hear(conn)
		if err != nil {
			return err
		}
		if ack, ok := m.(*wire.Ack); ok {
			acked = ack.Upto
		}
	}
	return nil
}

func (t talk) enter(conn *websocket.Conn) error {
	m, err := hear(conn)
	if err != nil {
		return err
	}
	challenge, ok := m.(*wire.Challenge)
	if !ok {
		return fmt.Errorf("HQ began with %q", m.Type())
	}
	hello := &wire.Hello{Version: wire.Version, Kiosk: t.kiosk, Epoch: "e1", Last: t.last, Hash: t.hash, Proof: wire.Proof(token, challenge.Nonce, t.kiosk, "e1"), Agent: "bench"}
	b, err := wire.Encode(hello)
	if err == nil {
		err = conn.WriteMessage(websocket.TextMessage, b)
	}
	return err
}

func hear(conn *websocket.Conn) (wire.Message, error) {
	_, b, err := conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	m, err := wire.Decode(b)
	if said, bad := m.(*wire.Error); bad {
		return nil, said
	}
	return m, err
}

// plainOnce has a program that does nothing else insert the same rows.
func (b *bench) plainOnce(ctx context.Context, i *ingest) error {
	store, err := b.server.Database(ctx, "")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p, err := b.serve(ctx, store, nil) // makes the tables
	if err != nil {
		return err
	}
	if err := p.end(syscall.SIGTERM); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "plain", store, strconv.Itoa(b.facts))
	cmd.Stderr = os.Stderr
	var out bytes.Buffer
	cmd.Stdout = &out
	serverBefore, err := cpuOf(b.server.Pid())
	if err != nil {
		return err
	}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s plain: %w", filepath.Base(self), err)
	}
	var took, busy float64
	if _, err := fmt.Sscan(out.String(), &took, &busy); err != nil {
		return fmt.Errorf("%s plain said %q: %w", filepath.Base(self), &out, err)
	}
	serverAfter, err := cpuOf(b.server.Pid())
	millions := float64(b.facts) / 1e6
	i.plain, i.plainServer, i.plainRate = busy/millions, (serverAfter-serverBefore).Seconds()/millions, float64(b.facts)/took
	return err
}
