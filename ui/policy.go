package ui

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// own lets a page load its own files and talk to its own server, and nothing
// else.
var own = policy{
	{"default-src", "'none'"}, {"script-src", "'self'"}, {"style-src", "'self'"}, {"img-src", "'self'"}, {"font-src", "'self'"},
	{"media-src", "'self'"}, {"connect-src", "'self'"}, {"frame-src", "'self'"}, {"base-uri", "'none'"}, {"form-action", "'none'"},
	{"frame-ancestors", "'none'"},
}

// ofApps lets a web app use what apps use, and talk to its own server. No script
// comes from anywhere but its bundle.
var ofApps = policy{
	{"default-src", "'none'"}, {"script-src", "'self' 'wasm-unsafe-eval'"}, {"style-src", "'self' 'unsafe-inline'"}, {"img-src", "'self' data: blob:"},
	{"font-src", "'self' data:"}, {"media-src", "'self' data: blob:"}, {"connect-src", "'self'"}, {"frame-src", "'self'"}, {"worker-src", "'self' blob:"},
	{"manifest-src", "'self'"}, {"base-uri", "'self'"}, {"form-action", "'self'"}, {"frame-ancestors", "'none'"},
}

// policy is a content security policy: directives with their sources, in order.
type policy [][2]string

// opened are the directives in which an access list counts.
var opened = map[string]bool{"img-src": true, "media-src": true, "connect-src": true, "frame-src": true, "font-src": true, "form-action": true}

// with lets hosts through where data goes to and comes from. Scripts and styles
// never come from elsewhere: whoever owns the host would own the kiosk's page.
func (p policy) with(hosts []string) policy {
	sources := sourcesOf(hosts)
	if sources == "" {
		return p
	}
	out := make(policy, len(p))
	for i, d := range p {
		if opened[d[0]] {
			d[1] += sources
		}
		out[i] = d
	}
	return out
}

// sourcesOf says hosts in the words of a policy: encrypted, except to this very
// machine. A policy's host is exact; only a star would be a pattern, and a list
// that was checked has none.
func sourcesOf(hosts []string) string {
	var b strings.Builder
	for _, h := range hosts {
		s := ""
		if !thisMachine(h) {
			s = "s"
		}
		b.WriteString(" http" + s + "://" + h + " ws" + s + "://" + h)
	}
	return b.String()
}

func thisMachine(host string) bool {
	name, _ := splitHost(host)
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.IsLoopback()
}

func (p policy) String() string {
	parts := make([]string, len(p))
	for i, d := range p {
		parts[i] = d[0] + " " + d[1]
	}
	return strings.Join(parts, "; ")
}

// policyOf returns the policy of a place's pages.
func (s *Server) policyOf(at place) policy {
	h := s.house()
	site := s.siteAt(at)
	if site == nil && at.app() != "" {
		return ofApps.with(h.Access)
	}
	p := own
	if site != nil {
		p = p.ofSite(*site)
	}
	if sound := h.Look.Sound; sound != nil && sound.SpeechURL != "" {
		if u, err := url.Parse(sound.SpeechURL); err == nil {
			return p.only("media-src", " https://"+u.Host)
		}
	}
	return p
}

// only adds sources to one directive.
func (p policy) only(directive, sources string) policy {
	out := make(policy, len(p))
	for i, d := range p {
		if d[0] == directive {
			d[1] += sources
		}
		out[i] = d
	}
	return out
}

func secure(h http.Header, p policy) {
	h.Set("Content-Security-Policy", p.String())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), serial=(), usb=()")
}
