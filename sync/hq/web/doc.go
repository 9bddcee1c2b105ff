// Package web is what an operator sees of HQ: payments, kiosks, and one payment
// with everything its kiosk said about it.
//
// Pages are made on the server and work without a script; a script of a few
// lines replaces the live parts of a page when HQ says that something changed.
// Styles and scripts come from HQ alone, and the content policy allows nothing
// else. Until operators can sign in, pages open only on HQ's own machine.
package web
