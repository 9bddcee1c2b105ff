// Package desk is where callers meet a pad: the part of a driver that is the
// same for every protocol.
//
// A [Desk] opens the way to the pad, has the protocol recognise the pad, lets
// one caller at a time have something done, and starts again when the way
// breaks, each time after a longer pause. The protocol is a [Talk]: what it does
// with one open link, in one goroutine, from the link's opening to its end.
//
//	 callers                 goroutine of Run
//	┌───────────┐   Call    ┌────────────────────────────┐
//	│ Authorize │ ────────▶ │ Talk: recognises, serves,  │   link
//	│ Void …    │ ◀──────── │ waits for one thing at a   │ ◀──────▶ pad
//	└───────────┘   done    │ time, listens all the time │
//	┌───────────┐  wish     │                            │
//	│ Abort     │ ────────▶ └──────┬───────────▲─────────┘
//	└───────────┘                  │ offer     │ verdict
//	                        ┌──────▼───────────┴─────────┐
//	                        │ Recorder: has it made      │
//	                        │ durable, in a goroutine    │
//	                        └────────────────────────────┘
//
// A protocol that panics costs its link and leaves the fate of the running call
// unknown; the service, the screen and the other methods go on.
package desk
