// Package web is what an operator sees of HQ: the fleet, one kiosk, payments,
// cases, refunds, settings and their roll-outs, the books of a day, users and the
// audit.
//
//	request ──▶ door.Guard ──▶ Who ──▶ page ──▶ desk (does and writes down)
//	                            └ nobody: to the sign-in page, and back
//
// Pages are made on the server and work without a script; a script of a few
// lines replaces the live parts of a page when HQ says that something changed.
// Styles and scripts come from HQ alone, and the content policy allows nothing
// else. What changes something is a form with a token of its session; after it the
// browser is sent on, so that a reload does nothing twice.
//
// Pages are written in English and shown in Korean where a sentence stands in
// strings/ko.json; a test holds that every sentence does.
package web
