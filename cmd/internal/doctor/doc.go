// Package doctor looks a kiosk over and says of each part if it is well: good,
// worth a look, or broken, with the reason and one next step.
//
//	kioskd doctor ─▶ Examine ─▶ settings agent port pad printer HQ clock disk
//	                            journal browser policy voices service screen
//	                                  │
//	                    Report ◀── one Finding each
//
// It asks the agent that runs; where none does, it looks at the pad and the
// journal itself. It changes nothing: the one file that it writes, to see if the
// disk takes it, is gone when it returns. What cannot be looked at here is a
// finding too, and never counts as good.
package doctor
