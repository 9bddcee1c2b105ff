package pay_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// paid is a payment that knows everything, of which a third has gone back.
func paid(t *testing.T) (pay.Store, pay.Payment) {
	t.Helper()
	o, err := pay.NewOrder("order-1", pay.KRW, 10, []pay.Line{
		{Item: "coffee", Name: "Coffee", Price: 5500, Quantity: 2, Tax: pay.Taxed},
		{Item: "book", Name: "Book", Price: 4000, Quantity: 1, Tax: pay.TaxFree},
	})
	if err != nil {
		t.Fatal(err)
	}
	part, err := o.Split.Part(0, 5000)
	if err != nil {
		t.Fatal(err)
	}
	return pay.Store{ID: "s1", Name: "Shop", BusinessNumber: "123-45-67890", Representative: "Kim", Address: "Seoul", Phone: "02-123-4567"},
		pay.Payment{
			Key: o.Key, Order: o, Status: pay.Approved, Charge: &pay.Charge{Signature: true},
			Approval: &pay.Approval{
				Ref: "r1", Number: "30012345", Currency: pay.KRW, Amount: o.Total, Instalment: 3, At: "2026-01-05T10:00:00",
				Method: "credit", Medium: pay.Chip, Card: pay.ReadCard("941009******1234"), Issuer: pay.Party{Code: "01", Name: "Issuer"},
				Acquirer: pay.Party{Code: "02", Name: "Acquirer"}, Merchant: "0012345678", Device: "pad-1", Slip: []string{"AID A000"},
			},
			Refunds: []pay.Refund{{Part: 1, Amount: 5000, Split: part, Number: "30012399", Pad: "2026-01-05T11:00:00", At: time.Unix(1, 0)}},
		}
}

// TestReceiptHasEverything: nothing that is known of a payment is missing on its
// slips, whose sums add up.
func TestReceiptHasEverything(t *testing.T) {
	t.Parallel()
	store, p := paid(t)
	part, err := pay.RefundSlip(store, p, 1, true)
	if err != nil || part.Check() != nil {
		t.Fatalf("%v, %v", err, part.Check())
	}
	for v, i := reflect.ValueOf(part), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("the slip of a part says no %s", v.Type().Field(i).Name)
		}
	}
	if part.Kind != "void" || part.Total != 5000 || part.Refunded != 5000 || part.VoidNumber != "30012399" || part.VoidedAt != "2026-01-05T11:00:00" {
		t.Errorf("slip of a part: %+v", part)
	}
	sale, err := pay.ReceiptFor(store, p, true)
	if err != nil || sale.Kind != "sale" || sale.Check() != nil || sale.Split.TaxFree != 4000 || sale.Total != 15000 {
		t.Errorf("slip of the sale: %+v, %v, %v", sale, err, sale.Check())
	}
	if _, err := pay.RefundSlip(store, p, 2, true); err == nil {
		t.Error("a slip of a part that never went back")
	}
}

// TestSlipsOfParts: the slips of all parts add up to the sale's.
func TestSlipsOfParts(t *testing.T) {
	t.Parallel()
	store, p := paid(t)
	rest, err := p.Order.Split.Part(5000, 10000)
	if err != nil {
		t.Fatal(err)
	}
	p.Refunds, p.Status = append(p.Refunds, pay.Refund{Part: 2, Amount: 10000, Split: rest, Number: "30012400"}), pay.Voided
	var sum pay.Split
	for n := range 2 {
		r, err := pay.RefundSlip(store, p, n+1, false)
		if err != nil {
			t.Fatal(err)
		}
		s := r.Split
		sum = pay.Split{Supply: sum.Supply + s.Supply, VAT: sum.VAT + s.VAT, TaxFree: sum.TaxFree + s.TaxFree, Service: sum.Service + s.Service}
	}
	if diff := cmp.Diff(p.Order.Split, sum); diff != "" {
		t.Errorf("(-sale +parts)\n%s", diff)
	}
	if last, err := pay.LastRefundSlip(store, p, false); err != nil || last.Part != 2 || last.Total != 10000 {
		t.Errorf("the last slip: %+v, %v", last, err)
	}
}

// TestSlipWhileMoneyGoesBack: a sale has its slip until its money is back, and also
// where it never came back; what was never paid as ordered has none.
func TestSlipWhileMoneyGoesBack(t *testing.T) {
	t.Parallel()
	store, p := paid(t)
	void := &pay.Void{Amount: 100}
	for _, c := range []struct {
		status pay.Status
		void   *pay.Void
		amount pay.Amount
		slip   bool
	}{
		{pay.Approved, nil, 15000, true}, {pay.Voiding, void, 15000, true}, {pay.Unresolved, void, 15000, true}, {pay.Voided, void, 15000, true},
		{pay.Unresolved, nil, 15000, false}, {pay.Mismatched, nil, 15000, false}, {pay.Late, nil, 15000, false}, {pay.Declined, nil, 15000, false},
		{pay.Approved, nil, 14999, false},
	} {
		a := *p.Approval
		a.Amount = c.amount
		p.Status, p.Void, p.Approval = c.status, c.void, &a
		if _, err := pay.ReceiptFor(store, p, false); (err == nil) != c.slip {
			t.Errorf("%s of %d with void %v: %v, want a slip: %v", c.status, c.amount, c.void, err, c.slip)
		}
	}
}
