package main

import (
	"fmt"
	"text/tabwriter"

	"kioskd/agent"
	"kioskd/drivers/link"
)

type padPortsCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Help says what the list is for.
func (padPortsCmd) Help() string {
	return `ADDRESS is what to write into the configuration as pad.port. Ports of USB adapters are named by adapter or by socket, so that the pad is found again when the system gives the port another name.

On some systems listing talks to the adapters, so it is refused while an agent that runs has a payment.`
}

// Run lists the ports of this machine.
func (p padPortsCmd) Run(t *terminal) error { return p.list(t, link.Ports) }

func (p padPortsCmd) list(t *terminal, ports func() ([]link.Found, error)) error {
	if err := t.noPayment(); err != nil {
		return err
	}
	found, err := ports()
	if err != nil {
		return err
	}
	if p.JSON {
		return t.json(found)
	}
	return t.tellPorts(found)
}

// noPayment refuses where the agent that runs may have a payment at its pad. A
// pad that is not connected has none, and its port is what is looked for.
func (t *terminal) noPayment() error {
	_, running, err := t.dial()
	if err != nil || running == nil {
		return err
	}
	s, err := running.Status(t.ctx)
	if err == nil && s.State != agent.Idle && s.Pad.Up {
		err = fmt.Errorf("list the serial ports: the kiosk is not idle but %s, and listing could disturb its pad; ask again when the screen is idle", s.State)
	}
	return err
}

func (t *terminal) tellPorts(found []link.Found) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(t.out, "no serial port was found: check the cable of the pad or of its USB adapter")
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "PORT\tUSB\tSERIAL NUMBER\tNAME\tADDRESS")
	for _, f := range found {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.Name, f.USB, f.Serial, f.Product, f.Address())
	}
	return w.Flush()
}
