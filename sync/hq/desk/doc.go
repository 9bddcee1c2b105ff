// Package desk is what operators do at HQ, whether they do it on a page, through
// the machines' door or from a command line.
//
//	page, REST ──▶ Desk ──▶ may they? ──▶ is it possible? ──▶ audit ──▶ done
//	                                                            │
//	                             store, kiosks ◀────────────────┘
//
// Nothing is done that was not written down before; what then fails is written
// down, too.
//
// # Money
//
// A refund by command is asked for by one person and decided by another, and it
// carries the signature of an operator's key, which is on no server: the kiosk
// looks at the signature and at the limits of its settings, HQ at the two people.
// Whoever takes HQ over can skip the second person and still has no signature.
//
// Settling a case says what a person found out, with a name and a reason. It moves
// no money and changes no payment; facts that come later open the case again.
//
// # Settings
//
// A document is signed for kiosks, and offered to a part of them first. A
// [Rollout] remembers which; [Desk.Run] watches the kiosks that have it, and stops
// the roll-out when one refuses the document, goes back to the former one, or is
// not well. Going back is another document, with the former content and a higher
// version, since a kiosk takes no lower one: [Desk.Former] writes it for signing.
package desk
