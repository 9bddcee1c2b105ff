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
		if reason := NotLocal(r); reason != "" {
			http.Error(w, "this answers on HQ's own machine only: "+reason, http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// NotLocal says why a request is not this machine's own, or nothing when it is.
func NotLocal(r *http.Request) string {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	switch {
	case Forwarded(r):
		return "this request came through a proxy"
	case err != nil || !loopback(peer):
		return "this request came from elsewhere; use http://localhost and HQ's port there"
	case !loopback(hostName(r.Host)):
		return "this request names another host; use http://localhost and HQ's port"
	}
	return ""
}

// Forwarded reports whether a request says that it has passed a proxy.
func Forwarded(r *http.Request) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return true
		}
	}
	return false
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
