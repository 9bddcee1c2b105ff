// Package world is a shop with a kiosk in it, lived through in virtual time from
// one seed. Everything that decides about money is the product's own: the agent
// and its machine, the pad's driver, the journal with bbolt and its log, the
// uplink, and HQ. What surrounds them is made to fail.
//
//	customers ─▶ agent ─▶ driver ─▶ cable ─▶ simulated pad ─▶ VAN's ledger
//	  tap twice,    │               cut,       late, silent,     the truth
//	  regret,       ▼               noisy      restarts
//	  walk away   journal ─▶ uplink ─▶ network ─▶ HQ ─▶ store
//	              on a disk            cut,      down    failing
//	              that forgets         frozen
//
// # A world's life
//
// A morning: customers come, and the families of [Faults] that the seed has
// chosen do their harm. Then calm: nothing breaks any more, everything is
// switched on, and the kiosk has time to settle. Then the power is cut once more
// and the audit holds the ledgers against one another:
//
//	the VAN's ledger = the journal = HQ's ledger, for each payment
//	no key is charged twice
//	nothing was shown as approved that the VAN does not have
//	nothing is at the VAN that is neither approved, nor taken back, nor on the staff list
//	every wait has ended
//
// # Why a seed repeats
//
// Each stream of events has a generator of its own. Everything outside of the
// product that happens, happens at a random nanosecond, so that no two such
// things share an instant, and in virtual time an instant ends only when nobody
// has anything left to do. One processor runs it all. The timeline's hash says
// whether two runs were the same.
//
// A power cut ends an incarnation of the kiosk: its disk, its lines and its
// network fail from that instant, its goroutines are waited for, and what they
// do meanwhile counts for nothing.
package world
