package portuse

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	address := l.Addr().String()
	_, err = net.Listen("tcp", address)
	if err == nil {
		t.Fatal("a port was taken twice")
	}
	got := Explain(err, address, "--listen")
	_, port, _ := net.SplitHostPort(address)
	if !errors.Is(got, err) || !strings.HasPrefix(got.Error(), "port "+port+" is used by another program: end it or set --listen") {
		t.Errorf("got %v", got)
	}
	if other := errors.New("other"); !errors.Is(Explain(other, address, "x"), other) {
		t.Error("another error was explained")
	}
}
