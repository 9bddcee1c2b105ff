package ui_test

import (
	"net"
	"strings"
	"testing"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

func TestListen(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		l, err := ui.Listen(addr)
		if err != nil {
			t.Errorf("listen on %s: %v", addr, err)
			continue
		}
		if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("%s opened %s", addr, l.Addr())
		}
		_ = l.Close()
	}
}

func TestListenRefuses(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:80", "kiosk.example:80"} {
		if l, err := ui.Listen(addr); err == nil {
			t.Errorf("%s was opened at %s", addr, l.Addr())
		} else if !strings.Contains(err.Error(), "this machine alone") {
			t.Errorf("%s: %v does not say why", addr, err)
		}
	}
	for _, addr := range []string{"", "127.0.0.1", "127.0.0.1:x"} {
		if _, err := ui.Listen(addr); err == nil {
			t.Errorf("%q was taken for an address", addr)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	if _, err := ui.New(ui.Options{}); err == nil {
		t.Error("a server without an agent")
	}
	outside, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = outside.Close() }()
	if _, err := ui.New(ui.Options{Agent: fake.New(), Listener: outside}); err == nil {
		t.Error("a server that the whole network can reach")
	}
	s, err := ui.New(ui.Options{Agent: fake.New()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err == nil {
		t.Error("ran without a listener")
	}
}
