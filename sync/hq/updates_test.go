package hq_test

import (
	"errors"
	"strings"
	"testing"

	"kioskd/sync/wire"
)

// TestUpdateOffered: a kiosk that comes is offered the newest version, those that
// are there are offered the next one, and what became of it is in the log. An
// update that cannot be read keeps no kiosk out.
func TestUpdateOffered(t *testing.T) {
	t.Parallel()
	l := open(t)
	newest := &wire.Update{Version: "1.2.0", Key: "release", Signature: strings.Repeat("A", 86), Manifest: []byte(`{"version":"1.2.0"}`)}
	var broken error
	l.h.Update = func() (*wire.Update, error) { return newest, broken }
	k := l.enter("k1", journal(1))
	expect[*wire.Welcome](k)
	if got := expect[*wire.Update](k); got.Version != "1.2.0" || string(got.Manifest) != string(newest.Manifest) {
		t.Errorf("offered %+v", got)
	}
	next := *newest
	next.Version = "1.3.0"
	if err := l.h.OfferUpdate(&next); err != nil {
		t.Fatal(err)
	}
	if got := expect[*wire.Update](k); got.Version != "1.3.0" {
		t.Errorf("offered %+v", got)
	}
	k.say(&wire.UpdateResult{Version: "1.3.0", State: wire.UpdateRolledBack, Reason: "the pad was lost"})
	k.send(journal(1), 1, 1)
	k.expectAck(1)
	if said := l.log.String(); !strings.Contains(said, "the pad was lost") {
		t.Errorf("the log: %s", said)
	}
	broken = errors.New("damaged")
	other := l.enter("k2", journal(1))
	expect[*wire.Welcome](other)
	other.send(journal(1), 1, 1)
	other.expectAck(1)
	if err := l.h.OfferUpdate(&wire.Update{Version: "two words"}); err == nil {
		t.Error("an update that cannot be sent was offered")
	}
}
