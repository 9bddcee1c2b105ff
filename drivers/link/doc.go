// Package link is the way to a device: a pipe of bytes over a serial port or a
// TCP connection.
//
// A driver does not care which of the two it got. It is given an [Opener], made
// by [Parse] from an address such as
//
//	serial:/dev/ttyUSB0?baud=115200
//	COM5
//	tcp://192.168.0.20:9100
//
// and opens a [Link] whenever it wants to speak:
//
//	          Opener.Open
//	               │
//	               ▼          chunks             ┌────────┐
//	port ──▶ one reader ──▶ Link.Receive() ──▶   │ driver │
//	  ▲                                          │        │
//	  └────── one write at a time ◀── Link.Write └────────┘
//
// Cheap serial adapters break in ways that shape this package. A read time-out
// is unreliable on several of them, so there is none: one goroutine owns the
// reading side and blocks, and deadlines end the driver's waiting, never the
// port. A write may block for ever, so [Link.Write] has a watchdog; a port whose
// write is stuck counts as lost. Closing may hang as well and is bounded. A port
// that vanished is not repaired: its link ends, and the driver opens another.
//
// [Start] makes a link of anything that reads, writes and closes, and [Pipe] is
// such a thing in memory, for tests in virtual time.
package link
