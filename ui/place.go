package ui

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// place is whose page a request belongs to, by the name that it came under. Each
// place is an origin of its own to the browser, so that storage, cookies and
// scripts of one never meet those of another.
type place string

const (
	atKiosk place = "kiosk" // http://127.0.0.1, where the standard page is
	atStaff place = "staff" // http://staff.localhost
)

// appPlace is where a web app is: http://<name>.localhost.
func appPlace(name string) place { return place("app:" + name) }

// app returns the name of the place's web app, "" where there is none.
func (p place) app() string {
	name, ok := strings.CutPrefix(string(p), "app:")
	if !ok {
		return ""
	}
	return name
}

// host is the name that the place has in addresses.
func (p place) host() string {
	switch {
	case p == atStaff:
		return "staff" + belowLocalhost
	case p.app() != "":
		return p.app() + belowLocalhost
	}
	return "127.0.0.1"
}

// belowLocalhost ends names that every browser takes to this machine (RFC 6761).
const belowLocalhost = ".localhost"

type placeKey struct{}

// placeOf returns where a request is, once the guard has let it pass.
func placeOf(r *http.Request) place {
	at, _ := r.Context().Value(placeKey{}).(place)
	return at
}

// placeOf defends against a foreign page that has its own name resolved to our
// address: its requests are of one origin with it, but carry its name.
func (s *Server) placeOf(r *http.Request) (place, *problem) {
	name, port := splitHost(r.Host)
	if at, ok := s.named(strings.ToLower(name)); ok && port == localPort(r) {
		return at, nil
	}
	return "", refuse(http.StatusMisdirectedRequest, "host",
		fmt.Sprintf("%q is not a name of this kiosk's own page", r.Host), "Use http://127.0.0.1 or http://localhost with the port of the kiosk.")
}

// named returns the place of a name: the loopback addresses and localhost are
// the kiosk's own page, below localhost are the staff page and the web apps.
func (s *Server) named(name string) (place, bool) {
	switch name {
	case "127.0.0.1", "::1", "localhost":
		return atKiosk, true
	case atStaff.host():
		return atStaff, true
	}
	app, ok := strings.CutSuffix(name, belowLocalhost)
	if !ok || s.siteAt(appPlace(app)) == nil && (s.apps == nil || !s.apps.Has(app)) {
		return "", false
	}
	return appPlace(app), true
}

// address returns where a place is on this server: scheme, name and port.
func (p place) address(r *http.Request) string {
	return "http://" + net.JoinHostPort(p.host(), strconv.Itoa(localPort(r)))
}
