package padapp

import (
	"fmt"
	"strings"

	"kioskd/drivers/escpos"
	"kioskd/drivers/escpos/escpossim"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro/smartrosim"
	"kioskd/drivers/zvt/zvtsim"
)

// Kinds returns the simulators that there are, in the order in which people
// should read them. The first is the default.
func Kinds() []sim.Kind { return []sim.Kind{smartrosim.Kind, zvtsim.Kind} }

// Find returns the simulator of a protocol; without a name, the default.
func Find(name string) (sim.Kind, error) {
	var names []string
	for _, k := range Kinds() {
		if name == k.Name || name == "" {
			return k, nil
		}
		names = append(names, k.Name)
	}
	names = append(names, escpos.Name)
	return sim.Kind{}, fmt.Errorf("no simulator is called %q: there is %s", name, strings.Join(names, ", "))
}

// Words explains the scripts of all simulators.
func Words() string {
	text := sim.Words
	for _, k := range Kinds() {
		text += "\n" + k.Help
	}
	return text + "\n" + escpossim.Words
}
