// Package call is how adapters speak to providers over HTTP: JSON or a form out, a
// bounded body back, and for every fault the fate of the money.
//
// A call that failed before a connection stood is pay.NotSent: nothing has left us.
// From then on every fault is pay.Unknown, a time-out and an unreadable answer
// included. No error names a header, a body or an address's query: secrets are in
// the first two, and names of payments in the last.
package call
