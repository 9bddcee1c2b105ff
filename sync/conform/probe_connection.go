package conform

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// probe tries one thing. If it ends well, its rules are kept.
type probe struct {
	rules []string
	run   func(ctx context.Context, p *player) error
}

func connectionProbes() []probe {
	return []probe{
		{[]string{"R1", "R8"}, begins},
		{[]string{"R2"}, subprotocolIsWanted},
		{[]string{"R9"}, noncesDiffer},
		{[]string{"R16"}, emptyEpoch},
		{[]string{"R19", "R20", "R21"}, severalOnTheWay},
		{[]string{"R22"}, durable},
		{[]string{"R4"}, answersPings},
		{[]string{"R7"}, compression},
	}
}

func begins(ctx context.Context, p *player) error {
	_, err := p.dial(ctx)
	return err
}

func subprotocolIsWanted(ctx context.Context, p *player) error {
	d := p.dialer()
	d.Subprotocols = nil
	conn, resp, err := d.DialContext(ctx, p.o.URL, nil) //nolint:bodyclose // a WebSocket handshake leaves no body to close
	b := &breach{rule: "R2", sent: "GET " + p.o.URL + " without Sec-WebSocket-Protocol"}
	switch {
	case err == nil:
		_ = conn.Close()
		b.why = "a connection without the subprotocol was taken"
	case resp == nil:
		b.why = "want an HTTP status of 400 to 499: " + err.Error()
	case resp.StatusCode < 400 || resp.StatusCode > 499:
		b.why = "want an HTTP status of 400 to 499, got " + resp.Status
	default:
		return nil
	}
	return b
}

// noncesDiffer draws some. All others of the check are compared, too.
func noncesDiffer(ctx context.Context, p *player) error {
	for range 20 {
		if err := begins(ctx, p); err != nil {
			return err
		}
		p.hangUp()
	}
	return nil
}

// errPong ends a read when the pong has come.
var errPong = errors.New("pong")

// answersPings pings while facts are stored.
func answersPings(ctx context.Context, p *player) error {
	const data, within = "kioskhq-check", 5 * time.Second
	l, _, err := p.enter(ctx, p.journal(50), 0)
	if err != nil {
		return as("R4", err)
	}
	if err := l.send(1, 50); err != nil {
		return err
	}
	l.conn.SetPongHandler(func(got string) error {
		if got == data {
			return errPong
		}
		return nil
	})
	_ = l.conn.WriteControl(websocket.PingMessage, []byte(data), time.Now().Add(soon)) // if it fails, so does the read
	l.sent = "ping " + data
	for end := time.Now().Add(within); ; {
		_, err := l.next(time.Until(end))
		switch {
		case errors.Is(err, errPong):
			return nil
		case errors.Is(err, errSilent), errors.Is(err, errEnded):
			return l.broken("R4", "no pong of the same data within %s: %v", within, err)
		case err != nil:
			return err
		}
	}
}

func compression(ctx context.Context, p *player) error {
	d := p.dialer()
	d.EnableCompression = true
	conn, resp, err := d.DialContext(ctx, p.o.URL, nil) //nolint:bodyclose // a WebSocket handshake leaves no body to close
	if err != nil {
		return as("R7", &breach{rule: "R1", why: "no connection when compression is offered: " + err.Error() + status(resp), sent: "GET " + p.o.URL})
	}
	l := p.line(conn)
	l.journal = p.journal(50)
	if !agreed(resp) {
		return unseen("HQ does not agree to permessage-deflate")
	}
	if err := l.challenge(); err != nil {
		return as("R7", err)
	}
	if err := l.say(p.hello(l.journal, l.nonce)); err != nil {
		return err
	}
	if _, err := l.welcome(); err != nil {
		return as("R7", err)
	}
	if err := l.send(1, 50); err != nil {
		return err
	}
	return as("R7", l.want(50))
}

func agreed(resp *http.Response) bool {
	return strings.Contains(strings.Join(resp.Header.Values("Sec-WebSocket-Extensions"), ","), "permessage-deflate")
}

// silentStranger goes on beside the other probes: it has no identity.
func silentStranger(ctx context.Context, p *player) error {
	l, err := p.call(ctx)
	if err != nil {
		return as("R6", err)
	}
	l.sent = "nothing"
	return l.letGo("R6")
}

// silentKiosk comes last: a connection after it would be the kiosk's newer one.
func silentKiosk(ctx context.Context, p *player) error {
	l, _, err := p.enter(ctx, p.journal(0), 0)
	if err != nil {
		return as("R5", err)
	}
	return l.letGo("R5")
}

// letGo waits until HQ gives the connection up.
func (l *line) letGo(rule string) error {
	for end := time.Now().Add(letGoBy); ; {
		_, err := l.next(time.Until(end))
		switch {
		case errors.Is(err, errEnded):
			return nil
		case errors.Is(err, errSilent):
			return l.broken(rule, "after %s of silence the connection is still open", letGoBy)
		case err != nil:
			return err
		}
	}
}
