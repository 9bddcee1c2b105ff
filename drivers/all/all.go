// Package all lists the drivers. A new one is added here and nowhere else.
package all

import (
	"fmt"
	"strings"

	"kioskd/drivers"
	"kioskd/drivers/smartro"
	"kioskd/drivers/zvt"
)

// Drivers returns the list, in the order in which people should read it.
func Drivers() []drivers.Driver {
	return []drivers.Driver{
		smartro.Listing,
		zvt.Listing,
	}
}

// Find returns the driver with a name, or an error that lists the names.
func Find(name string) (drivers.Driver, error) {
	var names []string
	for _, d := range Drivers() {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return drivers.Driver{}, fmt.Errorf("no driver is called %q: there is %s", name, strings.Join(names, ", "))
}
