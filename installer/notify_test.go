package installer

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// TestNotify: systemd hears what it understands, and one thing at a time.
func TestNotify(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("systemd is elsewhere")
	}
	socket := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	n := FromEnvironment(environment("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", strconv.Itoa(os.Getpid())))
	if n.Patience != 30*time.Second {
		t.Errorf("patience %v", n.Patience)
	}
	said := []func() error{n.Ready, func() error { return n.Alive("idle\nREADY=0") }, func() error { return n.Sick(errors.New("no answer")) }, n.Stopping}
	for i, want := range []string{"READY=1", "WATCHDOG=1\nSTATUS=idle READY=0", "STATUS=no answer", "STOPPING=1"} {
		buffer := make([]byte, 512)
		if err := said[i](); err != nil {
			t.Fatal(err)
		}
		n, err := l.Read(buffer)
		if got := string(buffer[:n]); err != nil || got != want {
			t.Errorf("systemd heard %q, %v; want %q", got, err, want)
		}
	}
}

func TestNobodyToNotify(t *testing.T) {
	t.Parallel()
	n := FromEnvironment(environment("WATCHDOG_USEC", "1", "WATCHDOG_PID", "1"))
	if err := n.Ready(); err != nil || n.Patience != 0 {
		t.Errorf("%v, %+v", err, n)
	}
	gone := FromEnvironment(environment("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "gone")))
	if err := gone.Ready(); err == nil {
		t.Error("told a socket that is not there")
	}
}

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}
