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
// Cheap serial adapters break in ways that shape this package. One goroutine owns
// a port: it reads, in short ticks, and closes. Deadlines end the driver's
// waiting, never the port. A write may block for ever, so [Link.Write] has a
// watchdog; a port whose write is stuck, or whose reads hang or spin, counts as
// lost. Closing may hang as well and is bounded. A port that vanished is not
// repaired: its link ends, and the driver opens another, under another name if
// need be, see [USB]. No two programs of ours open the same port. All that lines
// were seen to do, and what becomes of it, is in docs/line.md.
//
// [Start] makes a link of anything that reads, writes and closes, and [Pipe] is
// such a thing in memory, for tests in virtual time.
package link
