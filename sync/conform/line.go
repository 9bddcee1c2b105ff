package conform

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// Patience with HQ, as the rules have it.
const (
	soon    = 10 * time.Second // a turn in the conversation, or its end
	stored  = 30 * time.Second // an acknowledgement
	letGoBy = 60 * time.Second // of somebody silent
)

// line is one connection to HQ.
type line struct {
	p    *player
	conn *websocket.Conn

	sent, heard string // the last ones, for the report
	nonce       string
	journal     *journal
	acked       uint64 // highest acknowledgement heard over this one
	refused     map[uint64]bool
}

// Ways for a conversation to go on that are no messages.
var (
	errSilent = errors.New("HQ was silent")
	errEnded  = errors.New("HQ ended the connection")
)

// call opens a connection and says nothing yet.
func (p *player) call(ctx context.Context) (*line, error) {
	conn, resp, err := p.dialer().DialContext(ctx, p.o.URL, nil) //nolint:bodyclose // a WebSocket handshake leaves no body to close
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, &breach{rule: "R1", why: fmt.Sprintf("no connection: %v%s", err, status(resp)), sent: "GET " + p.o.URL}
	}
	l := p.line(conn)
	if got := conn.Subprotocol(); got != wire.Subprotocol {
		return nil, &breach{rule: "R1", why: fmt.Sprintf("HQ names the subprotocol %q, not %s", got, wire.Subprotocol), sent: "GET " + p.o.URL}
	}
	conn.SetReadLimit(wire.MaxMessage)
	return l, nil
}

// line makes a line of a connection, which is cut when the probe ends.
func (p *player) line(conn *websocket.Conn) *line {
	l := &line{p: p, conn: conn, refused: map[uint64]bool{}}
	p.open = append(p.open, l)
	return l
}

// hangUp cuts all lines.
func (p *player) hangUp() {
	for _, l := range p.open {
		l.hangUp()
	}
	p.open = nil
}

func status(resp *http.Response) string {
	if resp == nil {
		return ""
	}
	return " (" + resp.Status + ")"
}

func (p *player) dialer() *websocket.Dialer {
	return &websocket.Dialer{
		Subprotocols: []string{wire.Subprotocol}, NetDialContext: p.o.Dial, TLSClientConfig: p.o.TLS,
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: soon, WriteBufferSize: 1024,
	}
}

// hangUp cuts the line without a word.
func (l *line) hangUp() { _ = l.conn.Close() }

// say sends a message. A line that HQ has closed meanwhile takes it like any
// other; what follows will tell.
func (l *line) say(m wire.Message) error {
	b, err := wire.Encode(m)
	if err != nil {
		return fmt.Errorf("the kiosk's own mistake: %w", err)
	}
	l.sayRaw(b)
	return nil
}

func (l *line) sayRaw(b []byte) { l.sayAs(websocket.TextMessage, b) }

func (l *line) sayAs(kind int, b []byte) {
	l.sent, l.heard = short(b), ""
	_ = l.conn.SetWriteDeadline(time.Now().Add(stored)) // if it fails, so does the write
	_ = l.conn.WriteMessage(kind, b)                    // if it fails, so does the next read
}

// short cuts a message for the report.
func short(b []byte) string {
	const most = 300
	if len(b) <= most {
		return string(b)
	}
	return fmt.Sprintf("%s… (%d bytes)", b[:most], len(b))
}

// read returns the next message, [errSilent], [errEnded], or a breach of R3.
func (l *line) read(within time.Duration) (wire.Message, error) {
	_ = l.conn.SetReadDeadline(time.Now().Add(within)) // if it fails, so does the read
	kind, b, err := l.conn.ReadMessage()
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return nil, fmt.Errorf("%w for %s", errSilent, within)
	case errors.Is(err, websocket.ErrReadLimit):
		return nil, l.broken("R3", "a message of more than %d bytes", wire.MaxMessage)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errEnded, err)
	}
	l.heard = short(b)
	if kind != websocket.TextMessage {
		return nil, l.broken("R3", "a binary message")
	}
	m, err := wire.Decode(b)
	if err != nil {
		return nil, l.broken("R3", "%v", err)
	}
	if c, ok := m.(*wire.Command); ok {
		return m, l.commanded(c)
	}
	return m, nil
}

// broken makes a breach out of where the conversation stands.
func (l *line) broken(rule, format string, args ...any) error {
	return &breach{rule: rule, why: fmt.Sprintf(format, args...), sent: l.sent, heard: l.heard}
}

// next returns the next message that is about what we do: what HQ may say at any
// time is passed over.
func (l *line) next(within time.Duration) (wire.Message, error) {
	end := time.Now().Add(within)
	for {
		m, err := l.read(time.Until(end))
		if err != nil {
			return nil, err
		}
		switch m := m.(type) {
		case *wire.Settings, *wire.Command, *wire.Update, *wire.Drain, *wire.News, *wire.Unknown:
			continue
		case *wire.Error:
			if err := l.reasoned(m); err != nil {
				return nil, err
			}
		}
		return m, nil
	}
}

// after returns the next message that is not the echo of an acknowledgement.
func (l *line) after(within time.Duration) (wire.Message, error) {
	end := time.Now().Add(within)
	for {
		m, err := l.next(time.Until(end))
		a, ack := m.(*wire.Ack)
		if err != nil || !ack || a.Upto > l.acked {
			return m, err
		}
		if err := l.heardAck(a); err != nil {
			return nil, err
		}
	}
}

// reasoned looks at an error message.
func (l *line) reasoned(e *wire.Error) error {
	switch e.Code {
	case wire.CodeProof, wire.CodeVersion, wire.CodeMalformed, wire.CodeGap, wire.CodeReplaced, wire.CodeInternal, wire.CodeRevoked, wire.CodeBusy:
	default:
		return l.broken("R42", "code %q is none of the protocol's", e.Code)
	}
	if e.Reason == "" {
		return l.broken("R42", "an error without a reason")
	}
	return nil
}

// refusal wants an error with a code and then the end, or breaks the rule.
func (l *line) refusal(rule, code string) (*wire.Error, error) {
	m, err := l.after(soon)
	if errors.Is(err, errSilent) || errors.Is(err, errEnded) {
		return nil, l.broken(rule, "want an error with code %s: %v", code, err)
	}
	if err != nil {
		return nil, err
	}
	e, ok := m.(*wire.Error)
	if !ok {
		return nil, l.broken(rule, "want an error with code %s, got %s", code, m.Type())
	}
	if e.Code != code {
		return nil, l.broken(rule, "want an error with code %s, got %s", code, e.Code)
	}
	return e, l.end(rule)
}

// end wants the connection to end.
func (l *line) end(rule string) error {
	for end := time.Now().Add(soon); ; {
		_, err := l.next(time.Until(end))
		switch {
		case errors.Is(err, errEnded):
			return nil
		case errors.Is(err, errSilent):
			return l.broken(rule, "the connection is still open %s later", soon)
		case err != nil:
			return err
		}
	}
}
