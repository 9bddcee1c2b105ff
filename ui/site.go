package ui

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
)

// Site is a web app that the operator's own server serves. Its pages are of an
// origin that is not this kiosk's, and the local API hears this kiosk's origins
// alone. So the site has a place here like any other app, and the SDK in its page
// speaks to that place through a frame, the bridge:
//
//	https://shop.example.com         http://shop.localhost:8480
//	page with the SDK ── messages ──▶ /sdk/bridge.html ── local API ──▶ agent
//	                  ── a frame ───▶ /sdk/screen/     (while a payment runs)
//
// Only pages of the site's very origin may frame what its place serves; that is in
// the browser's hands (frame-ancestors), and the bridge looks once more at whom it
// hears. The browser comes to the site with a launch behind the address's #, which
// no server is sent; the SDK takes it from there and opens the bridge with it.
type Site struct {
	Name string // its place here is http://<name>.localhost
	URL  string // its first page, as in https://shop.example.com/kiosk
}

// origin returns the site's origin; "" where the address has none, so that nobody
// is of that origin.
func (s Site) origin() string {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// siteAt returns the site whose place this is, nil where it is another's.
func (s *Server) siteAt(at place) *Site {
	if site := s.house().Site; site != nil && at == appPlace(site.Name) {
		return site
	}
	return nil
}

// bridgePath is the page that a site's page frames to be heard; bridgeScript is
// what runs in it, see web/src/sdk/bridge.
const (
	bridgePath   = "/sdk/bridge.html"
	bridgeScript = "/sdk/bridge.js"
)

// siteFile answers at the place of a site: with the kiosk's own files below /sdk/,
// and else by sending the browser to the site, which has got its session then.
func (s *Server) siteFile(w http.ResponseWriter, r *http.Request, site Site) {
	switch path := r.URL.Path; {
	case path == bridgePath:
		bridge(w, site.origin())
	case strings.HasPrefix(path, sdkFiles):
		s.page.ServeHTTP(w, r)
	case !s.launched(r):
		redirect(w, atKiosk.address(r)+"/")
	default:
		s.toSite(w, r, site)
	}
}

// toSite sends a browser to a site, with a launch for its place here.
func (s *Server) toSite(w http.ResponseWriter, r *http.Request, site Site) {
	word, err := s.launches.Offer(string(appPlace(site.Name)))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	redirect(w, site.URL+"#kioskd="+word)
}

// bridge answers with the page that hears the site's origin and no other.
func bridge(w http.ResponseWriter, origin string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	_, _ = fmt.Fprintf(w, "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>kioskd</title><script src=%q data-page=\"%s\"></script></html>\n",
		bridgeScript, html.EscapeString(origin)) // the peer has gone; nobody is left to tell
}

// ofSite is the policy of what a site's page may frame.
func (p policy) ofSite(site Site) policy {
	out := make(policy, len(p))
	for i, d := range p {
		if d[0] == "frame-ancestors" {
			d[1] = site.origin()
		}
		out[i] = d
	}
	return out
}
