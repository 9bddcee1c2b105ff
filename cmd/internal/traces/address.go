package traces

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// Path is where a collector takes traces, below its address.
const Path = "/v1/traces"

// Endpoint returns where traces are sent for the address of a collector, as in
// http://127.0.0.1:4318. Without TLS only this machine is allowed, unless plain is set.
func Endpoint(collector string, plain bool) (string, error) {
	u, err := url.Parse(collector)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("this is no address of a collector; write one as in http://127.0.0.1:4318") // which may hold a password
	}
	switch {
	case u.User != nil:
		return "", errors.New("an address with a name or a password is not taken; let a collector on this machine sign in to others")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("the address may not go on after a ? or #; write one as in http://127.0.0.1:4318")
	case strings.HasSuffix(u.Path, Path):
		return "", fmt.Errorf("leave %s out at the end: it is added", Path)
	case u.Scheme == "http" && !plain && !local(u.Hostname()):
		return "", fmt.Errorf("http goes to this machine alone; write https://%s, or run a collector here: http://127.0.0.1:4318", u.Host)
	}
	return u.JoinPath(Path).String(), nil
}

func local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
