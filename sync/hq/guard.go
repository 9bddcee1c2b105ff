package hq

import (
	"net"
	"net/http"
	"strings"
)

// LocalOnly lets only this machine through: the peer's address and the Host
// name must both be loopback, which keeps out the network and pages that rebind
// a name to 127.0.0.1. A request that came through a proxy is not local,
// whatever its address. Cross-origin requests that change something are
// refused.
func LocalOnly(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if reason := notLocal(r); reason != "" {
			http.Error(w, "HQ's pages answer only on HQ's own machine until operators can sign in: "+reason, http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

func notLocal(r *http.Request) string {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return "this request came through a proxy"
		}
	}
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !loopback(peer) {
		return "open them there, at http://localhost and HQ's port"
	}
	if !loopback(hostName(r.Host)) {
		return "use http://localhost and HQ's port as the address"
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
