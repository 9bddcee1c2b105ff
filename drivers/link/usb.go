package link

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// USB is a serial port behind a USB adapter, or a pad that is one, wherever the
// system has put it this time: names such as ttyUSB0 and COM5 change when a plug
// is pulled. It is looked for whenever it is opened, and never while it is open.
type USB struct {
	ID     string // vendor and product, as in 067B:2303; "" with a path
	Number string // serial number, "" for any
	Path   string // where it is plugged in, as in 1-1.4 or 1-1.4:1.0

	Settings Serial // how to open it; the name is found
}

// String returns the address.
func (u USB) String() string {
	if u.Path != "" {
		return "usb-path:" + u.Path + u.Settings.options()
	}
	address := "usb:" + u.ID
	if u.Number != "" {
		address += ":" + u.Number
	}
	return address + u.Settings.options()
}

// Open looks for the port and opens it.
func (u USB) Open(ctx context.Context) (Link, error) { return u.openAmong(ctx, Ports) }

// openAmong opens the port that is listed now.
func (u USB) openAmong(ctx context.Context, ports func() ([]Found, error)) (Link, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open %s: %w", u, err)
	}
	found, err := ports()
	if err != nil {
		return nil, err
	}
	name, err := u.choose(found)
	if err != nil {
		return nil, err
	}
	port := u.Settings
	port.Name = name
	return port.Open(ctx)
}

// choose returns the name of the one port that fits.
func (u USB) choose(found []Found) (string, error) {
	var names, places []string
	for _, f := range found {
		if !u.fits(f) {
			continue
		}
		names = append(names, f.Name)
		if f.Path != "" {
			places = append(places, "usb-path:"+f.Path)
		} else {
			places = append(places, f.Name)
		}
	}
	switch len(names) {
	case 0:
		return "", &plain{fmt.Sprintf("no serial port is %s: check the cable, or list the ports with: kioskd pad ports", u), fs.ErrNotExist}
	case 1:
		return names[0], nil
	}
	return "", fmt.Errorf("%d serial ports are %s: say which one: %s", len(names), u, strings.Join(places, ", "))
}

func (u USB) fits(f Found) bool {
	if u.Path != "" {
		return f.Path == u.Path || strings.HasPrefix(f.Path, u.Path+":")
	}
	return f.USB == u.ID && (u.Number == "" || f.Serial == u.Number)
}

var (
	usbForm  = regexp.MustCompile(`^([0-9A-Fa-f]{4}:[0-9A-Fa-f]{4})(:[^:?]+)?$`)
	pathForm = regexp.MustCompile(`^[0-9]+-[0-9]+(\.[0-9]+)*(:[0-9]+\.[0-9]+)?$`)
)

func parseUSB(s string) (Opener, error) {
	name, port, err := parseSettings(s)
	if err != nil {
		return nil, err
	}
	parts := usbForm.FindStringSubmatch(name)
	if parts == nil {
		return nil, fmt.Errorf("%w usb:%s: write usb:VENDOR:PRODUCT or usb:VENDOR:PRODUCT:SERIAL, as kioskd pad ports lists them", ErrAddress, s)
	}
	return USB{ID: strings.ToUpper(parts[1]), Number: strings.TrimPrefix(parts[2], ":"), Settings: port}, nil
}

func parseUSBPath(s string) (Opener, error) {
	name, port, err := parseSettings(s)
	if err != nil {
		return nil, err
	}
	if !pathForm.MatchString(name) {
		return nil, fmt.Errorf("%w usb-path:%s: write where it is plugged in, as in usb-path:1-1.4 or usb-path:1-1.4:1.0; kioskd pad ports lists them", ErrAddress, s)
	}
	return USB{Path: name, Settings: port}, nil
}
