package conform

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

func factProbes() []probe {
	return []probe{
		{[]string{"R23"}, repeated},
		{[]string{"R24"}, cutInTheMiddle},
		{[]string{"R25"}, slow},
		{[]string{"R33"}, believesMore},
		{[]string{"R34", "R35", "R36"}, noFacts},
		{[]string{"R37"}, unknownKinds},
	}
}

// severalOnTheWay sends more than one message before it hears of the first.
func severalOnTheWay(ctx context.Context, p *player) error {
	const messages, each = 8, 10
	j := p.journal(messages * each)
	l, w, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R19", err)
	}
	allowed := uint64(w.Limits.OrDefault().InFlight)
	for i := uint64(0); i < messages; i++ {
		if i >= allowed {
			if err := l.want((i - allowed + 1) * each); err != nil {
				return err
			}
		}
		if err := l.send(i*each+1, (i+1)*each); err != nil {
			return err
		}
	}
	return l.want(messages * each)
}

// durable cuts the line right after the acknowledgement.
func durable(ctx context.Context, p *player) error {
	j := p.journal(10)
	for _, upto := range []uint64{4, 5, 10} {
		l, w, err := p.enter(ctx, j, 0)
		if err != nil {
			return as("R22", err)
		}
		if err := l.send(w.Acked+1, upto); err != nil {
			return err
		}
		err = l.want(upto)
		l.hangUp()
		if err != nil {
			return as("R22", err)
		}
		if err := p.holds(ctx, "R22", j, upto); err != nil {
			return err
		}
	}
	return nil
}

func repeated(ctx context.Context, p *player) error {
	j := p.journal(12)
	l, err := p.upload(ctx, j, 1, 6)
	if err != nil {
		return as("R23", err)
	}
	for _, part := range [][2]uint64{{1, 6}, {3, 9}, {10, 12}} {
		if err := l.send(part[0], part[1]); err != nil {
			return err
		}
		if err := l.want(part[1]); err != nil {
			return as("R23", err)
		}
	}
	l.hangUp()
	return p.holds(ctx, "R23", j, 12)
}

// cutInTheMiddle sends the beginning of a message.
func cutInTheMiddle(ctx context.Context, p *player) error {
	j := p.journal(20)
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R24", err)
	}
	b, err := wire.Encode(wire.NewFacts(1, j.Lines))
	if err != nil {
		return err
	}
	l.inPieces(b[:len(b)-100], 1000, 0) // no last piece
	l.hangUp()
	if err := p.holds(ctx, "R24", j, 0); err != nil {
		return err
	}
	_, err = p.upload(ctx, j, 1, 20)
	return as("R24", err)
}

// inPieces sends a message as many WebSocket fragments, and does not end it.
func (l *line) inPieces(b []byte, size int, pause time.Duration) func() {
	l.sent, l.heard = short(b)+" in pieces", ""
	w, err := l.conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return func() {} // the next read tells
	}
	for len(b) > 0 {
		n := min(size, len(b))
		_, _ = w.Write(b[:n]) // if it fails, so does the next read
		b = b[n:]
		time.Sleep(pause)
	}
	return func() { _ = w.Close() } // the same
}

func slow(ctx context.Context, p *player) error {
	j := p.journal(40)
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R25", err)
	}
	b, err := wire.Encode(wire.NewFacts(1, j.Lines))
	if err != nil {
		return err
	}
	l.journal.sent = 40
	l.inPieces(b, 500, 100*time.Millisecond)()
	return as("R25", l.want(40))
}

func believesMore(ctx context.Context, p *player) error {
	j := p.journal(4)
	j.sent = 4 // so the kiosk says
	l, w, err := p.enter(ctx, j, 4)
	if err != nil {
		return as("R33", err)
	}
	if w.Acked != 0 {
		return l.broken("R33", "HQ takes the kiosk's word for what it holds: %d", w.Acked)
	}
	if err := l.send(1, 4); err != nil {
		return err
	}
	return as("R33", l.want(4))
}

// noFacts sends lines that are no facts among good ones, and comes back as if it
// had not heard of the rejects.
func noFacts(ctx context.Context, p *player) error {
	j := p.journal(2)
	j.AddLine("this is no fact")
	j.fill("sale", 5)
	j.AddLine(`{"seq":6}`)
	j.fill("sale", 8)
	l, err := p.upload(ctx, j, 1, 8)
	if err != nil {
		return as("R34", err)
	}
	if len(l.refused) != 2 || !l.refused[3] || !l.refused[6] {
		return l.broken("R34", "want rejects of facts 3 and 6, got %v", keys(l.refused))
	}
	l.hangUp()
	again, w, err := p.enter(ctx, j, 2)
	if err != nil {
		return as("R36", err)
	}
	got := map[uint64]bool{}
	for _, r := range w.Refused {
		got[r.Seq] = true
	}
	if w.Acked < 8 {
		return as("R36", again.lost(w, 8))
	}
	if !got[3] || !got[6] {
		return again.broken("R36", "want facts 3 and 6 in refused, got %v", keys(got))
	}
	return nil
}

func unknownKinds(ctx context.Context, p *player) error {
	j := p.journal(1)
	for _, body := range []string{`{"v":99,"depth":[1,{"x":null}]}`, `"text"`, `[1,2]`, `7`, `{}`} {
		j.AddRaw("kind-of-the-future", "", json.RawMessage(body))
	}
	l, err := p.upload(ctx, j, 1, uint64(len(j.Lines)))
	if err != nil {
		return as("R37", err)
	}
	if len(l.refused) > 0 {
		return l.broken("R37", "facts %v were rejected", keys(l.refused))
	}
	return nil
}
