package smartrosim

import (
	"errors"
	"strings"
	"testing"

	"kioskd/drivers/sim"
)

func TestOwnWords(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"decline 6b split", "approve prepaid no-events repeat-last", "void approve already wrong-card",
		"memory frozen", "memory transactions", "memory silent", "health OOFN", "acks off", "look nobody",
		"decline 6B lower-x zero-fill cut-text", "approve wallet=kakaopay-money straggle late=5s",
		"approve slow-ack=4s corrupt=etx stray-event", "again repeats", "others silent",
	} {
		if _, err := Kind.Parse(line); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, line := range []string{"decline 6", "decline", "memory", "memory none", "health", "health OO", "split=1", "wallet=gold", "acks maybe", "slow-ack", "slow-ack=-1s", "corrupt=all", "again maybe", "others loud"} {
		if _, err := Kind.Parse(line); !errors.Is(err, sim.ErrScript) {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, word := range append(Kind.Flags, "memory", "health", "look", "acks", "again", "others", "wallet", "slow-ack", "corrupt") {
		if !strings.Contains(Kind.Help, word) || !Kind.Knows(word) {
			t.Errorf("%s is not explained, or not known", word)
		}
	}
}
