// Package smartro drives the card pads of Smartro (Korea) that speak its serial
// protocol.
//
// # Data sheet
//
//	Models      TL-3500S/BS/BP, TL-3600. TL-3700 is expected to be alike; nobody
//	            has shown it.
//	Line        RS-232 or USB virtual port, 115200 baud, 8 bits, no parity,
//	            1 stop bit, no flow control.
//	Roles       The kiosk asks, the pad answers; unasked it sends events only.
//	Money       Korean won, whole.
//	Spoken      A device check, B approval, C cancel (answered by c or d),
//	            E standby, L last approval, V version, @ events.
//	Not spoken  D, F (cards without a payment), G (PG merchants), I, J, X, Y, K
//	            (configuration: a wrong one takes the pad off its VAN), S, R.
//
// # Origin
//
// There was no vendor document to work from. Frames, layouts and habits were
// reconstructed from public drivers for these pads; no pad has been at the other
// end of this package yet. What several of those drivers agree on is followed;
// where they differ, the reading is chosen that cannot lose money, and the place
// says so.
//
// # A payment on the wire
//
//	kiosk                                 pad
//	  B approval request  ───────────────▶
//	                      ◀───────────────  ACK   (received, no more than that)
//	                      ◀───────────────  @I    card inserted (never acknowledged)
//	                      ◀───────────────  b     approved or rejected
//	  (the offer is on disk)
//	  ACK                 ───────────────▶
//	                      ◀───────────────  @O    card removed
//
// # Timing
//
//	ACK of a request            3 s, 3 tries; B and C are sent again only when the
//	                            pad said NACK
//	answer to A, E, L, V        10 s
//	answer to B, C              100 s: 60 for the customer, 40 for the VAN
//	our ACK to b and c          once the offer is on disk, at the latest after 2 s
//	silence within a frame      500 ms, then it counts as cut off
//	quiet line after nonsense   50 ms, before we speak again
//	device check when idle      every 30 s
//
// # Quirks
//
//   - ACK may be missing: an event or the response itself counts as one.
//   - A response is repeated about every 3 s until our ACK arrives. Repeats are
//     acknowledged and dropped.
//   - A check byte, a length or text may have the value of a control character;
//     only lengths say where a frame ends.
//   - Rejections come in two layouts, see [Rejected].
//   - Rejections 0A and 0C mean that the pad itself does not know: the fate of the
//     money is unknown.
//   - E makes the pad stop waiting for a card, but an approval can still follow.
//   - A cancel answer looks like a sale: it repeats the approval number under a
//     new unique number.
//   - L may remember the last approval or the last transaction, and nobody knows
//     what it says when there is none. See [Driver.Resolve].
//   - Prepaid cards have a balance where others have tax and approval number.
package smartro
