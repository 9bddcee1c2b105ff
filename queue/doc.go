// Package queue is the kiosk's memory: facts in order, on disk before anyone
// acts on them.
//
// A [Fact] is a few words that the queue understands (when, what kind, about
// what, how much money) and a body that it does not. [Queue.Append] returns
// when its facts are durable; whoever holds the result may act on it, for a
// power cut can no longer take it back. The queue never learns what a payment
// is: it stores, finds, counts and sums.
//
//	Append ─┐                          ┌─▶ log    one flush   ─┐ side by side for
//	Append ─┼─▶ pending ─▶ committer ──┤                       ├─▶ all callers return
//	Append ─┘                 ▲        └─▶ bbolt  one commit  ─┘ money facts
//	   Ack ───── in memory ───┘            (facts, index, acks, quarantine)
//
//	 1    2    3    4    5    6    7    8          facts, for ever
//	 └────┴────┘    └────┴────┴────┴────┘
//	     acked    ▲       waiting             ▲
//	           Cursor                       Last
//
// # Nouns
//
//   - A fact has a sequence number, from 1 without gaps, within an epoch. The
//     epoch is a random id made with the store: a kiosk whose store was lost
//     begins another epoch, and HQ can tell.
//   - A line is how a fact is written: one JSON object in one line, in exactly
//     one spelling. Each line carries the SHA-256 of the line before it, so
//     nothing can be removed, changed or put in between unseen. HQ gets these
//     bytes and no others.
//   - A [Cursor] is a named reader. What it has acknowledged is behind it, what
//     waits is before it. Acknowledging costs no flush of its own: after a crash
//     some facts are read again.
//   - The quarantine holds facts that a reader refused. They stay in the queue
//     and go on counting as waiting money until a person has looked.
//
// # Promises
//
//   - Append returns nil only when its facts are durable, all of them. If it
//     returns [ErrUnknown], they may or may not be there; after any other error
//     they are not.
//   - After a commit that failed, the queue takes nothing more ([ErrBroken])
//     until it is opened again and has read what the disk really holds.
//   - One process holds the folder. A second one is told who that is.
//   - [Open] never starts empty where a store has been, never repairs silently,
//     and changes nothing when it refuses.
//   - Values are sealed and names are indexed by HMAC (package seal): the folder
//     shows how many facts there are and how far each reader has come, and
//     nothing of what they say.
//   - A money fact is in both stores when Append returns, any other in the log;
//     it follows into bbolt. Whichever file a power cut or a bad disk ruins,
//     what a reader still waits for is in the other, and Open makes the damaged
//     one anew. What it found and did is in [Queue.Report].
//   - Facts that somebody waits for are never deleted. At the bounds in [Options]
//     Append refuses; facts that end something may use what is kept in reserve.
//
// # On disk
//
//	queue.db      bbolt: buckets facts, index, cursors, quarantine, meta
//	queue-….log   the log: segments of checksummed frames, preallocated
//	queue-spare.log  room for the next segment, kept in reserve
//	queue.key     the data key, unless Options.Sealer keeps it elsewhere
//	queue.epoch   the epoch in plain text: says that a store has been made here
//	queue.stop    left by a clean stop, with what tells this state of the store
//	lock          held while open, with the holder's name for people
//
// Facts are keyed by their number in big-endian, so bbolt's pages fill in order
// and stay full. One goroutine, the committer, started by Open and ended by
// [Queue.Close], writes. It has no timer for facts: it takes whatever waits, so a lone
// customer waits for one commit and sixteen customers share one. A commit of bbolt is
// two flushes of the disk, beside the one of the log.
package queue
