package link

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func TestUSBChoosesOne(t *testing.T) {
	t.Parallel()
	found := []Found{
		{Name: "/dev/ttyS0"},
		{Name: "/dev/ttyUSB0", USB: "067B:2303", Path: "1-1.4:1.0"},
		{Name: "/dev/ttyUSB1", USB: "067B:2303", Path: "1-1.5:1.0"},
		{Name: "/dev/ttyACM0", USB: "1FC9:0094", Serial: "A1", Path: "1-1.45:1.0"},
		{Name: "/dev/ttyACM1", USB: "1FC9:0094", Serial: "A1", Path: "1-1.45:1.2"},
		{Name: "/dev/ttyACM2", USB: "1FC9:0094", Serial: "B2", Path: "1-3:1.0"},
	}
	tests := []struct{ address, want, hint string }{
		{"usb:1FC9:0094:B2", "/dev/ttyACM2", ""},
		{"usb-path:1-1.4", "/dev/ttyUSB0", ""},
		{"usb-path:1-1.45:1.2", "/dev/ttyACM1", ""},
		{"usb:067b:2303", "", "2 serial ports are usb:067B:2303?baud=115200: say which one: usb-path:1-1.4:1.0, usb-path:1-1.5:1.0"},
		{"usb:1FC9:0094:A1", "", "usb-path:1-1.45:1.0, usb-path:1-1.45:1.2"},
		{"usb-path:1-1.45", "", "2 serial ports"},
		{"usb:1FC9:0094:C3", "", "kioskd pad ports"},
		{"usb-path:2-1", "", "kioskd pad ports"},
	}
	for _, test := range tests {
		way, err := Parse(test.address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := way.(USB).choose(found)
		if got != test.want || (err == nil) != (test.hint == "") || err != nil && !strings.Contains(err.Error(), test.hint) {
			t.Errorf("%s: got %q, %v; want %q, %q", test.address, got, err, test.want, test.hint)
		}
	}
}

func TestUSBThatIsNotThere(t *testing.T) {
	t.Parallel()
	way, err := Parse("usb:FFFF:FFFF:no-such-pad")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := way.Open(t.Context()); !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(err.Error(), "kioskd pad ports") {
		t.Errorf("got %v, want fs.ErrNotExist and a next step", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := way.Open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestFoundAddress(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]Found{
		"COM5":               {Name: "COM5"},
		"usb:067B:2303:A1":   {Name: "/dev/ttyUSB0", USB: "067B:2303", Serial: "A1", Path: "1-1.4:1.0"},
		"usb-path:1-1.4:1.0": {Name: "/dev/ttyUSB0", USB: "067B:2303", Path: "1-1.4:1.0"},
		"usb-path:1-2:1.0":   {Name: "/dev/ttyUSB0", USB: "067B:2303", Serial: "a:b", Path: "1-2:1.0"},
		"usb:067B:2303":      {Name: "COM7", USB: "067B:2303"},
	} {
		if got := f.Address(); got != want {
			t.Errorf("%+v: got %s, want %s", f, got, want)
		}
		if _, err := Parse(f.Address()); err != nil {
			t.Error(err)
		}
	}
}
