// Package ptyline measures what a driver adds to a payment: a simulated pad at
// the other end of a real pseudo-terminal, which counts what crosses it.
//
// A pseudo-terminal has no speed, and the simulated customer and VAN take no
// time. What is left of a payment is the time that the program and the system
// take; what its bytes would take on a real line follows from their number. The
// ratio of the two says whether a faster program would serve anybody sooner. The
// simulator's own time is part of it, so that the figure is never too good.
package ptyline
