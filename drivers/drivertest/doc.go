// Package drivertest is the one suite that every card pad's driver has to pass.
//
// A driver's own tests say how its protocol is spoken. This suite asks what
// matters whatever the protocol: that money is never lost, never taken twice and
// never guessed, however bad the day. It is given a driver and a simulated pad,
// see [Subject], and plays a day at the kiosk with them thousands of times. Each
// time something else goes wrong at another moment: the cable is cut at a byte,
// the agent loses power between two writes, the pad restarts, an answer comes too
// late or twice, the disk is full.
//
//	┌───────┐  pay.Terminal  ┌────────┐   cable    ┌─────────┐
//	│ clerk │ ─────────────▶ │ driver │ ◀────────▶ │ sim.Pad │
//	└───┬───┘                └────────┘  accidents └────┬────┘
//	    ▼                                               ▼
//	  book     what the kiosk believes ◀── judge ──▶  ledger   what is true
//
// The clerk does with the driver what the agent does, and no more: it asks for
// the mark, writes "started" down, charges, writes an offer down before the pad
// has its confirmation, and settles what has no ending by asking the pad's
// memory, also after a restart. In the end the judge holds its book against the
// ledger of the simulated VAN:
//
//   - money is taken at most once for each key;
//   - the clerk knows every approval in the ledger, or has a payment on the list
//     of those whose outcome is open;
//   - nobody was told "not charged" or "declined" while the ledger said otherwise,
//     and nobody "approved" without money;
//   - nothing that moves money leaves outside of a call that is there to move it;
//   - no approval was confirmed to the pad before it was on disk;
//   - every call ended in its time, and every error said what became of the money;
//   - afterwards the next customer can pay;
//   - no card number is in any log or error.
//
// Time is virtual, so that a day takes a millisecond. A scenario that fails prints
// its name, what happened in words, and how to run it again alone.
package drivertest
