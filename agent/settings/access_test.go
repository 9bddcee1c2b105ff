package settings

import (
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
		if checkAccess([]string{h}) == nil && (h == "" || strings.Trim(h, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "" || strings.Count(h, ":") > 1) {
			t.Fatalf("%q passes", h)
		}
	})
}
