package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

func limitProbes() []probe {
	return []probe{
		{[]string{"R38"}, largest},
		{[]string{"R39"}, larger},
		{[]string{"R40"}, unreadable},
		{[]string{"R41"}, wordsOfHQ},
	}
}

// largest fills a message with facts, another with bytes, and a third with one
// fact.
func largest(ctx context.Context, p *player) error {
	j := p.journal(wire.MaxBatch)
	j.pad(wire.MaxFact)
	j.pad(wire.MaxPayload/2 - 1)
	j.pad(wire.MaxPayload/2 - 1)
	l, _, err := p.enter(ctx, j, 0)
	if err != nil {
		return as("R38", err)
	}
	for _, part := range [][2]uint64{{1, wire.MaxBatch}, {wire.MaxBatch + 1, wire.MaxBatch + 1}, {wire.MaxBatch + 2, wire.MaxBatch + 3}} {
		if err := l.send(part[0], part[1]); err != nil {
			return err
		}
		if err := l.want(part[1]); err != nil {
			return as("R38", err)
		}
	}
	return nil
}

// pad writes a fact whose line has so many bytes.
func (j *journal) pad(size int) {
	write := func(n int) int {
		return len(j.AddRaw("padding", "", json.RawMessage(`{"test":true,"x":"`+strings.Repeat("x", n)+`"}`)))
	}
	empty := write(0)
	j.Lines = j.Lines[:len(j.Lines)-1]
	write(size - empty)
}

// refused enters with a journal, says something, and wants the connection to end
// and nothing of it to be kept. Facts 1 to 2 are stored before.
func (p *player) refused(ctx context.Context, rule string, kind int, b []byte, refused func(l *line) error) error {
	j := p.journal(2)
	l, err := p.upload(ctx, j, 1, 2)
	if err != nil {
		return as(rule, err)
	}
	l.sayAs(kind, bytes.ReplaceAll(b, []byte("EPOCH"), []byte(j.Epoch)))
	if err := refused(l); err != nil {
		return err
	}
	return p.holds(ctx, rule, j, 2)
}

// rejected accepts an error or a close code that says the same.
func rejected(rule string, codes ...int) func(l *line) error {
	return func(l *line) error {
		m, err := l.after(soon)
		switch {
		case errors.Is(err, errSilent):
			return l.broken(rule, "it was not refused: %v", err)
		case isClose(err, codes):
			return nil
		case errors.Is(err, errEnded) && len(codes) > 1:
			return nil // reset while we were still sending: the reason can be lost
		case err != nil:
			return as(rule, err)
		}
		if e, ok := m.(*wire.Error); !ok || e.Code != wire.CodeMalformed {
			return l.broken(rule, "want an error with code %s, got %s", wire.CodeMalformed, m.Type())
		}
		return l.end(rule)
	}
}

func isClose(err error, codes []int) bool {
	var c *websocket.CloseError
	if !errors.As(err, &c) {
		return false
	}
	for _, code := range codes {
		if c.Code == code {
			return true
		}
	}
	return false
}

func larger(ctx context.Context, p *player) error {
	junk := strings.Repeat("\n{}", wire.MaxBatch+1)
	half := strings.Repeat("x", wire.MaxPayload/2)
	for _, m := range []string{
		fmt.Sprintf(`{"type":"facts","first":3,"last":%d,"count":%d}%s`, wire.MaxBatch+3, wire.MaxBatch+1, junk),
		`{"type":"facts","first":3,"last":4,"count":2}` + "\n" + half + "\n" + half,
		`{"type":"status","state":"` + strings.Repeat("x", wire.MaxHeader) + `"}`,
		`{"type":"status","state":"` + strings.Repeat("x", wire.MaxMessage) + `"}`,
	} {
		err := p.refused(ctx, "R39", websocket.TextMessage, []byte(m), rejected("R39", websocket.CloseMessageTooBig, websocket.ClosePolicyViolation))
		if err != nil {
			return err
		}
	}
	return nil
}

func unreadable(ctx context.Context, p *player) error {
	for _, m := range []struct {
		kind int
		b    string
	}{
		{websocket.TextMessage, "hello"},
		{websocket.TextMessage, `["ack"]`},
		{websocket.TextMessage, `{"upto":1}`},
		{websocket.TextMessage, `{"type":"status","state":[1]}`},
		{websocket.TextMessage, `{"type":"status","state":"` + "\xff\xfe" + `"}`},
		{websocket.TextMessage, `{"type":"facts","first":3,"last":4,"count":2}` + "\n{}"},
		{websocket.TextMessage, `{"type":"facts","first":3,"last":3,"count":1}` + "\n{}\n{}"},
		{websocket.TextMessage, `{"type":"facts","first":0,"last":0,"count":1}` + "\n{}"},
		{websocket.TextMessage, `{"type":"facts","first":-3,"last":-3,"count":1}` + "\n{}"},
		{websocket.BinaryMessage, `{"type":"status","state":"idle"}`},
	} {
		err := p.refused(ctx, "R40", m.kind, []byte(m.b), rejected("R40", websocket.CloseInvalidFramePayloadData))
		if err != nil {
			return err
		}
	}
	return nil
}

func wordsOfHQ(ctx context.Context, p *player) error {
	for _, m := range []string{`{"type":"ack","upto":2}`, `{"type":"challenge","version":1,"nonce":"x"}`, `{"type":"fork","reason":"x"}`} {
		if err := p.refused(ctx, "R41", websocket.TextMessage, []byte(m), rejected("R41")); err != nil {
			return err
		}
	}
	return nil
}
