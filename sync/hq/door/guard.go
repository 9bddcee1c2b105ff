package door

import (
	"net"
	"net/http"
	"strings"
)

// Guard refuses what nobody may send, whoever they are: plain HTTP from another
// machine, names that were rebound to this one, and changes that another site's
// page asks for.
func (d *Door) Guard(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if reason := d.refuse(r); reason != "" {
			http.Error(w, reason, http.StatusForbidden)
			return
		}
		if d.Secure(r) {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		guarded.ServeHTTP(w, r)
	})
}

func (d *Door) refuse(r *http.Request) string {
	if d.Secure(r) {
		return ""
	}
	if d.Proxy && !direct(r) {
		return "HQ's pages want TLS: have the proxy take https, and set X-Forwarded-Proto"
	}
	if why := notLocal(r); why != "" {
		return "HQ's pages answer without TLS on HQ's own machine only, and " + why + ": give kioskhq --tls-cert and --tls-key, or put it behind a proxy with TLS and give it --proxy"
	}
	return ""
}

// direct reports whether a request has passed no proxy.
func direct(r *http.Request) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	return true
}

// notLocal says why a request is not this machine's own: the peer's address and
// the Host name must both be loopback, which keeps out the network and pages that
// rebind a name to 127.0.0.1.
func notLocal(r *http.Request) string {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	switch {
	case !direct(r):
		return "this request came through a proxy"
	case err != nil || !loopback(peer):
		return "this request came from elsewhere"
	case !loopback(hostName(r.Host)):
		return "this request names another host than localhost"
	}
	return ""
}

func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func loopback(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}
