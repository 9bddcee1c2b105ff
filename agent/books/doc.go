// Package books adds up what a kiosk has taken in a day, and compares that with
// whoever else counts: HQ, the pad, and the VAN.
//
//	       journal ──▶ Read ──▶ Day ──▶ Report ◀── MeetHQ ◀── HQ's ledger
//	                                      ▲  ▲
//	the pad's totals ──▶ MeetPad ─────────┘  └── MeetStatement ◀── the VAN's statement (CSV)
//
// A sale counts on the day on which the pad's clock says that it was approved, and
// a refund on the day on which it was made, as the VAN counts them; the kiosk's
// clock stands in where the pad told no time. What is not settled is counted by
// its state and as no money: where a side has more than the journal, it is named
// as what may explain that.
//
// A difference names the payment key that it is about. Two sides that agree prove
// little when both are ours, so a report without a third side says that it was
// "not compared with VAN".
package books
