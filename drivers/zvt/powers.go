package zvt

import "kioskd/agent/pay"

// What this driver claims beyond [pay.Terminal]. The data sheet says what it does
// not claim, and why.
var (
	_ pay.CardlessVoider = (*Driver)(nil)
	_ pay.Totaller       = (*Driver)(nil)
	_ pay.DayEnder       = (*Driver)(nil)
	_ pay.Inspector      = (*Driver)(nil)
)
