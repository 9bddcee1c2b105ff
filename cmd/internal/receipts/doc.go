// Package receipts prints slips of recorded payments, beside the agent:
//
//	 page ── wish ──▶ ┌──────────┐   one at a time   ┌────────┐
//	                  │ Receipts │ ────────────────▶ │ escpos │ ──▶ paper
//	journal ─ payment │          │ ◀──── state ───── └────────┘
//	                  └────┬─────┘
//	                       ▼
//	          what the screen says of the printer
//
// A slip is made of what the journal says and of nothing else, so that the same
// one can be printed again next year. The same slip comes out once, however
// often it is asked for, unless a reprint is wanted, which is marked as one. A
// slip of which the printer did not say that it is out is known as cut off.
//
// Nothing here is on the way of money: a printer that hangs costs paper. Only
// where the configuration says that nothing is sold without paper does a new
// payment ask first ([Receipts.Ready]), and not for long.
package receipts
