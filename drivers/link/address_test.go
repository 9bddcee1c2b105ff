package link

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	on := true
	plain := Serial{Name: "/dev/ttyUSB0", Baud: 115200, Bits: 8, Parity: "none", Stop: 1}
	tuned := Serial{Name: "COM12", Baud: 9600, Bits: 7, Parity: "even", Stop: 2, DTR: &on, RTS: new(bool), Read: 1}
	usual := Serial{Baud: 115200, Bits: 8, Parity: "none", Stop: 1}
	slow := usual
	slow.Baud = 9600
	tests := []struct {
		address string
		want    Opener
	}{
		{"/dev/ttyUSB0", plain},
		{"serial:/dev/ttyUSB0", plain},
		{"serial:/dev/ttyUSB0?baud=115200", plain},
		{"COM12?baud=9600&bits=7&parity=even&stop=2&dtr=on&rts=off&read=1", tuned},
		{"usb:067b:2303", USB{ID: "067B:2303", Settings: usual}},
		{"usb:067B:2303:A1-0042?baud=9600", USB{ID: "067B:2303", Number: "A1-0042", Settings: slow}},
		{"usb-path:1-1.4", USB{Path: "1-1.4", Settings: usual}},
		{"usb-path:2-3:1.2", USB{Path: "2-3:1.2", Settings: usual}},
		{"tcp://127.0.0.1:9100", TCP{Address: "127.0.0.1:9100"}},
		{"tcp://[::1]:9100", TCP{Address: "[::1]:9100"}},
	}
	for _, test := range tests {
		got, err := Parse(test.address)
		if err != nil {
			t.Errorf("%s: %v", test.address, err)
			continue
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.address, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "ttyUSB0", "COM", "COM0", "serial:", "serial:?baud=9600", "udp://1.2.3.4:5",
		"tcp://", "tcp://host", "tcp://host:1/path", "tcp://host:1?x=1", "tcp://ho st:1",
		"usb:", "usb:067B", "usb:067B:230", "usb:067B:2303:", "usb:067B:2303:a:b", "usb:067B:2303?speed=1",
		"usb-path:", "usb-path:usb1", "usb-path:1-", "usb-path:../1-1", "usb-path:1-1.4:1",
		"/dev/ttyS0?baud=fast", "/dev/ttyS0?baud=1", "/dev/ttyS0?speed=9600", "/dev/ttyS0?parity=maybe",
		"/dev/ttyS0?dtr=up", "/dev/ttyS0?bits=9", "/dev/ttyS0?%zz",
	} {
		if _, err := Parse(address); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: got %v, want ErrAddress", address, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("serial:/dev/ttyUSB0?baud=115200")
	f.Add("tcp://127.0.0.1:9100")
	f.Add("COM5?bits=7&parity=odd&stop=2&dtr=off&rts=on&read=1")
	f.Add("usb:067B:2303:A1")
	f.Add("usb-path:1-1.4:1.0?baud=9600")
	f.Fuzz(func(t *testing.T, address string) {
		way, err := Parse(address)
		if err != nil {
			if !errors.Is(err, ErrAddress) {
				t.Errorf("%q: %v is no ErrAddress", address, err)
			}
			return
		}
		again, err := Parse(way.String())
		if err != nil {
			t.Fatalf("%q became %q, which is refused: %v", address, way, err)
		}
		if diff := cmp.Diff(way, again); diff != "" {
			t.Errorf("%q became %q (-want +got)\n%s", address, way, diff)
		}
	})
}
