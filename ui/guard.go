package ui

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// guard stands before everything that is served: peers of this machine alone,
// under a name that means this machine, and nothing that a foreign page sends.
func (s *Server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(denyForeign))
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header(), own)
		if err := checkPeer(r); err != nil {
			err.write(w)
			return
		}
		at, err := s.placeOf(r)
		if err != nil {
			err.write(w)
			return
		}
		w.Header().Set("Content-Security-Policy", s.policyOf(at).String())
		if s.siteAt(at) != nil {
			w.Header().Del("X-Frame-Options") // it knows no names; the policy does
		}
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), placeKey{}, at)))
	})
}

func checkPeer(r *http.Request) *problem {
	if loopbackAddr(r.RemoteAddr) {
		return nil
	}
	return refuse(http.StatusForbidden, "peer",
		fmt.Sprintf("%s is not this machine", r.RemoteAddr), "Open the page on the kiosk itself.")
}

// splitHost divides a Host header; where it names no port, HTTP means 80.
func splitHost(host string) (name string, port int) {
	name, digits, err := net.SplitHostPort(host)
	if err != nil {
		return strings.Trim(host, "[]"), 80
	}
	if port, err = strconv.Atoi(digits); err != nil {
		return "", 0
	}
	return name, port
}

// localPort returns the port that the request came in by.
func localPort(r *http.Request) int {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return 0
	}
	ap, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return 0
	}
	return int(ap.Port())
}

// readsFromSelf refuses foreign pages also where nothing would change: what a
// kiosk shows is not for them, even if their browser kept it from them.
func readsFromSelf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Sec-Fetch-Site") {
		case "", "same-origin", "none":
			next.ServeHTTP(w, r)
		default:
			denyForeign(w, r)
		}
	})
}

func denyForeign(w http.ResponseWriter, r *http.Request) {
	from := r.Header.Get("Origin")
	if from == "" {
		from = "another site"
	}
	refuse(http.StatusForbidden, "origin",
		"the request comes from "+from, "Send it from the kiosk's own page.").write(w)
}
