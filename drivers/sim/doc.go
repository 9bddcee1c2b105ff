// Package sim is what every simulated pad has, whatever protocol it speaks: a
// script that says how it behaves, a ledger of what the VAN behind it knows, a
// line that can be cut, a clock that can be hurried, and a file that lets it
// survive a restart.
//
// A simulator adds a [Protocol], and describes itself as a [Kind]:
//
//	    script
//	      │ one Plan for each payment and each cancel
//	      ▼
//	┌──────────┐  bytes  ┌──────────┐  bytes  ┌──────┐
//	│ Protocol │ ◀─────▶ │   Pad    │ ◀─────▶ │ link │ ◀──▶ kiosk
//	└────┬─────┘         └──────────┘         └──────┘
//	     │ approve, cancel
//	     ▼
//	┌──────────┐
//	│  Ledger  │ the truth about the money
//	└──────────┘
//
// One goroutine, that of [Pad.Run], owns the pad and calls the protocol, which
// therefore needs no locks: it is told what came over the line, and asks to be
// woken with [Pad.After] and [Pad.At].
//
// Scripts are written in the words of [Words], which mean the same for every
// kind, and in the kind's own. A word that a protocol has no notion of is refused
// by [Kind.Parse].
package sim
