package simnet

import (
	"bytes"
	"net"
	"syscall"
	"time"
)

// Options say how one direction of a line behaves. Both may be nil.
type Options struct {
	// Delay is how long something takes to the other end.
	Delay func() time.Duration

	// Bend may change what is said on its way, or swallow it by returning
	// nothing. The bytes are its own.
	Bend func([]byte) []byte
}

// Line is a line with two ends.
type Line struct{ there, back *lane }

// Pair lays a line and returns its ends. What a says travels as there has it,
// what b says as back has it.
func Pair(there, back Options) (a, b *Conn, line Line) {
	line = Line{there: newLane(), back: newLane()}
	return &Conn{there.fill(), line.back, line.there}, &Conn{back.fill(), line.there, line.back}, line
}

func (o Options) fill() Options {
	if o.Delay == nil {
		o.Delay = func() time.Duration { return 0 }
	}
	if o.Bend == nil {
		o.Bend = func(b []byte) []byte { return b }
	}
	return o
}

// Cut ends the line: both ends are told at once.
func (l Line) Cut() {
	for _, lane := range []*lane{l.there, l.back} {
		lane.change(func() { lane.broken = syscall.ECONNRESET })
	}
}

// Freeze lets nothing through any more, and tells nobody.
func (l Line) Freeze() {
	for _, lane := range []*lane{l.there, l.back} {
		lane.change(func() { lane.frozen, lane.packets = true, nil })
	}
}

// Conn is one end of a line: a [net.Conn], and a port for package link.
type Conn struct {
	o       Options
	in, out *lane
}

var _ net.Conn = (*Conn)(nil)

// Read implements [net.Conn].
func (c *Conn) Read(b []byte) (int, error) { return c.in.read(b) }

// Write implements [net.Conn]. It never waits.
func (c *Conn) Write(b []byte) (int, error) {
	return len(b), c.out.send(c.o.Bend(bytes.Clone(b)), c.o.Delay())
}

// Close ends the line in order: the other end hears what is under way, then the
// end. A frozen line tells nobody.
func (c *Conn) Close() error {
	c.in.change(func() { c.in.broken = net.ErrClosed })
	c.out.change(func() { c.out.closed = !c.out.frozen })
	return nil
}

// LocalAddr implements [net.Conn].
func (c *Conn) LocalAddr() net.Addr { return addr }

// RemoteAddr implements [net.Conn].
func (c *Conn) RemoteAddr() net.Addr { return addr }

// SetDeadline implements [net.Conn].
func (c *Conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// SetReadDeadline implements [net.Conn].
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.in.change(func() { c.in.deadline = t })
	return nil
}

// SetWriteDeadline implements [net.Conn]; writing never waits.
func (c *Conn) SetWriteDeadline(time.Time) error { return nil }

var addr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
