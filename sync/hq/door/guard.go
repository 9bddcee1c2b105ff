package door

import (
	"net/http"

	"kioskd/sync/hq"
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
	if d.Proxy && hq.Forwarded(r) {
		return "HQ's pages want TLS: have the proxy take https, and set X-Forwarded-Proto"
	}
	if why := hq.NotLocal(r); why != "" {
		return "HQ's pages answer without TLS on HQ's own machine only, and " + why + ": give kioskhq --tls-cert and --tls-key, or put it behind a proxy with TLS and give it --proxy"
	}
	return ""
}
