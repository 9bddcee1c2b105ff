// Package online takes payments that customers make with their phones. HQ holds the
// providers' secrets and speaks with them; the kiosk asks HQ, and shows a QR code:
//
//	kiosk                      HQ                    provider   phone
//	  │ ── prepare ───────────▶ │ ── begin ──────────▶ │          │
//	  │ ◀──────── url, until ── │                      │          │
//	  │  QR code ────────────────────────────────────────────────▶ │
//	  │ ── look, now and then ▶ │ ◀──── comes back ───────────────│
//	  │ ◀─── news: look again ─ │ ── approve ────────▶ │          │
//	  │ ── look ──────────────▶ │                      │          │
//	  │ ◀─────────── approved ─ │                      │          │
//
// An attempt is named by the payment's key and its number, a refund by a name made
// of what is on disk about it. HQ does once what it is asked twice, so whatever is
// lost on the way is simply asked again; [Phones] never guesses. It is [agent.Phones].
//
// When the code's time is over, or the customer cancels, the attempt is closed at HQ
// first and looked at once more: only HQ's word ends it. What HQ cannot tell within
// [Limits].Doubt is unknown, and [Phones.Follow] waits for the answer beside
// everything else.
//
// HQ may never have heard of an attempt: the power was cut after the kiosk had written
// down that it would ask. If HQ says so, and goes on saying so, nobody has seen a code
// and nothing was taken. An HQ that has forgotten what this kiosk has shown is not
// believed: a person has that payment on the list.
package online
