// Package agent is the heart of kioskd: one payment at a time, never lost, never
// twice, never guessed.
//
// # The machine
//
// [Machine] is a value. [Machine.Step] takes an [Event] and returns the next
// machine and the [Effect]s to carry out, in order. It has no clock, no I/O and
// no goroutine. [Agent] owns one machine in one goroutine, brings it events and
// carries out its effects; a [Record] is durable before any later effect begins.
// That is the rule everything rests on: save before you send.
//
// In the large:
//
//	          pay                     approved                  void
//	idle ────────────▶ authorizing ────────────▶ approved ────────────▶ voiding ──▶ voided
//	 ▲   preparing      │   │   │ no                                       │ no
//	 │  (asks for the   │   │   └────▶ declined                            └────▶ unresolved
//	 │   pad's mark)    │   │ no answer, cut line, restart                       (staff list)
//	 │      cancel      │   ▼
//	 │   ┌──────────────┘ unknown ◀──▶ resolving ──▶ approved, not-charged, unresolved
//	 │   ▼                  ▲
//	 └─ aborting ───────────┘   ends on the pad's word only: a late approval is real money
//
// Every way from one state to another, as a test holds it:
//
//	starting    → idle, unknown, approved, held, voiding, voided, unresolved
//	idle        → preparing, resolving, voiding, closing
//	preparing   → authorizing, resolving, not-charged, failed
//	authorizing → approved, declined, issued, aborting, unknown, resolving, unresolved, failed
//	aborting    → not-charged, issued, unknown, resolving, held, unresolved
//	unknown     → resolving, approved, declined, issued, not-charged, held, voiding, unresolved, idle
//	resolving   → unknown, approved, not-charged, held, voiding, unresolved, preparing, idle
//	held        → approved, voiding
//	approved    → idle, preparing, voiding, unresolved
//	declined    → idle, preparing, voiding
//	not-charged → idle, preparing, held, voiding
//	voiding     → voided, unresolved, preparing, idle
//	issued      → idle, preparing, approved, declined, voiding, unresolved
//	voided      → idle, preparing, voiding
//	unresolved  → idle, preparing, voiding
//	failed      → idle, preparing, voiding
//	closing     → idle, voiding
//
// Besides, when the journal fails, any state goes to failed if it is certain
// that no charge has left, and to unknown otherwise; there it stays until the
// next start.
//
// # What the words mean for money
//
// [Uncertain] is a state with a screen, a fact and an automatic end. It ends in
// four ways: the pad's memory shows a new approval that fits (adopted as
// recovered); it shows nothing new and the charge can no longer be running
// (presumed not charged); the answer comes late after all; or something does
// not fit and a person has to look. Until then the pad takes no charge.
//
// A payment by phone takes the same way with HQ in the pad's place ([Phones]), and
// three things are different. Nothing has to be compared with a memory: HQ names each
// attempt for ever, and is asked what became of it until it says so, beside
// everything else. So it keeps nobody from paying by card for longer than
// [Limits].Listed; after that it is on the staff's list, and later evidence wins.
// And it may end as [Issued]: there is an account to pay into, the goods stay here
// until the money has come, and the kiosk is free.
//
// An approval is a legal event in every state. One that nobody waits for is
// written down, confirmed, and taken back by itself; whoever still has its payment
// on the screen is asked first, and may keep it ([Held]).
//
// # The books
//
// [Fold] reads the facts of one key into a [pay.Payment]. There is no other way
// to know a payment, so a restart hears what the screen heard.
package agent
