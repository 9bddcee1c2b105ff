package ui

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// withCredential lets through whoever holds a credential. What moves money
// without a customer is not for every page that this machine happens to show.
func withCredential(credential, whose string, next func(*http.Request) (reply, error)) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		if credential == "" {
			return reply{}, refuse(http.StatusForbidden, "credential",
				"no "+whose+" credential is set on this kiosk", "Name a file with one as "+whose+".token_file in the configuration.")
		}
		a, b := sha256.Sum256([]byte(bearer(r))), sha256.Sum256([]byte(credential))
		if subtle.ConstantTimeCompare(a[:], b[:]) != 1 {
			return reply{}, refuse(http.StatusUnauthorized, "credential",
				"this needs the "+whose+" credential", "Send it as Authorization: Bearer, as it stands in "+whose+".token_file.")
		}
		return next(r)
	}
}

// bearer returns what a request carries as Authorization: Bearer, or "".
func bearer(r *http.Request) string {
	given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return given
}
