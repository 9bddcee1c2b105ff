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
//	            D card query, E standby, F tag, G approval with buyer and product
//	            (merchants of a payment company, PG), L last approval, M card
//	            inside, S brightness and volume, V version, @ events.
//	Not spoken  I, J, X, Y, K, R: configuration, since a wrong one takes the pad
//	            off its VAN. H, N, Q, T, W, Z: nobody tells their layout; Q
//	            would give cash receipts, which are not claimed.
//	Powers      card-less voids; voids of a part (after G alone); charges with
//	            a buyer; card query, tag, card inside; levels; inspection.
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
//	answer to A, E, L, M, S, V  10 s
//	answer to B, C, G           100 s: 60 for the customer, 40 for the VAN; both
//	                            are settings of the kiosk
//	answer to C without a card  40 s
//	answer to D, F              60 s
//	our ACK to b and c          once the offer is on disk, at the latest after 2 s
//	silence within a frame      500 ms, then it counts as cut off
//	quiet line after nonsense   50 ms, before we speak again
//	device check when idle      every 30 s
//
// # Settings
//
// What nobody has written down, or a contract decides:
//
//	van-not-configured  accept (default) or refuse a pad that says so of itself
//	ack                 always (default), or serial: none over tcp://, as one
//	                    source has it
//	silent-memory       refuse (default) a pad that does not answer L, or empty:
//	                    one that has never answered it remembers nothing
//	cancel-form         57 (default) or 59, the length of C without information
//	cancel-numbering    medium (default) tells chip from other credit; one does not
//	cardless-cancel     named (default, kind 3); last (kind 6, once, and only while
//	                    L shows that the payment is the last one); none
//	pg-cancel-time      number (default): the last six digits of the PG number
//	                    stand for the time in C kind 4; sale: the time of the sale
//	no-signature-limit  won; nobody signs up to here; default 50000
//	above-limit         approve (default) without a signature; sign: the pad asks
//	                    for one; refuse the charge before it is sent. G has no
//	                    place for a signature and is not held to it.
//
// # Voids
//
//	approval by         with the card  card-less  a part
//	B, credit           kind 1         kind 3     no
//	B, ZeroPay, Naver   kind 1         kind 3     no
//	B, KakaoPay         kind 1, with the barcode's tail in both; no part
//	G                   kind 4         kind 4     kind 5
//	prepaid, receipts   no             no         no
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
//     what it says when there is none: spaces, zeros, no data and a rejection all
//     mean nothing; silence does so by a setting, for a mark, never to settle a
//     charge. See [Driver.Resolve].
//   - The checksum is one byte: two errors in a frame can cancel out. What L shows
//     for the first time is asked for twice, and counts if both answers agree.
//   - A response names no request. Answers that come after their time are told
//     from those that are waited for by five rules, which stand in answer.go.
//   - A pad may answer C by describing a card: X means that it was cancelled
//     before, and counts only if card and amount fit.
//   - Fillers may be spaces or zero bytes, X may be small, and texts are cut in
//     the middle of a character.
//   - In the place of a card number KakaoPay has a barcode, good for one payment.
//     Its last sixteen digits are kept for a cancel, unless they could be the
//     number of a card.
//   - S: what is no digit means "leave it"; we send a space. By one source only s
//     and e use the response code; elsewhere it is ignored.
//   - F: ten digits are read as a number of four bytes, most significant first;
//     the raw bytes are kept as well.
//   - Prepaid cards have a balance where others have tax and approval number.
package smartro
