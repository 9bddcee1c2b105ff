package smartro_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

func TestApproved(t *testing.T) {
	t.Parallel()
	withPad(t, "approve chip", func(b *bench) {
		if !b.linkNow().Up || b.linkNow().Pad != "Smartro TL3600_SIM" {
			b.Errorf("link %+v", b.linkNow())
		}
		if m := b.mark(); !m.Empty {
			b.Errorf("mark of a new pad: %+v", m)
		}
		_, _, a, err := b.charge()
		got := b.approved(a, err)
		if m := b.mark(); !m.Same(got.Mark()) {
			b.Errorf("mark afterwards: %+v, want that of %+v", m, got)
		}
		if got.Amount != 11000 || got.VAT != 1000 || got.Medium != pay.Chip || got.Card.String() != "941009******1234" {
			b.Errorf("approval %+v", got)
		}
		time.Sleep(2 * time.Second)
		want := []pay.Progress{pay.WaitingForCard, pay.CardShown, pay.CardInside, pay.CardRemoved}
		if got := b.progressNow(); fmt.Sprint(got) != fmt.Sprint(want) {
			b.Errorf("progress %v, want %v", got, want)
		}
		b.taken(11000)
	})
}

func TestDeclines(t *testing.T) {
	t.Parallel()
	for code, advice := range map[string]pay.Advice{
		"6B": pay.OtherCard, "6D": pay.OtherCard, "69": pay.OtherCard, "71": pay.OtherCard, "7A": pay.OtherCard,
		"6F": pay.TryAgain, "74": pay.TryAgain, "B3": pay.TakeStaff, "99": pay.OtherCard,
	} {
		for _, layout := range []string{"", " split"} {
			withPad(t, "decline "+code+" text=no"+layout, func(b *bench) {
				_, _, a, err := b.charge()
				if err != nil || a.Decline == nil || *a.Decline != (pay.Decline{Code: code, Text: "no", Advice: advice}) {
					b.Errorf("%s%s: %+v, %v", code, layout, a.Decline, err)
				}
				b.taken()
			})
		}
	}
}

func TestPadThatDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"0A", "0C"} {
		withPad(t, "decline "+code, func(b *bench) {
			c, before, _, err := b.charge()
			b.fate(err, pay.Unknown, nil)
			b.unchanged(c, before, false)
			time.Sleep(40 * time.Second)
			b.unchanged(c, before, true)
		})
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	withPad(t, "silent", func(b *bench) {
		began := time.Now()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		if took := time.Since(began); took != 100*time.Second {
			b.Errorf("gave up after %v", took)
		}
		b.settles(c, before)
		b.taken()
	})
}

func TestLateAnswer(t *testing.T) {
	t.Parallel()
	withPad(t, "approve late=120s\napprove", func(b *bench) {
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		b.adopted(c, before)
		time.Sleep(30 * time.Second)
		late := b.lateOffers()
		if len(late) != 1 || !late[0].Approval.Answers(c) || late[0].Voids {
			b.Errorf("late offers %+v, want one", late)
		}
		b.taken(11000)
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000, 11000)
	})
}

func TestMannersOfSpeaking(t *testing.T) {
	t.Parallel()
	for _, manner := range []string{"glued", "trickle", "twice", "no-events", "noise", "noise chip", "repeat-last", "stripe", "nack 2",
		"stray-event", "slow-ack=2s", "corrupt=check", "corrupt=etx", "corrupt=length"} {
		withPad(t, "approve\napprove "+manner+"\ndecline 6B\ndecline 6B "+manner+"\napprove twice trickle", func(b *bench) {
			for i, want := range []bool{true, true, false, false, true} {
				_, _, a, err := b.charge()
				if err != nil || (a.Approval != nil) != want {
					b.Errorf("%s: payment %d: %+v, %v", manner, i+1, a, err)
				}
			}
			time.Sleep(20 * time.Second)
			if n := len(b.lateOffers()); n != 0 {
				b.Errorf("%s: %d late offers, want none: repeats are no news", manner, n)
			}
			if strings.Contains(b.said(), "giving up") {
				b.Errorf("%s: the pad was not acknowledged", manner)
			}
			b.taken(11000, 11000, 11000)
		})
	}
}

func TestOneByteAtATime(t *testing.T) {
	t.Parallel()
	slowly := func(p link.Port) link.Port {
		return struct {
			io.Reader
			io.WriteCloser
		}{iotest.OneByteReader(p), p}
	}
	withCable(t, "approve chip", slowly, func(b *bench) {
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000)
	})
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	withPad(t, "approve card-wait=10s\napprove", func(b *bench) {
		before, c := b.mark(), newCharge()
		ctx, cancel := context.WithTimeout(b.Context(), 2*time.Second)
		defer cancel()
		_, err := b.Authorize(ctx, c, b.accept)
		b.fate(err, pay.Unknown, context.DeadlineExceeded)
		_, err = b.Mark(ctx)
		b.fate(err, pay.NotSent, context.DeadlineExceeded)
		b.unchanged(c, before, false)
		b.taken()
	})
}

func TestMismatchIsHandedOver(t *testing.T) {
	t.Parallel()
	withPad(t, "approve amount=500", func(b *bench) {
		c, _, a, err := b.charge()
		if got := b.approved(a, err); got.Answers(c) || got.Amount != 500 {
			b.Errorf("approval %+v", got)
		}
		b.taken(500)
	})
}

func TestRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		for _, c := range []pay.Charge{
			{Currency: pay.EUR, Amount: 100}, {Currency: pay.KRW}, {Currency: pay.KRW, Amount: 10_000_000_000},
			{Currency: pay.KRW, Amount: 1, VAT: 100_000_000}, {Currency: pay.KRW, Amount: 1, Instalment: 99},
		} {
			_, err := b.Authorize(b.Context(), c, b.accept)
			b.fate(err, pay.NotSent, nil)
		}
		if strings.Contains(b.said(), "← B") {
			b.Error("something was sent")
		}
	})
}
