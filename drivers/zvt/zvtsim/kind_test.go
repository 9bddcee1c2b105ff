package zvtsim

import (
	"errors"
	"strings"
	"testing"

	"kioskd/drivers/sim"
)

func TestOwnWords(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"decline 6c wrong-pin", "approve offline shuffled strange untold bad-crc", "void approve lose-answer", "approve storm=20",
		"vanish final", "restart keep printing", "lose-response final", "memory original", "memory frozen", "status F0", "status 00", "day bare",
	} {
		if _, err := Kind.Parse(line); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, line := range []string{
		"decline 6", "decline XY", "memory", "memory none", "status", "status F", "day long", "final=1", "storm", "storm=0", "storm=many",
	} {
		if _, err := Kind.Parse(line); !errors.Is(err, sim.ErrScript) {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, word := range append(Kind.Flags, storm, "memory", "status", "day") {
		if !strings.Contains(Kind.Help, word) || !Kind.Knows(word) {
			t.Errorf("%s is not explained, or not known", word)
		}
	}
}
