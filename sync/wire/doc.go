// Package wire is what a kiosk says to its HQ and what HQ answers: the
// protocol kiosk.sync.v1, as plain structs and the bytes they become. It opens
// no connection, reads no clock and imports nothing of ours, so that a team
// that writes another HQ can take it as it stands.
//
// # The conversation
//
// The kiosk dials. Each message is one WebSocket text message: a JSON header on
// the first line, which names its type, and for [Facts] one fact per further
// line. Lines are joined by a line feed, with none after the last.
//
//	kiosk                                 HQ
//	  │ ◀──────────────── challenge ───── │  a nonce
//	  │ ───── hello ────────────────────▶ │  who, proof, epoch, last fact, its hash
//	  │ ◀──────────────── welcome ─────── │  durable up to here, limits
//	  │ ───── facts 8…207 ──────────────▶ │  several frames may be on their way
//	  │ ───── facts 208…219 ────────────▶ │
//	  │ ◀──────────────── ack 207 ─────── │  durable at HQ, cumulative
//	  │ ───── status ───────────────────▶ │  every 30 s and on change
//	  │ ◀──────────────── ack 219 ─────── │
//
// Beside these go what needs HQ or the kiosk to act: [Settings] and [Update],
// signed away from the server, [Command], and [Ask] with its [Answer].
//
// Either side may end with [Error] or [Bye], which carry a reason for people.
// The kiosk pings; HQ answers and takes silence for the end.
//
// # Facts
//
// A [Fact] is a line that the kiosk wrote to its disk before it acted. Facts
// are numbered from 1 within an epoch, and each names the hash of the line
// before it, so that HQ can see a gap, and a fork: the same number with other
// bytes, which happens when somebody restores an old disk. The lines travel and
// are kept byte for byte; nobody encodes them again.
//
// Delivery is at least once. HQ stores a fact once, because kiosk, epoch and
// number name it for ever, and acknowledges only what is durable.
//
// # Compatibility
//
// Receivers ignore fields they do not know. A message of an unknown type
// decodes to [Unknown] and is passed over; a fact of an unknown kind is stored
// and acknowledged, since it may still be money. The golden messages in
// testdata are added to and never edited: a kiosk a year old and a new HQ
// understand each other, and the reverse.
package wire
