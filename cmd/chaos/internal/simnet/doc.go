// Package simnet is lines in memory that behave as badly as real ones: what is
// said takes time, comes in pieces, is garbled, vanishes, or stops coming while
// both ends believe that the line stands.
//
//	a, b, line := simnet.Pair(there, back)     a cable, or a TCP connection
//	line.Cut()       both ends hear that it is gone
//	line.Freeze()    nothing gets through any more, and nobody is told
//
// A [Conn] is a net.Conn whose deadlines follow package time, so that it works in
// virtual time. [Net] is a network with one server in it.
package simnet
