package ui

import (
	"fmt"
	"net"
	"net/netip"
)

// Listen opens a TCP port for the local API. It refuses every address that can
// be reached from outside of this machine: the API moves money and knows no
// passwords.
func Listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: want an address like 127.0.0.1:8480: %w", addr, err)
	}
	if !loopbackHost(host) {
		return nil, fmt.Errorf("listen on %q: the local API is for this machine alone; use 127.0.0.1, [::1] or localhost", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	return onlyLoopback(l)
}

// onlyLoopback closes a listener that a surprising hosts file has put on an
// outside address.
func onlyLoopback(l net.Listener) (net.Listener, error) {
	if loopbackAddr(l.Addr().String()) {
		return l, nil
	}
	_ = l.Close() // nobody was served; the refusal is what matters
	return nil, fmt.Errorf("listen: %s can be reached from outside of this machine; is localhost right in the hosts file?", l.Addr())
}

// loopbackHost reports whether a host name or address means this machine.
func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// loopbackAddr reports whether an address with a port is of this machine.
func loopbackAddr(addr string) bool {
	ap, err := netip.ParseAddrPort(addr)
	return err == nil && ap.Addr().Unmap().IsLoopback()
}
