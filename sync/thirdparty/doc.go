// Package thirdparty speaks with the operator's own server, or with a client
// program on a serial line, in the manner of Toss Place: somebody else says what
// there is to pay, each thing with its payment key, and hears what became of it.
//
//	Partner ── Items ──────▶ what there is to pay ──▶ the agent's orders
//	   │
//	   └────── announces ──▶ Starter ──▶ Till ──▶ one payment, begun by itself
//
//	journal ── cursor ─────▶ Outbox ──▶ Partner.Deliver, until it has them
//
// A [Partner] is a [Server], over HTTP, or a [Client], over a wired serial line.
// A server announces payments in up to three ways at once: it is polled, it
// pushes over a WebSocket, it pushes server-sent events. The [Starter] is the one
// inbox for all of them: a key that was announced twice starts one payment, and a
// key that has had a payment never starts another by itself.
//
// The [Outbox] reads the journal with a cursor of its own. Results go in order and
// at least once; a server tells repeats by the payment key. A partner that is down
// delays nothing but its own results.
//
// Nothing here knows prices or moves money: an [Item] is what the partner says,
// and whoever implements [Till] stores the order under its key before a card pad
// hears of it. What partners say is checked here, and refused with a reason.
//
// Names of fields, of events and of paths are settings ([Names], [Paths]); their
// defaults are those of the sources. docs/third-party.md is the contract.
package thirdparty
