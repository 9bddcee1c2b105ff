// Package conform plays a kiosk against anybody's HQ, and says which rules of
// kiosk.sync.v1 that HQ keeps.
//
//	enrol ─▶ probe ─▶ probe ─▶ … ─▶ report
//	            │
//	            └ dial, say something good, slow, cut, repeated, forged, forked,
//	              oversized or new, and look at what HQ makes of it
//
// The rules are those numbered R1, R2, … in docs/sync-protocol.md. [Check] gives
// each a [Verdict]: kept, broken with the message that shows it, or not seen with
// the reason. A rule that is broken can keep others from being seen; mend it and
// check again.
//
// The kiosk's id should be one of its own: its facts stay at HQ for ever, marked
// as test. Each probe writes an epoch of its own, so that none depends on what
// another left behind, and a check can be repeated.
//
// What cannot be seen from outside is not checked: that HQ stores a fact once,
// and that it acknowledges only after it has flushed.
package conform
