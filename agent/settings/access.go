package settings

import (
	"fmt"
	"net"
	"regexp"
	"strconv"
)

// maxAccess is the most hosts on an access list: each stands in a header of every
// page.
const maxAccess = 100

// CheckAccess wants exact hosts: a pattern would let in more than was meant.
func CheckAccess(hosts []string) error {
	if len(hosts) > maxAccess {
		return Blame("access", fmt.Errorf("%d hosts, at most %d", len(hosts), maxAccess))
	}
	for i, h := range hosts {
		if !exactHost(h) {
			return Blame(fmt.Sprintf("access[%d]", i), fmt.Errorf("%q is not an exact host, as in shop.example.com or shop.example.com:8443", h))
		}
	}
	return nil
}

// hostName is a name or an IPv4 address as it stands in an address. It is strict,
// since what it lets pass is written into policies.
var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

func exactHost(h string) bool {
	name := h
	if host, port, err := net.SplitHostPort(h); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 || port[0] == '0' {
			return false
		}
		name = host
	}
	return len(name) <= 253 && hostName.MatchString(name)
}
