package thirdparty

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ParseURL reads the address of a server: https, or http to this machine.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a server: write https://…", s)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q has more than a host and a path; secrets go into sign_in", u.Redacted())
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, fmt.Errorf("%q is not encrypted: write https://…; http is for this machine alone", s)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// at returns the address of a path below a server's.
func at(base *url.URL, path string) string {
	path, query, _ := strings.Cut(path, "?")
	u := *base
	u.Path, u.RawQuery = base.Path+path, query
	return u.String()
}

// maxRedirects bounds how often a request is sent elsewhere.
const maxRedirects = 5

// redirects says where a server may send a request: within itself, and to hosts
// that the operator has listed, exactly, with the port where it is not the usual one. A sign-in never goes along to
// another host, and an upload is never turned into a question.
func redirects(hosts func() []string) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		first := via[0]
		switch {
		case len(via) > maxRedirects:
			return fmt.Errorf("sent elsewhere more than %d times", maxRedirects)
		case next.Method != first.Method:
			return errors.New("sent elsewhere in a way that would lose what is uploaded: the server should answer 307 or 308")
		case first.URL.Scheme == "https" && next.URL.Scheme != "https":
			return fmt.Errorf("sent to %s, which is not encrypted", next.URL.Host)
		case next.URL.Host == first.URL.Host:
			return nil
		case !slices.Contains(hosts(), next.URL.Host):
			return fmt.Errorf("sent to another host, %s, which is not on the access list", next.URL.Host)
		}
		next.Header.Del("Authorization")
		next.Header.Del("Cookie")
		return nil
	}
}
