package smartro

import "kioskd/agent/pay"

// What this driver claims beyond [pay.Terminal]. Totals, an end of day and a
// printer are things that these pads have not, and nobody has seen a job by which
// a charge could be undone without its approval.
var (
	_ pay.PartialVoider  = (*Driver)(nil)
	_ pay.CardlessVoider = (*Driver)(nil)
	_ pay.BuyerCharger   = (*Driver)(nil)
	_ pay.CardReader     = (*Driver)(nil)
	_ pay.TagReader      = (*Driver)(nil)
	_ pay.CardPresence   = (*Driver)(nil)
	_ pay.Adjuster       = (*Driver)(nil)
	_ pay.Inspector      = (*Driver)(nil)
)
