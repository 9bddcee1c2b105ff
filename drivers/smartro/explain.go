package smartro

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
		return fmt.Sprintf("nothing that speaks Smartro's protocol answers on %s: check the pad's power and cable, and that this is its port", d.opts.Link)
	case errors.Is(cause, desk.ErrLine):
		return fmt.Sprintf("the line to the pad on %s broke: check its cable and power", d.opts.Link)
	case errors.Is(cause, ErrMessage):
		return fmt.Sprintf("what answers on %s does not speak Smartro's protocol as expected: check that this is the pad's port (%v)", d.opts.Link, cause)
	}
	return cause.Error()
}
