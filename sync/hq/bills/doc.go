// Package bills is HQ's side of the contract in docs/third-party.md: what there is to
// pay at a kiosk, and what became of it, for kiosks in terminal mode and for any other
// client that speaks it.
//
//	client ── GET  /thirdparty/payment-items ──▶ the bills of its kiosk that are open
//	client ── POST /thirdparty/upload-payment ─▶ stored once; the bill is paid
//	client ── GET  /thirdparty/ws ─────────────▶ PaymentReady, when an operator announces a bill
//	client ── GET  /thirdparty/events ─────────▶ the same as server-sent events
//
// Operators make bills, by page or REST, each for one kiosk and under a payment key of
// its own: the same key is one order for ever. A client comes with a token that HQ made
// for its kiosk, and sees nothing of others.
//
// An upload is kept as the exact bytes that came, under what names it (key, status,
// attempt, part). The same again is answered as stored; other bytes under the same name
// are not, and are an alarm. Where the kiosk also uploads its journal, each upload is
// held against the payment there, and a difference is an alarm as well.
package bills
