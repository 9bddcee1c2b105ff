// Package uplink carries a kiosk's facts to its HQ: over one WebSocket, in
// order, at least once, for as many years as it takes.
//
//	Source ──▶ sender ──▶ wire.Facts ──▶ HQ
//	   ▲                                  │
//	   └── Ack, Reject ◀── receiver ◀─────┘
//
// # Promises
//
// The source's position moves only when HQ says that facts are durable there,
// and never beyond what this program has sent or HQ has shown to hold. A cut
// line costs nothing: the next connection goes on where HQ says that it stands,
// also when that is before what HQ acknowledged once, because HQ may have lost
// it. Facts may be sent twice; HQ hears them once.
//
// When HQ holds other facts under our numbers, somebody restored an old disk:
// nothing more of this epoch is sent, [State] says so, and the connection stays
// for the status.
//
// # Pace
//
// A lone fact goes at once. A backlog goes in frames of at most 200 facts or
// 256 KB with 8 on their way, or what HQ asks for. Pings leave every 5 to 8
// seconds; a line that is silent for 18 is taken for dead, and so is an HQ that
// acknowledges nothing for a minute. Frames are smaller after a connection that
// carried none. After a cut the
// first attempt to come back is spread over a window, further ones over a time
// that doubles up to a minute, so that a thousand kiosks behind one router do
// not come back in the same second.
//
// # Orders and questions
//
// Settings, updates and commands from HQ go to [Orders]; what became of them is
// said by [Uplink.Say], and again over the next connection. [Uplink.Ask] asks HQ
// what cannot wait. HQ can ask a kiosk to come back by another way; several
// addresses of one HQ are tried in turn.
//
// Nothing here knows what a payment is.
package uplink
