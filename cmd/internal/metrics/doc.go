// Package metrics tells Prometheus how a program is: a page of numbers with names,
// in the text format that Prometheus reads.
//
//	Counter Histogram ─┐ (counted where it happens)
//	                   ├─▶ Gather ─▶ []Family ─▶ GET /metrics
//	status, disk, … ───┘ (asked when somebody reads)
//
// The format is a page of lines, and this package writes it by itself: the usual
// library would make the agent's program 6.5 MB larger, a quarter of what it is.
//
// A label says which of a few kinds a number is about, and its values are listed where
// the number is made: so no payment key, name or card can get into one, and nobody can
// fill a monitoring's disk by making up values.
//
// Whoever reads it needs no password, and learns how busy a shop is. So nothing is
// served unless an address is set. On loopback, pages in the kiosk's browser are
// refused, under whatever name they come.
package metrics
