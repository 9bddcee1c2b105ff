// Package support makes the support bundle: one zip with what somebody far away needs
// to say what is wrong with a kiosk, and nothing that must not leave it.
//
//	settings doctor agent journal logs trace service machine stacks
//	     └──────┴──────┴──────┬─────┴─────┴─────┴───────┴──────┘
//	               each within its time and its size
//	                          │
//	                    what it may hold    (journal: no bodies; logs: known attributes;
//	                          │              environment: names; trace: masked by its driver)
//	                        sieve           (package mask: the last fence)
//	                          │
//	                    zip + manifest.json
//
// A part that cannot be had costs itself: the manifest says why, and the others are
// there. So a bundle can be made of a kiosk whose agent does not run, whose settings
// cannot be read, and whose journal is broken: then it is worth most.
//
// Nothing is changed by it, but that a journal at rest is opened, as any command does
// that looks into it.
package support
