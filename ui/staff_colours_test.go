package ui_test

import (
	"os"
	"regexp"
	"testing"

	"kioskd/agent/look"
)

// TestStaffColours: what the staff page writes can be read by day and by night:
// text has 7:1, edges have 3:1.
func TestStaffColours(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("web/styles/staff.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`).FindAllStringSubmatch(string(css), -1) {
		colours[m[1]] = [2]string{m[2], m[3]}
	}
	for _, p := range []struct {
		one, other string
		least      float64
	}{
		{"ink", "ground", 7}, {"ink", "surface", 7}, {"quiet", "ground", 7}, {"quiet", "surface", 7}, {"care", "ground", 7}, {"care", "surface", 7},
		{"on-accent", "accent", 7}, {"accent", "surface", 3}, {"edge", "ground", 3}, {"edge", "surface", 3},
	} {
		for i, when := range []string{"day", "night"} {
			got, err := look.Contrast(colours[p.one][i], colours[p.other][i])
			if err != nil || got < p.least {
				t.Errorf("%s on %s by %s: %.2f, want %g (%v)", p.one, p.other, when, got, p.least, err)
			}
		}
	}
}
