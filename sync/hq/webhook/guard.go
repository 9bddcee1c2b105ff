package webhook

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// inside are the networks that are nobody else's server, beside those that
// [netip.Addr] knows: RFC 6890 and its like.
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

// isInside reports whether an address is of this machine or a private network, or
// leads to one.
func isInside(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return true
	}
	for _, p := range inside {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// outsideOnly refuses a connection to an address inside. It is asked after the name
// was looked up and before anything is sent, so a name that changes does not help.
func outsideOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", address, err)
	}
	if isInside(at.Addr()) {
		return fmt.Errorf("%s is an address inside; start HQ with --webhooks-inside to allow it", at.Addr())
	}
	return nil
}

// sendWithin is how long the other server may take.
const sendWithin = 10 * time.Second

// newClient returns a client that follows nobody and uses no proxy.
func newClient(private bool) *http.Client {
	dial := &net.Dialer{Timeout: sendWithin / 2}
	if !private {
		dial.Control = outsideOnly
	}
	return &http.Client{
		Timeout:       sendWithin,
		Transport:     &http.Transport{DialContext: dial.DialContext, TLSHandshakeTimeout: sendWithin / 2, MaxResponseHeaderBytes: 16 << 10, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
