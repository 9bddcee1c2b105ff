package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers/link"
)

// port asks the pad, since a port that answers is a port, and says what is wrong
// with the way to it. While an agent runs the port is the agent's.
func (v *visit) port(ctx context.Context) Finding {
	v.pad, v.padErr = v.Pad(ctx)
	address := v.Config.Pad.Port
	if v.pad.Link.Up {
		return good(address)
	}
	if v.noWay() {
		return fail(v.padErr.Error(), "Set pad.port to an address from: kioskd pad ports.")
	}
	opener, err := link.Parse(address)
	if err != nil {
		return fail(err.Error(), "Set pad.port to an address from: kioskd pad ports.")
	}
	if s, serial := opener.(link.Serial); serial {
		return v.device(s.Name)
	}
	return warn(address+": nothing answers there", "See the line of the pad.")
}

// noWay reports whether it is the port and not the pad that is in the way.
func (v *visit) noWay() bool {
	return errors.Is(v.padErr, fs.ErrNotExist) || errors.Is(v.padErr, fs.ErrPermission) || errors.Is(v.padErr, link.ErrBusy)
}

// device looks at a serial port without opening it.
func (v *visit) device(name string) Finding {
	err := v.Machine.Device(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(name+" does not exist", "Check the cable of the pad or of its USB adapter; kioskd pad ports lists what is there.")
	case errors.Is(err, fs.ErrPermission):
		return fail("this user may not open "+name, "Add the service's user to the group dialout, or end the program that holds the port.")
	case err != nil:
		return fail(fmt.Sprintf("%s: %v", name, err), "Set pad.port to an address from: kioskd pad ports.")
	}
	return good(name + " is there")
}

func (v *visit) cardPad(context.Context) Finding {
	const next = "Check that the pad has power and its cable; what goes over the line shows in kioskd pad trace."
	l := v.pad.Link
	switch {
	case v.noWay():
		return fail("it cannot be asked before the port is well", "See the line of the port.")
	case !l.Up && v.padErr != nil:
		return fail(v.padErr.Error(), next)
	case !l.Up:
		return fail("not connected: "+orUnknown(l.Reason), next)
	case v.padErr != nil:
		return warn(l.Pad+": it did not tell of itself: "+v.padErr.Error(), "Ask again when no payment runs.")
	case v.pad.Noise >= kioskapp.NoisyLine:
		return warn(fmt.Sprintf("%s: %d broken messages within the hour", l.Pad, v.pad.Noise), "Check the cable, its plugs, and that nothing else is on this port.")
	}
	return v.padParts()
}

// padParts looks at what the pad says of itself.
func (v *visit) padParts() Finding {
	name := v.pad.Link.Pad
	if v.pad.Pad != nil {
		for _, p := range v.pad.Pad.Parts {
			if !p.OK {
				return warn(fmt.Sprintf("%s: its %s says: %s", name, p.Name, p.Says), "Have that part of the pad looked at.")
			}
		}
	}
	return good(name)
}

func (v *visit) printer(context.Context) Finding {
	switch p := v.status.Printer; {
	case v.Config.Printer.Port == "":
		return good("none is set: receipts are on the screen alone")
	case !v.status.Running:
		return warn("not asked, no agent is running", "Start the agent and run this again.")
	case p == nil:
		return warn("it was not set when the agent was started", "Restart the service.")
	case !p.Prints():
		return v.noPaper(fmt.Sprintf("%s %s", p.State, p.Reason))
	default:
		return good(string(p.State))
	}
}

func (v *visit) noPaper(says string) Finding {
	const next = "Look after paper, cover and cable of the receipt printer."
	if v.Config.Printer.Required {
		return fail(says+"; no payment begins without it", next)
	}
	return warn(says, next)
}

func orUnknown(reason string) string {
	if reason == "" {
		return "nobody has said why"
	}
	return reason
}

// statDevice reports what keeps a device from being opened, without opening it.
func statDevice(name string) error {
	if _, err := os.Stat(name); err != nil {
		return err
	}
	return mayOpen(name)
}
