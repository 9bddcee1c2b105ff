package ui

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"

	"kioskd/ui/apps"
)

// guardScript says on the screen what the kiosk has kept a page from; see
// web/src/guard.
const guardScript = "/sdk/guard.js"

// head is where a script comes before any other.
var head = regexp.MustCompile(`(?i)<head(\s[^>]*)?>|<html(\s[^>]*)?>|<!doctype[^>]*>`)

// dress puts the guard into a web app's page, with the hosts that it may go to,
// and lets the page's own scripts run. The hosts are of the access list, which
// holds nothing that could end an attribute.
func (s *Server) dress(h http.Header) apps.Dress {
	tag := []byte(`<script src="` + guardScript + `" data-hosts="` + strings.Join(s.house().Access, " ") + `"></script>`)
	return func(page []byte) []byte {
		allowInline(h, page)
		at := 0
		for _, m := range head.FindAllIndex(page[:min(len(page), 4096)], 3) {
			at = m[1] // after <head>, else <html>, else the doctype
			if bytes.HasPrefix(bytes.ToLower(page[m[0]:]), []byte("<head")) {
				break
			}
		}
		return bytes.Join([][]byte{page[:at], tag, page[at:]}, nil)
	}
}
