package zvt

import (
	"errors"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// explain turns a cause into a sentence for the person on site.
func (d *Driver) explain(cause error) string {
	switch {
	case errors.Is(cause, pay.ErrNoAnswer):
		return fmt.Sprintf("nothing that speaks ZVT answers on %s: check the pad's power and cable, that this is its port, and that ZVT is switched on in the pad", d.opts.Link)
	case errors.Is(cause, ErrPeer):
		return fmt.Sprintf("what answers on %s does not speak ZVT: check that this is the pad's port, and no web page or printer", d.opts.Link)
	case errors.Is(cause, desk.ErrLine):
		return fmt.Sprintf("the line to the pad on %s broke: check its cable and power", d.opts.Link)
	case errors.Is(cause, ErrMessage):
		return fmt.Sprintf("what answers on %s does not speak ZVT as expected: check that this is the pad's port (%v)", d.opts.Link, cause)
	}
	return cause.Error()
}
