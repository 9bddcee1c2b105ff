// Package people knows who may do what at HQ: users with passwords and roles,
// their sessions, and the tokens of machines.
//
//	name, password ──▶ SignIn ──▶ session ──▶ (half: a code is wanted) ──▶ GiveCode
//	                     │                              │
//	                     └── tries, counted before they are judged ──┘
//	cookie ──▶ BySession ──▶ Who ◀── ByToken ◀── Authorization: Bearer
//
// # What is kept
//
// Passwords are argon2id hashes; session tokens, one-time links, recovery codes
// and the tokens of machines are kept as SHA-256 hashes, which is enough for what
// has 128 bits of chance or more. The secret of a second step (TOTP) has to be
// kept as it is: whoever reads HQ's store can make codes, and still needs the
// password.
//
// # Guessing
//
// A try counts before it is judged, so that many at once win nothing. After a few
// wrong ones in a row an account and an address each wait, for twice as long
// every time. A name that nobody has takes as long as one that somebody has.
//
// # Roles
//
// A viewer reads. An operator also works with kiosks, settings, cases and money,
// and money needs another person. An admin also decides who comes in. A role is
// looked up at every request, so taking one away counts at once.
package people
