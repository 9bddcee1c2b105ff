package link

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func listPorts() ([]Found, error) { return sysfs("/sys").ports() }

// sysfs is the folder in which Linux tells what it knows of its devices. Reading
// it touches none of them; opening a port to find out whether it is real, as
// others do, sets a line in use back to 9600 baud.
type sysfs string

// ports lists the terminals that have a device behind them.
func (s sysfs) ports() ([]Found, error) {
	class := filepath.Join(string(s), "class", "tty")
	names, err := os.ReadDir(class)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // a container without terminals
	}
	if err != nil {
		return nil, err
	}
	var found []Found
	for _, n := range names {
		if f, ok := portAt(filepath.Join(class, n.Name())); ok {
			found = append(found, f)
		}
	}
	return found, nil
}

// portAt describes the terminal of a folder, if it is a port that can be used.
func portAt(folder string) (Found, bool) {
	device, err := filepath.EvalSymlinks(filepath.Join(folder, "device"))
	if err != nil || attribute(folder, "type") == "0" {
		return Found{}, false // no device, or a chip that the kernel did not find
	}
	f := Found{Name: "/dev/" + filepath.Base(folder)}
	if usb, path, ok := usbDevice(device); ok {
		f.Path = path
		f.USB = usbID(attribute(usb, "idVendor"), attribute(usb, "idProduct"))
		f.Serial, f.Product = attribute(usb, "serial"), attribute(usb, "product")
	}
	return f, true
}

// usbDevice looks upwards from a terminal's device for the USB device that it is
// part of. The path is the folder of its interface, as in 1-1.4:1.0.
func usbDevice(device string) (usb, path string, ok bool) {
	for up := filepath.Dir(device); len(up) < len(device); device, up = up, filepath.Dir(up) {
		if attribute(up, "idVendor") != "" {
			return up, filepath.Base(device), true
		}
	}
	return "", "", false
}

// attribute reads one value, "" where it is missing.
func attribute(folder, name string) string {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
