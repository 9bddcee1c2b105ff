package ui

import (
	"net/http"
	"slices"
	"strings"
)

// forEverybody lists what may be asked without a session: what stands on the
// screen for all to see, and what wants a credential of its own.
var forEverybody = []string{
	"GET view", "GET events", "GET catalogue", "GET store", "GET limits", "GET instalments", "GET look",
	"POST launches", "GET screen", "POST payments/{key}/undelivered",
	"GET staff", "POST staff/{key}/override", "POST staff/{key}/refund", "POST staff/{key}/receipt", "GET staff/overview",
	"POST staff/pad-test", "GET staff/sales", "GET staff/totals", "POST staff/send-now",
}

// rights gives each path to those who may use it. What is on no list needs a
// session, so that a new path is closed until somebody opens it.
func (s *Server) rights(path string, m methods) http.Handler {
	inner := methods{}
	for method, h := range m {
		if !slices.Contains(forEverybody, method+" "+path) {
			h = s.withSession(h)
		}
		inner[method] = h
	}
	forApps := path != "staff" && !strings.HasPrefix(path, "staff/")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if placeOf(r) != atStaff && path == "staff/session" || placeOf(r).app() != "" && !forApps {
			refuse(http.StatusForbidden, "place", "a page of this origin has no business with "+r.URL.Path, "Ask for it from the staff page.").write(w)
			return
		}
		inner.ServeHTTP(w, r)
	})
}
