// Package e2e plays text scripts against the three real programs: kioskd, padsim
// on a real pseudo-terminal, and kioskhq on SQLite, with a real browser where a
// script opens one. Anyone can read a script in testdata:
//
//	hq start                    kioskhq serve; stop, kill
//	pad start LINES             padsim, told what to do; slow LINES, stop, kill
//	kiosk start                 kioskd run; stop, kill
//	order ITEM QUANTITY         store an order through the local API
//	pay                         pay it; abort presses cancel
//	screen STATE                wait until the agent's view says so
//	hears TEXT                  wait until kioskd has logged so
//	dialogue TEXT               wait until the pad's dialogue has said so
//	fact KIND                   wait until the journal has a fact of that kind
//	uploaded                    wait until nothing waits for HQ
//	books COUNT TAKEN           stop everything and hold the VAN's ledger, the journal
//	                            and HQ against one another: so many sales, so much money
//	data save                   copy the data folder; restore it; damage FILE FROM BYTES
//	browser open|tap|see|reads  a person at the screen
//
// Programs are built with the race detector, and a script fails when one of them
// reports a race or a panic.
package e2e
