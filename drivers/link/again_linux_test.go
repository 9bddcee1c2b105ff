package link

import (
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.bug.st/serial"
)

// TestFoundAgain: a pad that comes back under another name is the same pad. Two
// that look alike are none.
func TestFoundAgain(t *testing.T) {
	t.Parallel()
	way, err := Parse("usb:067B:2303:A10042")
	if err != nil {
		t.Fatal(err)
	}
	machine := func(names ...string) func() ([]Found, error) {
		var found []Found
		for _, name := range names {
			found = append(found, Found{Name: name, USB: "067B:2303", Serial: "A10042", Path: "1-" + filepath.Base(name)})
		}
		return func() ([]Found, error) {
			return append(found, Found{Name: "/dev/null", USB: "067B:2303", Serial: "B7"}), nil
		}
	}
	var names []string
	for range 2 {
		pad, name := newPTY(t)
		names = append(names, name)
		l, err := way.(USB).openAmong(t.Context(), machine(name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pad.WriteString("hello"); err != nil {
			t.Fatal(err)
		}
		if got := gather(t, l, 5); got != "hello" {
			t.Errorf("%s says %q", name, got)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if l, err := way.(USB).openAmong(t.Context(), machine(names...)); err == nil {
		t.Error("one of two pads was chosen", l.Close())
	}
}

// slowWire is a port that says when it was closed.
type slowWire struct {
	serial.Port
	closed time.Time
}

func (*slowWire) Write(p []byte) (int, error) { return len(p), nil }
func (*slowWire) ResetOutputBuffer() error    { return nil }
func (w *slowWire) Close() error              { w.closed = time.Now(); return nil }

// nothingHeld stands for a claim.
type nothingHeld struct{ net.Listener }

func (nothingHeld) Close() error { return nil }

// TestLastBytesLeave: what was written is on the wire before the port is closed,
// unless that takes too long.
func TestLastBytesLeave(t *testing.T) {
	t.Parallel()
	for baud, want := range map[int]time.Duration{115200: 95486 * time.Nanosecond, 9600: 1145833 * time.Nanosecond, 1: lastBytes} {
		synctest.Test(t, func(t *testing.T) {
			wire, begun := &slowWire{}, time.Now()
			p := &serialPort{Port: wire, claim: &claim{nothingHeld{}}, baud: baud}
			if _, err := p.Write([]byte{6}); err != nil {
				t.Fatal(err)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if got := wire.closed.Sub(begun); got != want {
				t.Errorf("%d baud: closed after %v, want %v", baud, got, want)
			}
		})
	}
}
