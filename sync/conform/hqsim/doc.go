// Package hqsim is an HQ for tests of kiosks: it keeps facts in memory, counts
// what it hears twice, and misbehaves on demand.
//
//	h := &hqsim.HQ{Token: token, Fault: func(n int) hqsim.Script { … }}
//
// Each connection is played by a [Script]: [Good], one of the [Faults], or a
// test's own. What HQ keeps outlives a connection, so that after any number of
// bad ones a good one can show that nothing was lost and nothing doubled.
package hqsim
