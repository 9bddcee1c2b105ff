// Package pgsim is what simulated payment providers have in common: a book of
// payments, a customer with a phone, webhooks, and mishaps on demand. Each provider
// has a package of its own below this one, which speaks that vendor's REST, holds
// to that vendor's rules, and shows the pages that a customer would see there.
//
//	merchant's server ──REST──▶ door ──▶ mishap? ──▶ Do ──▶ book
//	customer's phone  ──page──▶ door ─────────────▶ Do ──▶ book ──▶ letters ──▶ webhook
//
//	sim := kakao.New(kakao.Options{SecretKey: "sim-secret"})
//	server := httptest.NewServer(sim)
//	sim.Script("approve", pgsim.CutAfter)       // the money is taken, the answer is lost
//	…
//	sim.Ledger()                                // what the provider would swear to
//
// Everything that changes the book happens in one call at a time, and no call waits
// for a line while it holds the book. Delays, hangs and cut lines lie outside. Time
// is package time, so that a test in a bubble of testing/synctest has no real waits.
//
// A simulator moves no money. What it says about a vendor is taken from the vendor's
// published documents, whose examples are tables in the tests; where these are silent
// the simulator is strict, since a client that bears the stricter rule bears both.
package pgsim
