package link

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// newPTY returns a pseudo-terminal: the pad's end, and the name of ours.
func newPTY(t *testing.T) (pad *os.File, name string) {
	t.Helper()
	pad, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(pad.Close(), slave.Close()) })
	return pad, slave.Name()
}

func open(t *testing.T, address string) Link {
	t.Helper()
	way, err := Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := way.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestSerialPort(t *testing.T) {
	t.Parallel()
	pad, name := newPTY(t)
	for range 2 { // a port can be opened again
		l := open(t, name+"?dtr=on&rts=off")
		if err := l.Write([]byte("ping")); err != nil {
			t.Fatal(err)
		}
		heard := make([]byte, 4)
		if _, err := pad.Read(heard); err != nil || string(heard) != "ping" {
			t.Fatalf("the pad heard %q, %v", heard, err)
		}
		if _, err := pad.Write([]byte("\x03\x11\x13\r\npong")); err != nil { // no sign is special
			t.Fatal(err)
		}
		if got := gather(t, l, 9); got != "\x03\x11\x13\r\npong" {
			t.Errorf("got %q", got)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOneHandOnAPort: whatever name it goes by, and the refusal says who has it.
func TestOneHandOnAPort(t *testing.T) {
	t.Parallel()
	_, name := newPTY(t)
	byID := filepath.Join(t.TempDir(), "usb-Pad_A1-if00")
	if err := os.Symlink(name, byID); err != nil {
		t.Fatal(err)
	}
	first := open(t, name)
	way, err := Parse(byID)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("used by another kioskd, process %d", os.Getpid())
	for range 3 {
		if _, err := way.Open(t.Context()); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := way.Open(t.Context())
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}

// TestNoChildHoldsThePort: a program started by this one has no hand on it.
func TestNoChildHoldsThePort(t *testing.T) {
	t.Parallel()
	_, name := newPTY(t)
	l := open(t, name)
	out, err := exec.Command("ls", "-l", "/proc/self/fd").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if strings.Contains(string(out), name+"\n") {
		t.Errorf("the child has the port:\n%s", out)
	}
	fd, err := descriptor(l.(*line).port.(*serialPort).Port)
	if err != nil {
		t.Fatal(err)
	}
	if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("flags %#x, %v", flags, err)
	}
}

// TestSettingsAreReadBack: a pseudo-terminal has no parity and always eight bits,
// as an adapter may that cannot do what it is told.
func TestSettingsAreReadBack(t *testing.T) {
	t.Parallel()
	_, name := newPTY(t)
	for options, hint := range map[string]string{"?bits=7": "took bits=8", "?parity=even": "took parity=none"} {
		way, err := Parse(name + options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := way.Open(t.Context()); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: got %v, want %s", options, err, hint)
		}
	}
	for _, options := range []string{"?baud=9600", "?baud=250000", "?stop=2", ""} { // and its claim was given back
		if err := open(t, name+options).Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestSpeedMayBeOffALittle(t *testing.T) {
	t.Parallel()
	s := Serial{Name: "ttyUSB0", Baud: 115200, Bits: 8, Parity: "odd", Stop: 2}
	flags := uint32(unix.CS8 | unix.PARENB | unix.PARODD | unix.CSTOPB)
	for speed, fits := range map[uint32]bool{115200: true, 114286: true, 117647: true, 9600: false, 128000: false} {
		if err := s.compare(&unix.Termios{Cflag: flags, Ospeed: speed}); (err == nil) != fits {
			t.Errorf("%d: %v, want fits %v", speed, err, fits)
		}
	}
}

func TestPulledPlug(t *testing.T) {
	t.Parallel()
	pad, name := newPTY(t)
	l := open(t, name)
	if err := pad.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case _, ok := <-l.Receive():
		if ok || !errors.Is(l.Err(), ErrLost) {
			t.Errorf("open %v, %v; want closed and ErrLost", ok, l.Err())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was noticed")
	}
	if err := l.Write([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("write: %v, want ErrClosed: nothing left", err)
	}
}

// TestFullPort: nobody reads at the other end, and the port is given back all the
// same. This takes as long as a write may take.
func TestFullPort(t *testing.T) {
	t.Parallel()
	_, name := newPTY(t)
	l := open(t, name)
	err := l.Write(make([]byte, 1<<20))
	if !errors.Is(err, ErrStuck) {
		t.Fatalf("got %v, want ErrStuck", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := open(t, name).Close(); err != nil {
		t.Error(err)
	}
}

func TestNotAPort(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "notes")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, t.TempDir(), "/dev/null"} {
		way, err := Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := way.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "kioskd pad ports") {
			t.Errorf("%s: got %v, want a next step", name, err)
		}
	}
}
