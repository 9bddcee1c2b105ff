package kioskapp

import (
	"fmt"
	"log/slog"

	"kioskd/agent/pay"
)

// judge is a watcher that believes in a pad only where test mode allows it. The
// port was judged with the configuration; this is about what answers there.
type judge struct {
	pay.Watcher
	test      bool
	simulator func(name string) bool // nil where a simulator cannot be told
	port      string
	log       *slog.Logger
}

// Link implements [pay.Watcher]. In test mode a pad that does not say that it is a
// simulator counts as missing: something may lead from a harmless port to a real
// one.
func (j judge) Link(l pay.Link) {
	if l.Up && j.simulator != nil && j.simulator(l.Pad) != j.test {
		if j.test {
			l = pay.Link{Reason: fmt.Sprintf("test mode takes a simulated pad only, and %s on %s does not say that it is one: switch test mode off, or start padsim", l.Pad, j.port)}
		} else {
			j.log.Warn("the pad says that it is a simulator and test mode is off: what it approves counts as paid", "pad", l.Pad, "port", j.port)
		}
	}
	j.Watcher.Link(l)
}
