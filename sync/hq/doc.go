// Package hq is the reference HQ: it hears what kiosks say, keeps every fact
// once, and shows operators what became of the money.
//
// [Handler] is an http.Handler. It takes a [Store], which decides what durable
// means, and a way to look up tokens:
//
//	kiosk ──▶ /sync ──▶ session ──▶ Store.Put ──▶ ack
//	                       │            └ facts, chain heads, payments: one transaction
//	                       └▶ presence: who is connected, last status
//	operator ──▶ packages web and rest ──▶ package desk ◀── Store, presence
//
// # Promises
//
// A fact is acknowledged only after the store has committed it, and the store
// commits it once however often it arrives. The exact bytes are kept. Each
// fact must name the hash of the one before it; the same number with other
// bytes is a [ErrFork], missing numbers are a [ErrGap], and neither is ever
// acknowledged. A fact whose kind or body nobody here understands is kept and
// acknowledged like any other; a line that is no fact at all is kept as
// evidence, refused, and the chain goes on after it.
//
// [Payment] rows are projected from facts by [Project], in the transaction that
// stores them: what an operator reads and what was acknowledged cannot differ.
//
// # Sessions
//
// One goroutine serves one kiosk; the HTTP handler returns after the upgrade,
// which frees half the memory of an idle connection. Kiosks ping; a kiosk that
// is silent for [Silence] is gone. Of two connections of one kiosk the newer
// wins. A kiosk that breaks the rules is told why and cut off; the others do
// not notice.
//
// # Doors
//
// /sync, /enrol and /healthz answer everybody, and so does [KeysPath], where the
// public keys of web tokens stand. /api/v1/me answers who holds such a token (see
// package webtoken). Operators and their machines come in by other doors: pages
// (package web) and REST (package rest), which ask package door who is there and
// have package desk do what may be done.
package hq
