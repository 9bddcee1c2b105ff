package link

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Found is a serial port that this machine has.
type Found struct {
	Name    string `json:"name"`               // as in a configuration: /dev/ttyUSB0, COM5
	USB     string `json:"usb,omitempty"`      // vendor and product, as in 067B:2303
	Serial  string `json:"serial,omitempty"`   // serial number of the USB adapter
	Path    string `json:"usb_path,omitempty"` // where it is plugged in, as in 1-1.4:1.0; Linux only
	Product string `json:"product,omitempty"`  // what the adapter calls itself
}

// Address is how a configuration names the port so that it is found again: by its
// adapter where it has one that can be told from others, otherwise by its name.
func (f Found) Address() string {
	switch {
	case f.USB != "" && f.Serial != "" && !strings.ContainsAny(f.Serial, "?:"):
		return "usb:" + f.USB + ":" + f.Serial
	case f.Path != "":
		return "usb-path:" + f.Path
	case f.USB != "":
		return "usb:" + f.USB
	}
	return f.Name
}

// Ports lists the serial ports of this machine, by name. It reads what the
// system knows of them and opens none; some systems may talk to the adapters for
// it, so it is not for the time of a payment.
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
