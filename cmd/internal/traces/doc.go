// Package traces tells a collector of OpenTelemetry how long each step of a payment
// took, from the finger to HQ: one trace for a payment, with spans of both programs.
//
//	kioskd:  journal ──▶ Note ─▶ [queue] ─▶ Follow ─┐
//	                                                ├─▶ batch ─▶ POST /v1/traces
//	kioskhq: intake ───▶ Note ─▶ [queue] ─▶ Stored ─┘
//
// It looks at what was written down, after it was, and keeps nobody waiting: [Sender.Note]
// drops what does not fit into the queue, and a collector that is away costs spans and
// nothing else. Nothing is sent unless an address is set.
//
// Ids are hashes of the payment's key (see [TraceOf]): both programs come to the same
// ones without a word about it, and nobody gets from an id to the key. Of a payment,
// a span tells what [Span] has and no more. There is no field for a card, an amount,
// a buyer or a text of people, and of facts only those of kinds listed here are told.
//
// The format is OTLP over HTTP in JSON, of opentelemetry.io/docs/specs/otlp. This
// package writes it by itself: the usual library would make the agent's program
// 5.4 MB larger.
package traces
