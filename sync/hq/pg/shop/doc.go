// Package shop is the shop's own system beside payments by phone: asked before money
// is taken whether the goods are still there, and told what became of it.
//
//	HQ                                          the shop's system
//	 │ before the approval ─── may-approve? ──────▶ │  stock, coupons, points
//	 │ ◀── {"approve":true} or {"approve":false} ── │
//	 │ once the outcome is stored ─── settled ────▶ │  by purpose; again until it says 2xx
//
// Both are POST with JSON, signed in the layout of HQ's webhooks, at the addresses of
// the operator's file. Who is asked and does not say yes has said no: nothing is
// approved unasked. A question may come more than once, as may the news.
package shop
