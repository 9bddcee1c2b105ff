package agent

import (
	"regexp"
	"strconv"
	"testing"
)

// TestFaultNumbers: a number means one thing, and each fault says what to do next.
func TestFaultNumbers(t *testing.T) {
	t.Parallel()
	text := readText(t, "fault.go")
	seen := map[int]string{}
	for _, m := range regexp.MustCompile(`(Fault\w+)\s+= &Fault{Number: (\d+), Text: "[^"]+", Next: "[^"]+\."}`).FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		if other, taken := seen[n]; taken {
			t.Errorf("%d is %s and %s", n, other, m[1])
		}
		seen[n] = m[1]
	}
	if all := len(regexp.MustCompile(`= &Fault{`).FindAllString(text, -1)); len(seen) != all || all < 40 {
		t.Errorf("%d faults have a number of their own, a text and a next step; %d are there", len(seen), all)
	}
}
