// Package zvtsim is a ZVT pad without the pad, with a VAN behind it.
//
// [Kind] is how package sim runs it. A pad is told by a script how it shall
// behave, one line for each payment:
//
//	approve                      # a customer taps, the VAN says yes
//	approve chip card-wait=3s    # somebody slow, with a chip card
//	decline 78                   # an error id, in hexadecimal
//	lose-answer                  # it never hears that its approval was accepted
//	vanish final                 # the line is cut once the approval is final
//	status F0                    # from here on it wants its end of day first
//
// It speaks on a serial line or over TCP: what a kiosk says first tells which.
//
// Like a pad it takes money back by itself when its approval is not accepted, or
// when a line of the receipt is not: such entries of the ledger are Reversed.
//
// The simulator uses the driver's own codec and shares its mistakes: that the
// bytes are right can be shown by captures from real pads only.
package zvtsim
