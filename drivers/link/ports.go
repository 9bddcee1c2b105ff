package link

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Found is a serial port that this machine has.
type Found struct {
	Name    string `json:"name"`              // as in a configuration: /dev/ttyUSB0, COM5
	USB     string `json:"usb,omitempty"`     // vendor and product, as in 067B:2303
	Serial  string `json:"serial,omitempty"`  // serial number of the USB adapter
	Product string `json:"product,omitempty"` // what the adapter calls itself
}

// Ports lists the serial ports of this machine, by name. Listing may touch every
// port, so it is not for the time of a payment.
func Ports() ([]Found, error) {
	found, err := listPorts()
	if err != nil {
		return nil, fmt.Errorf("list the serial ports: %w", err)
	}
	slices.SortFunc(found, func(a, b Found) int { return cmp.Compare(a.Name, b.Name) })
	return found, nil
}

// usbID writes a vendor and a product as everybody does, "" where there are none.
func usbID(vendor, product string) string {
	if vendor == "" && product == "" {
		return ""
	}
	return strings.ToUpper(vendor + ":" + product)
}
