package settings

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzAccess: what passes can stand in a policy and in an attribute, and ends
// neither.
func FuzzAccess(f *testing.F) {
	for _, h := range []string{"shop.example.com", "shop.example.com:8443", "a;b", "*.a", "a b", "[::1]:80"} {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, h string) {
		if CheckAccess([]string{h}) == nil && (h == "" || strings.Trim(h, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "" || strings.Count(h, ":") > 1) {
			t.Fatalf("%q passes", h)
		}
	})
}

// FuzzSite: an address that passes has an exact host, and says nothing more than it
// seems to.
func FuzzSite(f *testing.F) {
	for _, a := range []string{"https://shop.example.com/kiosk?a=b", "http://127.0.0.1:3000", "http://localhost/", "https://a#b", "https://a b/", "https://me@a/", "javascript:1"} {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, a string) {
		if checkSite(a) != nil {
			return
		}
		u, err := url.Parse(a)
		if err != nil || CheckAccess([]string{u.Host}) != nil || strings.ContainsAny(a, " \"'<>#\r\n@") && !strings.Contains(u.EscapedPath()+"?"+u.RawQuery, "@") && !strings.Contains(u.EscapedPath()+"?"+u.RawQuery, "'") {
			t.Fatalf("%q passes", a)
		}
	})
}
