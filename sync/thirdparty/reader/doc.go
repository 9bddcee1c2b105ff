// Package reader is the framed protocol of reader mode: a client program on a
// wired serial line asks the kiosk for payments and hears what became of them.
//
//	client ── Start(key) ─────────▶ kiosk      "payment-ready"
//	client ◀───── items wanted ──── kiosk      "items-wanted"
//	client ── items ──────────────▶ kiosk      "items"
//	client ◀───── result ────────── kiosk      "result", resent until it is stored
//
// Both sides speak in the same [Frame]s: version, length, checksum, a number that
// the other side acknowledges. A frame is sent again until its acknowledgement
// comes; who gets one twice acknowledges it twice and acts once. The numbers of a
// side begin at random, so that one that was started anew is not taken for its own
// echo.
//
// An acknowledgement means more than that the bytes came: whoever sends it has
// done what the message wanted. A client that acknowledges a result has stored it.
//
// [Client] is the reference client, [Line] is what both sides are made of.
// docs/reader-mode.md is the specification for those who write their own.
package reader
