package smartro

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

const pgNumber = "900000000000000000000000000042"

// cancelCase is a void, and the C that it becomes.
type cancelCase struct {
	name   string
	habits habits
	driver map[string]string // changes to the approval's own details
	void   func(*pay.Void)
	want   func(*CancelRequest)
}

func cancelCases() []cancelCase {
	pg := map[string]string{"pg": pgNumber}
	attended := func(v *pay.Void) { v.Unattended = false }
	return []cancelCase{
		{name: "by name", want: func(q *CancelRequest) {}},
		{name: "with the card", void: attended, want: func(q *CancelRequest) { q.Kind = CancelWithCard }},
		{name: "the last one", habits: habits{cardless: "last"}, want: func(q *CancelRequest) { q.Kind = CancelLast }},
		{name: "tapped", driver: map[string]string{"medium": "3"}, want: func(q *CancelRequest) { q.Type = '2' }},
		{name: "tapped, one number", habits: habits{oneCredit: true}, driver: map[string]string{"medium": "3"}, want: func(q *CancelRequest) {}},
		{name: "long form", habits: habits{longCancel: true}, want: func(q *CancelRequest) { q.Long = true }},
		{name: "ZeroPay", driver: map[string]string{"type": "4"}, want: func(q *CancelRequest) { q.Type = '4' }},
		{name: "Naver Pay", driver: map[string]string{"type": "8"}, want: func(q *CancelRequest) { q.Type = '8' }},
		{name: "KakaoPay", driver: map[string]string{"type": "5", "barcode": "2810061234567890"}, want: func(q *CancelRequest) {
			q.Type, q.Info = '5', "2810061234567890"
		}},
		{
			name: "signed", habits: habits{unsigned: 10_000, above: "sign"}, void: attended,
			want: func(q *CancelRequest) { q.Kind, q.Signature = CancelWithCard, true },
		},
		{name: "PG", driver: pg, want: func(q *CancelRequest) {
			q.Kind, q.Type, q.Time, q.Info = CancelPG, '2', "000042", pgNumber
		}},
		{name: "PG with the card there", driver: pg, void: attended, want: func(q *CancelRequest) {
			q.Kind, q.Type, q.Time, q.Info = CancelPG, '2', "000042", pgNumber
		}},
		{name: "PG, time of the sale", habits: habits{saleTime: true}, driver: pg, want: func(q *CancelRequest) {
			q.Kind, q.Type, q.Info = CancelPG, '2', pgNumber
		}},
		{name: "PG, short number", driver: map[string]string{"pg": "42"}, want: func(q *CancelRequest) {
			q.Kind, q.Type, q.Info = CancelPG, '2', "42"
		}},
		{
			name: "part of a PG's", driver: pg, void: func(v *pay.Void) { v.Amount, v.VAT = 1100, 100 },
			want: func(q *CancelRequest) {
				q.Kind, q.Type, q.Amount, q.Tax, q.Info = CancelPGPart, '2', 1100, 100, pgNumber
			},
		},
	}
}

func voidFor(c cancelCase) pay.Void {
	v := pay.Void{Approval: sale().Approval(), Amount: 11000, Unattended: true}
	for name, value := range c.driver {
		v.Approval.Driver[name] = value
	}
	if c.void != nil {
		c.void(&v)
	}
	return v
}

func TestCancelOf(t *testing.T) {
	t.Parallel()
	for _, c := range cancelCases() {
		want := cancelled()
		want.Kind = CancelCardless
		c.want(&want)
		got, err := c.habits.cancelOf(voidFor(c))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", c.name, err, diff)
		}
		if _, err := got.MarshalBinary(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestNoCancelFits(t *testing.T) {
	t.Parallel()
	for _, c := range []cancelCase{
		{name: "part", void: func(v *pay.Void) { v.Amount = 5000 }},
		{name: "another driver's", void: func(v *pay.Void) { v.Approval.Driver = nil }},
		{name: "prepaid", driver: map[string]string{"type": "3"}},
		{name: "prepaid through a PG", driver: map[string]string{"type": "3", "pg": pgNumber}},
		{name: "cash receipt", driver: map[string]string{"type": "2"}},
		{name: "a type of the future", driver: map[string]string{"type": "7"}},
		{name: "KakaoPay without its barcode", driver: map[string]string{"type": "6"}},
		{name: "no contract", habits: habits{cardless: "none"}},
	} {
		if _, err := c.habits.cancelOf(voidFor(c)); !errors.Is(err, pay.ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", c.name, err)
		}
	}
	for _, amount := range []pay.Amount{0, -1, 11001} {
		v := voidFor(cancelCase{})
		v.Amount = amount
		if _, err := (habits{}).cancelOf(v); !errors.Is(err, pay.ErrAmount) {
			t.Errorf("%d: %v, want ErrAmount", amount, err)
		}
	}
}

// TestVoidPowers: what is claimed for an approval is what would be sent.
func TestVoidPowers(t *testing.T) {
	t.Parallel()
	plain := sale().Approval()
	pg := voidFor(cancelCase{driver: map[string]string{"pg": pgNumber}}).Approval
	prepaid := voidFor(cancelCase{driver: map[string]string{"type": "3"}}).Approval
	d := new(Driver)
	for _, test := range []struct {
		a              pay.Approval
		part, cardless bool
	}{{plain, false, true}, {pg, true, true}, {prepaid, false, false}, {pay.Approval{Amount: 2}, false, false}} {
		if err := d.VoidsPart(test.a); (err == nil) != test.part || err != nil && !errors.Is(err, pay.ErrUnsupported) {
			t.Errorf("part of %v: %v", test.a.Driver, err)
		}
		if err := d.VoidsCardless(test.a); (err == nil) != test.cardless || err != nil && !errors.Is(err, pay.ErrUnsupported) {
			t.Errorf("%v: %v", test.a.Driver, err)
		}
	}
	d.habits.cardless = "none"
	if d.VoidsCardless(plain) == nil || d.VoidsCardless(pg) != nil {
		t.Error("a contract without card-less cancels is not heeded, or a PG's is refused")
	}
}
