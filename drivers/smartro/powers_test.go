package smartro_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/drivers/smartro"
)

func TestReadCard(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		info, err := b.ReadCard(b.Context())
		if err != nil || !info.Prepaid || info.Balance != 23550 || info.Card.String() != "101000******1234" {
			b.Errorf("%+v, %v", info, err)
		}
		tag, err := b.ReadTag(b.Context())
		if err != nil || !cmp.Equal(tag.UID, []byte{1, 2, 3, 4}) {
			b.Errorf("%x, %v", tag.UID, err)
		}
		if n := len(b.lateOffers()); n != 0 || strings.Contains(b.said(), "the same again") {
			b.Errorf("%d late offers, or not acknowledged", n)
		}
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000)
	})
}

// TestNobodyShowsACard: the wait ends by itself, by its caller, and by an abort,
// and leaves no card wait on the pad.
func TestNobodyShowsACard(t *testing.T) {
	t.Parallel()
	withPad(t, "look nobody", func(b *bench) {
		for _, test := range []struct {
			patience, abort, lasts time.Duration
			cause                  error
		}{
			{time.Hour, time.Hour, time.Minute, pay.ErrNoAnswer},
			{time.Hour, 3 * time.Second, 3 * time.Second, smartro.ErrAborted},
			{7 * time.Second, time.Hour, 7 * time.Second, context.DeadlineExceeded},
		} {
			ctx, cancel := context.WithTimeout(b.Context(), test.patience)
			began := time.Now()
			timer := time.AfterFunc(test.abort, func() { _ = b.Abort(ctx) }) // its effect is what counts
			_, err := b.ReadCard(ctx)
			timer.Stop()
			cancel()
			b.fate(err, pay.NotSent, test.cause)
			if took := time.Since(began); took != test.lasts {
				b.Errorf("%v: took %v, want %v", test.cause, took, test.lasts)
			}
			time.Sleep(time.Second)
			if said := b.said(); strings.LastIndex(said, "← E") < strings.LastIndex(said, "← D") {
				b.Errorf("%v: the pad still waits", test.cause)
			}
		}
	})
}

func TestCardInside(t *testing.T) {
	t.Parallel()
	withPad(t, "approve chip", func(b *bench) {
		b.paid()
		for _, want := range []bool{true, false} {
			if got, err := b.CardInside(b.Context()); got != want || err != nil {
				b.Errorf("inside %v, %v; want %v", got, err, want)
			}
			time.Sleep(2 * time.Second)
		}
	})
}

func TestAdjust(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		for _, test := range []struct{ set, want pay.Levels }{
			{pay.Levels{Brightness: -1, Voice: -1, Touch: -1}, pay.Levels{Brightness: 5, Voice: 5, Touch: 5}},
			{pay.Levels{Brightness: 9, Voice: -1, Touch: 0}, pay.Levels{Brightness: 9, Voice: 5, Touch: 0}},
		} {
			if got, err := b.Adjust(b.Context(), test.set); got != test.want || err != nil {
				b.Errorf("%+v, %v; want %+v", got, err, test.want)
			}
		}
		_, err := b.Adjust(b.Context(), pay.Levels{Voice: 10})
		b.fate(err, pay.NotSent, smartro.ErrMessage)
	})
}

func TestInspect(t *testing.T) {
	t.Parallel()
	withPad(t, "health OOOF", func(b *bench) {
		got, err := b.Inspect(b.Context())
		want := pay.Inspection{
			Pad:      "TL3600_SIM",
			Versions: map[string]string{"boot 0": "SIM_B0", "boot 1": "SIM_B1", "application": "TL3600_SIM"},
			Parts: []pay.Part{
				{Name: "card reader", OK: true, Says: "good"}, {Name: "contactless reader", OK: true, Says: "good"},
				{Name: "VAN", OK: true, Says: "good"}, {Name: "linked server", Says: "no connection"},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			b.Errorf("%v (-want +got)\n%s", err, diff)
		}
	})
}

// buy makes a payment for a buyer.
func (b *bench) buy() pay.Approval {
	b.Helper()
	b.mark()
	a, err := b.AuthorizeBuyer(b.Context(), newCharge(), pay.Buyer{Name: "홍길동", Phone: "010-0000-0000"}, b.accept)
	return *b.approved(a, err)
}

// TestBuyer: a payment through a payment company goes back in parts, and whole.
func TestBuyer(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		parted, whole := b.buy(), b.buy()
		if err := errors.Join(b.VoidsPart(parted), b.VoidsCardless(parted)); err != nil || len(parted.Driver["pg"]) != 30 {
			b.Fatalf("%v, %v", err, parted.Driver)
		}
		for i, amount := range []pay.Amount{1100, 2200} {
			v := voidOf(parted, true)
			v.Amount, v.VAT, v.Part = amount, amount/11, i+1
			a, err := b.Void(b.Context(), v, b.accept)
			if back := b.approved(a, err); back.Amount != amount || back.Number != parted.Number {
				b.Errorf("part %d: %+v", i+1, back)
			}
		}
		b.taken(11000-3300, 11000)
		a, err := b.void(whole, true)
		b.approved(a, err)
		b.taken(11000 - 3300)
		v := voidOf(parted, true)
		v.Amount = 9000
		if a, err := b.Void(b.Context(), v, b.accept); err != nil || a.Decline == nil {
			b.Errorf("more than is left: %+v, %v", a, err)
		}
		if said := b.said() + fmt.Sprint(b.accepted); strings.Contains(said, "홍길동") || strings.Contains(said, "010-0000") {
			b.Error("it tells of the buyer")
		}
	})
}

// TestBuyerIsSettledLikeAnyCharge: lost and late answers to G are known by L and
// handed over.
func TestBuyerIsSettledLikeAnyCharge(t *testing.T) {
	t.Parallel()
	withPad(t, "lose-response\napprove late=120s", func(b *bench) {
		for late := range 2 {
			before, c := b.mark(), newCharge()
			_, err := b.AuthorizeBuyer(b.Context(), c, pay.Buyer{}, b.accept)
			b.fate(err, pay.Unknown, pay.ErrNoAnswer)
			b.adopted(c, before)
			time.Sleep(30 * time.Second)
			if got := b.lateOffers(); len(got) != late || late == 1 && got[0].Approval.Driver["pg"] == "" {
				b.Errorf("late offers %+v", got)
			}
		}
		b.taken(11000, 11000)
	})
	withPad(t, "", func(b *bench) {
		for _, c := range []pay.Charge{{Currency: pay.EUR, Amount: 100}, {Currency: pay.KRW}} {
			_, err := b.AuthorizeBuyer(b.Context(), c, pay.Buyer{}, b.accept)
			b.fate(err, pay.NotSent, nil)
		}
		_, err := b.AuthorizeBuyer(b.Context(), newCharge(), pay.Buyer{Phone: strings.Repeat("0", 21)}, b.accept)
		b.fate(err, pay.NotSent, smartro.ErrMessage)
	})
}

func TestWallets(t *testing.T) {
	t.Parallel()
	for _, wallet := range []string{"zeropay", "kakaopay-money", "kakaopay-credit", "naverpay"} {
		withPad(t, "approve wallet="+wallet+"\nvoid approve wallet="+wallet, func(b *bench) {
			sale := b.paid()
			if sale.Method != wallet || sale.Medium != pay.Barcode {
				b.Errorf("%s: %+v", wallet, sale)
			}
			a, err := b.void(sale, true)
			b.approved(a, err)
			b.taken()
		})
	}
}
