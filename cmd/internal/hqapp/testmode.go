package hqapp

import (
	"errors"
	"net"
)

// CheckTestMode reports what forbids test mode: it gives identities away, so it
// is for this machine only, and for nothing that is to be kept.
func CheckTestMode(listen, store string) error {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	if err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("test mode lets any kiosk in, so it listens on this machine only: add --listen 127.0.0.1:8500")
	}
	if store != "memory:" {
		return errors.New("test mode keeps nothing: write --store memory: beside it")
	}
	return nil
}
