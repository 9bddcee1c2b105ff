// Package smartrosim is a Smartro pad without the pad, with a VAN behind it.
//
// [Kind] is how package sim runs it. A pad is told by a script how it shall
// behave, one line for each payment:
//
//	approve                      # a customer taps, the VAN says yes
//	approve chip card-wait=3s    # somebody slow, with a chip card
//	decline 6B
//	lose-response                # approved, and the answer never comes
//	void silent                  # the next cancel is not answered
//	memory frozen                # from here on L does not change
//
// When the script has run out, every customer taps and is approved, and every
// cancel is judged by the ledger.
//
// The simulator uses the driver's own codec and shares its mistakes: that the
// bytes are right can be shown by captures from real pads only.
package smartrosim
