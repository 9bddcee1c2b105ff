package link

import (
	"context"
	"errors"
	"io"
	"time"
)

// Link is an open way to a device. One goroutine uses it; Close may be called
// from any.
type Link interface {
	// Receive returns the channel of what the device said, in pieces of any
	// size. It is closed when the link has ended; Err says why.
	Receive() <-chan []byte

	// Err returns why the link ended: [ErrClosed] after Close, otherwise what
	// happened to the port. It is nil while the link stands.
	Err() error

	// Write sends all of p. An error ends the link. Whether a part of p has left
	// is then unknown, except for [ErrClosed]: nothing has.
	Write(p []byte) error

	// Close ends the link and frees the port. It may be called twice, and it
	// returns within [CloseLimit] even when the operating system does not let go
	// of the port.
	Close() error
}

// Opener opens the same way again and again, since ports come and go.
type Opener interface {
	// Open returns a new link, or an error with a next step for the person on
	// site. The previous link must have been closed.
	Open(context.Context) (Link, error)

	// String returns the address, for logs and faults.
	String() string
}

// Port is what a link is made of: a serial port, a connection, a pipe in memory.
// Close must end a Read that is blocked. A Read that returns nothing and no error
// is harmless.
type Port = io.ReadWriteCloser

// Ticker is a [Port] whose Read returns empty and without error when nothing has
// come for a while. Its link has one goroutine read and close it, and notices
// when a read does not return any more.
type Ticker interface {
	Port

	// Tick is how long a Read waits for the first byte.
	Tick() time.Duration
}

var (
	// ErrClosed is the cause when a link was closed by us.
	ErrClosed = errors.New("link closed")

	// ErrLost is the cause when a port went away by itself.
	ErrLost = errors.New("line lost")

	// ErrBusy is the cause when another program has the port.
	ErrBusy = errors.New("port in use")

	// ErrStuck is the cause when a port took no bytes for [WriteLimit].
	ErrStuck = errors.New("port takes no bytes")
)
