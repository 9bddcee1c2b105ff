// Package pg is the part of HQ that takes payments by phone, at providers whose
// secrets HQ keeps: one flow for all of them.
//
//	kiosk            HQ                                    phone             provider
//	  │ 1 prepare ──▶ order and attempt stored ─ Prepare ──────────────────────▶ │
//	  │ ◀── address ─ (a QR code on the kiosk's screen) ──▶ │                    │
//	  │               landing page ◀── 2 request ───────────│── window, app ───▶ │
//	  │               return address ◀── 3 callback ────────│ ◀── has agreed ────│
//	  │               order, amount, Check; "approving" stored                   │
//	  │               4 Approve ───────────────────────────────────────────────▶ │
//	  │ ◀─── news ─── the outcome stored; 5 finish, by purpose and outcome       │
//
// Steps 1 to 5 are the same for everybody. What differs is in an adapter: a
// [Provider] reads the whole callback, speaks the provider's words, and declares in
// its [Powers] what the flow may ask of it. A new provider is a package with an
// adapter and one line in the list of package all; nothing here changes.
//
// # Money
//
// Save before you send: that HQ is about to approve is stored before the provider
// hears of it, so after a crash anybody sees that money may have moved. What a
// provider says counts when its order and its amount are those that were stored
// before the phone saw anything; otherwise it is a [Mismatch]. An outcome that nobody
// can tell is [Unknown]: a state, in which no other attempt at the same payment may
// begin, and which ends when a lookup says how. A callback or a webhook moves no
// money: it is the reason to look.
//
// Approving happens once. A second callback is answered with what the first one led
// to. An approval is sent again only under the key of the first, where the provider
// promises to answer the first time's answer.
//
// # Outcomes
//
// See [Outcome]. [Attempt] is the machine: a value with a Step, no clock and no I/O.
package pg
