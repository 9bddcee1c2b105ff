package smartro_test

import (
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
)

// TestSignatures: what a charge above the limit becomes is a setting.
func TestSignatures(t *testing.T) {
	t.Parallel()
	for above, sent := range map[string]bool{"approve": true, "sign": true, "refuse": false} {
		withSettings(t, "", map[string]string{"no-signature-limit": "10999", "above-limit": above}, func(b *bench) {
			_, err := b.Authorize(b.Context(), newCharge(), b.accept)
			if (err == nil) != sent {
				b.Errorf("%s: %v", above, err)
			}
			if !sent {
				b.fate(err, pay.NotSent, pay.ErrUnsupported)
			}
			if strings.Contains(b.said(), "← B") != sent || strings.Contains(b.said(), "signature") != (above == "sign") {
				b.Errorf("%s:\n%s", above, b.said())
			}
			small := newCharge()
			small.Amount = 10999
			a, err := b.Authorize(b.Context(), small, b.accept)
			b.approved(a, err)
		})
	}
}

// TestWithoutAcknowledgements: over a network a pad may have none.
func TestWithoutAcknowledgements(t *testing.T) {
	t.Parallel()
	serial := map[string]string{"ack": "serial"}
	withSettings(t, "acks off\napprove chip\ndecline 6B\napprove card-wait=20s", serial, func(b *bench) {
		sale := b.paid()
		if _, _, a, err := b.charge(); err != nil || a.Decline == nil {
			b.Errorf("%+v, %v", a, err)
		}
		b.abortAfter(5 * time.Second)
		_, _, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		a, err := b.void(sale, true)
		b.approved(a, err)
		if strings.Contains(b.said(), " ack") {
			b.Errorf("somebody acknowledged:\n%s", b.said())
		}
		b.taken()
	})
	withSettings(t, "acks off\napprove", nil, func(b *bench) {
		if !b.linkNow().Up {
			b.Error("questions need no acknowledgement")
		}
		_, _, a, err := b.charge()
		b.approved(a, err) // its event counts as one
	})
}

// TestSilentMemory: by a setting a new pad may say nothing to L. It never makes
// "nothing happened" of a charge.
func TestSilentMemory(t *testing.T) {
	t.Parallel()
	withPad(t, "memory silent", func(b *bench) {
		time.Sleep(time.Minute)
		if l := b.linkNow(); l.Up {
			b.Errorf("link %+v", l)
		}
	})
	withSettings(t, "memory silent\nsilent\nlose-response", map[string]string{"silent-memory": "empty"}, func(b *bench) {
		time.Sleep(20 * time.Second)
		if l := b.linkNow(); !l.Up {
			b.Fatalf("link %+v", l)
		}
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		if !before.Empty {
			b.Errorf("mark %+v", before)
		}
		_, err = b.Resolve(b.Context(), c, before)
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		c, before, _, err = b.charge()
		b.fate(err, pay.Unknown, nil)
		b.adopted(c, before)
		b.taken(11000)
	})
}

// TestLastOnes: the cancel that means "the last one" goes out once, and only when
// the last one is meant.
func TestLastOnes(t *testing.T) {
	t.Parallel()
	last := map[string]string{"cardless-cancel": "last"}
	unsupported := func(b *bench, sale pay.Approval) {
		b.Helper()
		if a, err := b.void(sale, true); err != nil || a.Decline == nil || a.Decline.Code != "unsupported" {
			b.Errorf("%+v, %v; want a clear no", a, err)
		}
	}
	withSettings(t, "", last, func(b *bench) {
		first, second := b.paid(), b.paid()
		unsupported(b, first)
		a, err := b.void(second, true)
		b.approved(a, err)
		b.taken(11000)
	})
	withSettings(t, "void lose-response", last, func(b *bench) {
		b.paid()
		sale := b.paid()
		_, err := b.void(sale, true)
		b.fate(err, pay.Unknown, nil)
		unsupported(b, sale)
		b.taken(11000)
	})
	withSettings(t, "", last, func(b *bench) {
		v := voidOf(b.paid(), true)
		v.SentAt = v.SentAt.Add(-time.Hour) // by an earlier run
		if a, err := b.Void(b.Context(), v, b.accept); err != nil || a.Decline == nil {
			b.Errorf("%+v, %v; want a clear no", a, err)
		}
		b.taken(11000)
	})
}

// TestOldStyles: pads that fill with zeros, write a small x, and cut texts.
func TestOldStyles(t *testing.T) {
	t.Parallel()
	withPad(t, "approve zero-fill\ndecline 6B lower-x zero-fill\ndecline 6B cut-text\nlose-response zero-fill", func(b *bench) {
		if a := b.paid(); a.Issuer.Name != "시험카드" || a.Number == "" {
			b.Errorf("%+v", a)
		}
		for _, text := range []string{"카드 잔액 부족", strings.Repeat("시", 8)} {
			if _, _, a, err := b.charge(); err != nil || a.Decline == nil || a.Decline.Text != text {
				b.Errorf("%+v, %v; want %s", a.Decline, err, text)
			}
		}
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		b.adopted(c, before)
	})
}
