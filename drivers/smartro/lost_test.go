package smartro_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
)

func TestRefusedToTheEnd(t *testing.T) {
	t.Parallel()
	withPad(t, "approve nack 9", func(b *bench) {
		_, _, _, err := b.charge()
		b.fate(err, pay.NotSent, nil)
		if n := strings.Count(b.said(), "← B"); n != 3 {
			b.Errorf("sent %d times, want 3", n)
		}
		b.taken()
	})
}

// TestLostAcknowledgement: a charge is not sent again, and not believed in.
func TestLostAcknowledgement(t *testing.T) {
	t.Parallel()
	withPad(t, "approve drop-ack card-wait=8s", func(b *bench) {
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		b.unchanged(c, before, false)
		time.Sleep(40 * time.Second)
		b.unchanged(c, before, true)
		if n := strings.Count(b.said(), "← B"); n != 1 {
			b.Errorf("sent %d times", n)
		}
		b.taken()
	})
	withPad(t, "approve drop-ack", func(b *bench) {
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000)
	})
}

// TestLateAcknowledgement: it is none. What follows is no answer any more either,
// and is kept for whoever settles the charge.
func TestLateAcknowledgement(t *testing.T) {
	t.Parallel()
	withPad(t, "approve slow-ack=5s card-wait=8s", func(b *bench) {
		_, _, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		time.Sleep(20 * time.Second)
		if n := len(b.lateOffers()); n != 1 {
			b.Errorf("%d late offers, want 1", n)
		}
		b.taken(11000)
	})
}

func TestLostResponse(t *testing.T) {
	t.Parallel()
	withPad(t, "approve\nlose-response", func(b *bench) {
		b.charge()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		b.adopted(c, before)
		b.taken(11000, 11000)
	})
}

func TestLineLostInCardWait(t *testing.T) {
	t.Parallel()
	withPad(t, "vanish card-wait=5s", func(b *bench) {
		before, c, began := b.mark(), newCharge(), time.Now()
		_, err := b.Authorize(b.Context(), c, b.accept)
		b.fate(err, pay.Unknown, nil)
		if took := time.Since(began); took != 5*time.Second {
			b.Errorf("noticed after %v", took)
		}
		synctest.Wait()
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "cable") {
			b.Errorf("link %+v", l)
		}
		_, err = b.Mark(b.Context())
		b.fate(err, pay.NotSent, pay.ErrNotConnected)
		_, err = b.Resolve(b.Context(), c, before)
		b.fate(err, pay.Unknown, pay.ErrNotConnected)
		time.Sleep(time.Second)
		if !b.linkNow().Up {
			b.Errorf("link %+v, want it up again", b.linkNow())
		}
		b.unchanged(c, before, false)
		time.Sleep(40 * time.Second)
		b.unchanged(c, before, true)
		b.taken()
	})
}

func TestLineLostAtTheVAN(t *testing.T) {
	t.Parallel()
	withPad(t, "vanish van", func(b *bench) {
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		time.Sleep(time.Second)
		b.adopted(c, before)
		b.taken(11000)
	})
}

func TestRestart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		script string
		adopt  bool
		taken  []pay.Amount
	}{
		{"restart keep", false, nil},
		{"restart forget", false, nil},
		{"restart keep van", true, []pay.Amount{11000}},
	} {
		withPad(t, test.script, func(b *bench) {
			c, before, _, err := b.charge()
			b.fate(err, pay.Unknown, pay.ErrNoAnswer)
			if test.adopt {
				b.adopted(c, before)
			} else {
				b.settles(c, before)
			}
			b.taken(test.taken...)
		})
	}
}

// TestRestartWithoutMemory: the pad has forgotten what the mark names. Nothing
// here may look like "nothing happened".
func TestRestartWithoutMemory(t *testing.T) {
	t.Parallel()
	withPad(t, "approve\nrestart forget van", func(b *bench) {
		b.charge()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		if r := b.resolve(c, before); r.Approval != nil || !r.Last.Empty || r.Last.Same(before) {
			b.Errorf("resolution %+v, want an explicit empty memory", r)
		}
		b.taken(11000, 11000)
	})
}

func TestResolveByAnotherRun(t *testing.T) {
	t.Parallel()
	withPad(t, "silent", func(b *bench) {
		before := b.mark()
		for i, age := range []time.Duration{0, time.Hour, -time.Hour} {
			c := newCharge()
			c.Attempt, c.SentAt = i+1, time.Now().Add(-age)
			b.settles(c, before) // whatever a clock says of its age
		}
	})
}
