package link

import (
	"context"
	"fmt"
	"net"
	"time"
)

// TCP is a device behind a network address.
type TCP struct{ Address string }

// DialLimit is how long [TCP.Open] tries.
const DialLimit = 5 * time.Second

// String returns the address.
func (t TCP) String() string { return "tcp://" + t.Address }

// Open connects to the device.
func (t TCP) Open(ctx context.Context) (Link, error) {
	dialer := net.Dialer{Timeout: DialLimit}
	conn, err := dialer.DialContext(ctx, "tcp", t.Address)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: check the device's power, network cable and address: %w", t, err)
	}
	return Start(conn, 0), nil
}

// OpenFunc makes an [Opener] of a name and a function.
func OpenFunc(name string, open func(context.Context) (Link, error)) Opener {
	return opener{name, open}
}

type opener struct {
	name string
	open func(context.Context) (Link, error)
}

func (o opener) String() string                         { return o.name }
func (o opener) Open(ctx context.Context) (Link, error) { return o.open(ctx) }
