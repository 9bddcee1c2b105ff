package padapp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"kioskd/drivers/link"
)

// newJack reads where to listen, and listens.
func newJack(listen string) (jack, error) {
	switch {
	case listen == "pty":
		return newPTY("")
	case strings.HasPrefix(listen, "pty:") && listen != "pty:":
		return newPTY(strings.TrimPrefix(listen, "pty:"))
	case strings.HasPrefix(listen, "tcp://"):
		return newTCP(strings.TrimPrefix(listen, "tcp://"))
	}
	return nil, fmt.Errorf("cannot listen on %q: write pty, pty:/path/of/link or tcp://127.0.0.1:0", listen)
}

// tcpJack takes one connection after another.
type tcpJack struct{ net.Listener }

func newTCP(address string) (jack, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on tcp://%s: choose another port, or 0 for a free one: %w", address, err)
	}
	return tcpJack{l}, nil
}

func (j tcpJack) address() string { return "tcp://" + j.Addr().String() }

func (j tcpJack) accept(ctx context.Context) (link.Link, error) {
	stop := context.AfterFunc(ctx, func() {
		// Accept then fails, and says why.
		_ = j.Close()
	})
	defer stop()
	conn, err := j.Accept()
	if err != nil {
		return nil, fmt.Errorf("accept a kiosk on %s: %w", j.address(), err)
	}
	return link.Start(conn, 0), nil
}

func (j tcpJack) close() error {
	if err := j.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
