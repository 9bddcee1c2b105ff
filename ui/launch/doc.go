// Package launch tells the kiosk's own screen from every other program on the
// machine.
//
// A program that is no browser sends no Origin, so that being on loopback and
// asking politely proves nothing. Whoever starts the screen gets a launch: a
// word that opens one place once, as ?launch=… in an address. The place answers
// with a session, which the browser keeps as a cookie that no script can read.
//
//	kioskd screen url ──▶ Offer ──▶ http://127.0.0.1:8480/?launch=WORD
//	                                           │
//	browser ◀── cookie: session ◀── Begin ◀────┘
//	   └── POST payments, with the cookie ──▶ Holds
//
// A session is good for one place (the kiosk's own page, one web app, the staff
// page) and outlives a restart of the agent, so that a screen that stands there
// goes on working. It is no secret from whoever may read the browser's profile
// or the data folder: it keeps out other users' programs, not an administrator.
package launch
