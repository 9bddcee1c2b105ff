package ui

import (
	"net/http"
	"strings"
)

// screenPath is where each origin of this kiosk finds the standard page once
// more, to lay it over an app's own page while a payment runs. It is of the same
// origin as the app, so that it has the app's rights and no others, and a browser
// that keeps origins apart lets the one see the other.
const screenPath = "/sdk/screen/"

// framed puts all files of the page below [screenPath] as well. The page names
// its files relative to itself.
func (p page) framed() {
	copies := page{}
	for name, f := range p {
		if !strings.HasPrefix(name, "/sdk/") {
			copies[screenPath+strings.TrimPrefix(name, "/")] = f
		}
	}
	for name, f := range copies {
		p[name] = f
	}
}

// letLoad lets pages from anywhere load the SDK's own files, so that one from the
// wrong place is told so by name. They hold nothing of this kiosk.
func letLoad(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// letFrame lets a page of the same origin, and no other, show this one in a frame.
// At the place of a site the policy names the site already.
func letFrame(h http.Header) {
	policy, closed := h.Get("Content-Security-Policy"), "frame-ancestors 'none'"
	if strings.Contains(policy, closed) {
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Content-Security-Policy", strings.Replace(policy, closed, "frame-ancestors 'self'", 1))
	}
}
