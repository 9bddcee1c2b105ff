// Package command carries out what HQ tells a kiosk to do: each command at most
// once, however often it arrives, across connections and restarts.
//
//	           known id?   expired?   allowed?   signed?   within the limit?
//	command ──▶ repeat ───▶ expired ─▶ refused ─▶ refused ─▶ refused
//	            the result                                     │
//	                                            begun is on disk, with its cost
//	                                                           │
//	                                              Handler ─▶ done or failed, on disk
//
// A command that was begun and not ended when the kiosk stopped is never begun
// again. It is reported as failed, with the words that it may have been done;
// commands that move money name a payment key, and the journal knows what became
// of that.
//
// Commands that move money carry the signature of an operator, made away from
// HQ's server, and are capped by the limits in the signed settings: a stolen
// server cannot empty the till.
package command
