package link

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree makes files with texts, and links, below a folder of its own.
func tree(t *testing.T, files, links map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text+"\n"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range links {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.Symlink(filepath.Join(root, target), path)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestSysfs reads a machine with a chip, a place where none is, an adapter, a pad
// that is a USB device itself, and a screen's terminal.
func TestSysfs(t *testing.T) {
	t.Parallel()
	root := tree(t, map[string]string{
		"class/tty/tty0/dev":                           "4:0",
		"class/tty/ttyS0/type":                         "4",
		"class/tty/ttyS1/type":                         "0",
		"devices/serial8250/uevent":                    "",
		"devices/usb1/1-1/1-1.4/idVendor":              "067b",
		"devices/usb1/1-1/1-1.4/idProduct":             "2303",
		"devices/usb1/1-1/1-1.4/product":               "USB-Serial",
		"devices/usb1/1-1/1-1.4/1-1.4:1.0/ttyUSB0/dev": "188:0",
		"devices/usb1/1-2/idVendor":                    "1fc9",
		"devices/usb1/1-2/idProduct":                   "0094",
		"devices/usb1/1-2/serial":                      "A10042",
		"devices/usb1/1-2/1-2:1.0/bInterfaceNumber":    "00",
	}, map[string]string{
		"class/tty/ttyS0/device":   "devices/serial8250",
		"class/tty/ttyS1/device":   "devices/serial8250",
		"class/tty/ttyUSB0/device": "devices/usb1/1-1/1-1.4/1-1.4:1.0/ttyUSB0",
		"class/tty/ttyACM0/device": "devices/usb1/1-2/1-2:1.0",
		"class/tty/ttyUSB7/device": "devices/usb1/1-9/gone",
	})
	got, err := sysfs(root).ports()
	if err != nil {
		t.Fatal(err)
	}
	want := []Found{
		{Name: "/dev/ttyACM0", USB: "1FC9:0094", Serial: "A10042", Path: "1-2:1.0"},
		{Name: "/dev/ttyS0"},
		{Name: "/dev/ttyUSB0", USB: "067B:2303", Path: "1-1.4:1.0", Product: "USB-Serial"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got, err := sysfs(t.TempDir()).ports(); err != nil || len(got) != 0 {
		t.Errorf("a machine without terminals: %v, %v", got, err)
	}
}

func TestPortsOfThisMachine(t *testing.T) {
	t.Parallel()
	found, err := Ports()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if _, err := Parse(f.Address()); err != nil {
			t.Errorf("%+v cannot be configured: %v", f, err)
		}
	}
}
