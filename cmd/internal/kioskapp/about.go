package kioskapp

import (
	"strings"

	"kioskd/agent/pay"
	"kioskd/ui"
)

// about is what web apps may know of this kiosk.
func (a *App) about() ui.About {
	c := a.o.Config
	return ui.About{
		Kiosk: c.Kiosk.ID, Serial: c.Kiosk.SerialOrID(), Version: a.o.Version, VAN: strings.ToUpper(c.Pad.Driver),
		Orders: c.Payments.Orders, AppLimit: pay.Amount(c.Payments.AppLimit), AppRefunds: c.Payments.AppRefunds,
	}
}
