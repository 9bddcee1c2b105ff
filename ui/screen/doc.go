// Package screen keeps the kiosk's browser on the screen: it finds one, starts it
// in kiosk mode on a profile of its own, and starts it anew when it dies, or when
// the page has not shown itself for a second and a half.
//
//	kioskd screen ──▶ Keeper ── a launch, by the screen's credential ──▶ agent
//	   (the user's     │  └────── is the page alive? four times a second ──▲ ▲
//	    session)       ▼                                                     │
//	                browser ── the page, which beats twice a second ─────────┘
//
// It runs in the session of the user who is signed in at the screen, and never as
// the service: a service has no screen, and a browser has no business with the
// data folder or the card pad. What it knows of the agent is an address on
// loopback and one credential, which starts screens and nothing else.
//
// The browser's rules (no questions to customers, no downloads, no other pages)
// are managed policies, written and removed by [Setup], which also has the session
// start kioskd screen.
package screen
