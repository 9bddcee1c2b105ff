package pay_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kioskd/agent/pay"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		currency pay.Currency
		amount   pay.Amount
		want     string
	}{
		{pay.KRW, 0, "0 KRW"},
		{pay.KRW, 12000, "12,000 KRW"},
		{pay.KRW, -1234567, "-1,234,567 KRW"},
		{pay.EUR, 5, "0.05 EUR"},
		{pay.EUR, 123456, "1,234.56 EUR"},
		{pay.EUR, -100, "-1.00 EUR"},
	} {
		if got := c.currency.Format(c.amount); got != c.want {
			t.Errorf("%s of %d: %q, want %q", c.currency, c.amount, got, c.want)
		}
	}
}

func TestArithmeticRefusesOverflow(t *testing.T) {
	if _, err := pay.Amount(math.MaxInt64).Plus(1); !errors.Is(err, pay.ErrAmount) {
		t.Errorf("overflowing sum: %v", err)
	}
	if _, err := pay.Amount(math.MinInt64).Plus(-1); !errors.Is(err, pay.ErrAmount) {
		t.Errorf("underflowing sum: %v", err)
	}
	if _, err := pay.Amount(math.MaxInt64 / 2).Times(3); !errors.Is(err, pay.ErrAmount) {
		t.Errorf("overflowing product: %v", err)
	}
	if _, err := pay.Amount(-1).Times(3); !errors.Is(err, pay.ErrAmount) {
		t.Errorf("negative price: %v", err)
	}
	if err := (pay.MaxAmount + 1).Check(); !errors.Is(err, pay.ErrAmount) {
		t.Errorf("eleven digits: %v", err)
	}
}

// TestSplitAddsUp: whatever is sold, the parts are the total.
func TestSplitAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pay.Line {
			return pay.Line{
				Item: "i", Name: "n",
				Price:    pay.Amount(rapid.Int64Range(1, 1_000_000).Draw(t, "price")),
				Quantity: rapid.IntRange(1, 9).Draw(t, "quantity"),
				Tax:      rapid.SampledFrom([]pay.Tax{pay.Taxed, pay.TaxFree}).Draw(t, "tax"),
			}
		}), 1, 9).Draw(t, "lines")
		rate := pay.Rate(rapid.IntRange(0, 27).Draw(t, "rate"))
		o, err := pay.NewOrder("order-1", pay.KRW, rate, lines)
		if err != nil {
			t.Fatal(err)
		}
		if o.Split.Total() != o.Total {
			t.Fatalf("split %+v does not add up to %d", o.Split, o.Total)
		}
	})
}

func TestKoreanVAT(t *testing.T) {
	o, err := pay.NewOrder("order-1", pay.KRW, 10, []pay.Line{
		{Name: "coffee", Price: 4500, Quantity: 2, Tax: pay.Taxed},
		{Name: "milk", Price: 3000, Quantity: 1, Tax: pay.TaxFree},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := pay.Split{Supply: 8182, VAT: 818, TaxFree: 3000}
	if diff := cmp.Diff(want, o.Split); diff != "" {
		t.Errorf("split of 9,000 taxed and 3,000 tax-free (-want +got)\n%s", diff)
	}
}

func TestOrderRefusals(t *testing.T) {
	good := pay.Line{Name: "coffee", Price: 4500, Quantity: 1, Tax: pay.Taxed}
	with := func(change func(*pay.Line)) []pay.Line {
		l := good
		change(&l)
		return []pay.Line{l}
	}
	for name, lines := range map[string][]pay.Line{
		"no lines":     nil,
		"no name":      with(func(l *pay.Line) { l.Name = "" }),
		"none of it":   with(func(l *pay.Line) { l.Quantity = 0 }),
		"too many":     with(func(l *pay.Line) { l.Quantity = pay.MaxQuantity + 1 }),
		"odd tax":      with(func(l *pay.Line) { l.Tax = "luxury" }),
		"negative":     with(func(l *pay.Line) { l.Price = -1 }),
		"free":         with(func(l *pay.Line) { l.Price = 0 }),
		"beyond width": with(func(l *pay.Line) { l.Price, l.Quantity = pay.MaxAmount, 2 }),
	} {
		if _, err := pay.NewOrder("order-1", pay.KRW, 10, lines); !errors.Is(err, pay.ErrOrder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pay.NewOrder("order-1", "XXX", 10, []pay.Line{good}); !errors.Is(err, pay.ErrOrder) {
		t.Errorf("unknown currency: %v", err)
	}
	if _, err := pay.NewOrder("order-1", pay.KRW, 101, []pay.Line{good}); !errors.Is(err, pay.ErrOrder) {
		t.Errorf("VAT of 101 percent: %v", err)
	}
}

func TestKeys(t *testing.T) {
	k, err := pay.NewKey(bytes.NewReader(make([]byte, 16)))
	if err != nil || k.Check() != nil {
		t.Errorf("new key %q: %v, %v", k, err, k.Check())
	}
	if _, err := pay.NewKey(strings.NewReader("short")); err == nil {
		t.Error("a key was made without randomness")
	}
	for _, bad := range []pay.Key{"", "12345", "with space", "ümlaut-key", pay.Key(strings.Repeat("x", 65)), "a/b/c/d"} {
		if err := bad.Check(); !errors.Is(err, pay.ErrKey) {
			t.Errorf("key %q: %v", bad, err)
		}
	}
}

func TestMaskedCards(t *testing.T) {
	for in, want := range map[string]string{
		"9410091234567890":     "941009******7890",
		"941009**********":     "941009**********",
		"375312345678901":      "375312******8901",
		"9410-0912-3456-7890":  "9410*0******7890",
		"12345678901234":       "******1234",
		"123456789":            "******6789",
		"12345678":             "",
		"":                     "",
		"  9410091234567890  ": "941009******7890",
	} {
		if got := pay.MaskCard(in).String(); got != want {
			t.Errorf("%q masked as %q, want %q", in, got, want)
		}
	}
}

// FuzzCardShowsLittle: no way of printing a card shows more than six and four
// digits of what came in.
func FuzzCardShowsLittle(f *testing.F) {
	f.Add("9410091234567890")
	f.Add("37531234567890")
	f.Add("1234567890123")
	f.Fuzz(func(t *testing.T, number string) {
		c := pay.MaskCard(number)
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back pay.Card
		if err := json.Unmarshal(b, &back); err != nil || back.String() != c.String() {
			t.Errorf("%q read back as %q: %v", c, back, err)
		}
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, c.String())
		if len(digits) > 10 || len(digits) > 0 && len(number)-len(digits) < 5 {
			t.Errorf("%q keeps %d digits of %q", c, len(digits), number)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(verb, c); got != c.String() {
				t.Errorf("printed with %s: %q, want %q", verb, got, c.String())
			}
		}
	})
}

func TestFate(t *testing.T) {
	inner := pay.Fail("write", pay.Unknown, pay.ErrNoAnswer)
	if got := pay.FateOf(pay.Fail("authorize", pay.NotSent, inner)); got != pay.Unknown {
		t.Errorf("an unknown wrapped as not sent became %s", got)
	}
	if got := pay.FateOf(errors.New("says nothing")); got != pay.Unknown {
		t.Errorf("an error that says nothing counts as %s", got)
	}
	if got := pay.FateOf(pay.Fail("open", pay.NotSent, pay.ErrNotConnected)); got != pay.NotSent {
		t.Errorf("got %s", got)
	}
	if pay.Fail("nothing", pay.Unknown, nil) != nil {
		t.Error("no cause is no failure")
	}
}

func TestReceiptOnlyForPaid(t *testing.T) {
	p := pay.Payment{Key: "order-1", Order: pay.Order{Key: "order-1", Total: 1}, Status: pay.Uncertain, Approval: &pay.Approval{Number: "1", Amount: 1}}
	if _, err := pay.ReceiptFor(pay.Store{}, p, false); err == nil {
		t.Error("a slip was written for an unknown outcome")
	}
	p.Status = pay.Voided
	if r, err := pay.ReceiptFor(pay.Store{}, p, true); err != nil || r.Kind != "void" || !r.Test {
		t.Errorf("slip of a void: %+v, %v", r, err)
	}
}

// TestReceiptOfAVoid: both slips of a sale that was taken back say so, and the
// sums have to add up.
func TestReceiptOfAVoid(t *testing.T) {
	o, err := pay.NewOrder("order-1", pay.KRW, 10, []pay.Line{{Name: "coffee", Price: 4500, Quantity: 2, Tax: pay.Taxed}})
	if err != nil {
		t.Fatal(err)
	}
	p := pay.Payment{
		Key: o.Key, Order: o, Status: pay.Voided, Approval: &pay.Approval{Number: "1", Amount: 9000, Medium: pay.Chip, Slip: []string{"AID"}},
		Refunds: []pay.Refund{{Amount: 9000, Split: o.Split, Number: "2", Pad: "2025-03-14T10:31:00"}},
	}
	r, err := pay.ReceiptFor(pay.Store{}, p, false)
	if err != nil || !r.Voided || r.VoidedAt != "2025-03-14T10:31:00" || r.Medium != pay.Chip || len(r.Slip) != 1 || r.Check() != nil {
		t.Errorf("%+v, %v, %v", r, err, r.Check())
	}
	if s := r.Sale(); s.Kind != "sale" || !s.Voided || r.Kind != "void" {
		t.Errorf("the sale's slip is %+v", s)
	}
	for name, change := range map[string]func(*pay.Receipt){
		"total": func(r *pay.Receipt) { r.Total++ }, "part": func(r *pay.Receipt) { r.Split.VAT-- },
		"line": func(r *pay.Receipt) { r.Lines = nil }, "overflow": func(r *pay.Receipt) { r.Lines = []pay.Line{{Price: math.MaxInt64, Quantity: 2}} },
	} {
		wrong := r
		if change(&wrong); wrong.Check() == nil {
			t.Errorf("a slip with a wrong %s passed", name)
		}
	}
}

func TestPrinterPrints(t *testing.T) {
	for state, want := range map[pay.Paper]bool{
		"": false, pay.PaperReady: true, pay.PaperLow: true, pay.PaperOut: false, pay.CoverOpen: false, pay.PrinterFault: false, pay.PrinterAway: false,
	} {
		if got := (pay.Printer{State: state}).Prints(); got != want {
			t.Errorf("%q prints: %v", state, got)
		}
	}
}

// TestPartsAddUp: in whatever parts a payment goes back, no share of a part is
// negative, each part is the sum of its shares, and all parts together are the
// payment.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := func(name string) pay.Amount {
			return pay.Amount(rapid.Int64Range(0, 2_000_000_000).Draw(t, name))
		}
		whole := pay.Split{Supply: share("supply") + 1, VAT: share("vat"), TaxFree: share("tax-free"), Service: share("service")}
		var back pay.Split
		for n := 1; back.Total() < whole.Total(); n++ {
			left := whole.Total() - back.Total()
			amount := pay.Amount(rapid.Int64Range(1, int64(left)).Draw(t, "amount"))
			if n == 9 {
				amount = left
			}
			part, err := whole.Part(back.Total(), amount)
			if err != nil {
				t.Fatal(err)
			}
			if part.Total() != amount || min(part.Supply, part.VAT, part.TaxFree, part.Service) < 0 {
				t.Fatalf("a part of %d out of %+v after %+v: %+v", amount, whole, back, part)
			}
			back = pay.Split{Supply: back.Supply + part.Supply, VAT: back.VAT + part.VAT, TaxFree: back.TaxFree + part.TaxFree, Service: back.Service + part.Service}
		}
		if back != whole {
			t.Fatalf("the parts add up to %+v, want %+v", back, whole)
		}
	})
	if _, err := (pay.Split{Supply: 100}).Part(60, 41); !errors.Is(err, pay.ErrPart) {
		t.Errorf("more than is left: %v", err)
	}
	if _, err := (pay.Split{Supply: 100}).Part(0, 0); !errors.Is(err, pay.ErrPart) {
		t.Errorf("nothing: %v", err)
	}
}

// TestSlipOfAPart: the slip of a part has the part's own sums, and the slip of the
// sale says what has gone back.
func TestSlipOfAPart(t *testing.T) {
	o, err := pay.NewOrder("order-1", pay.KRW, 10, []pay.Line{{Name: "coffee", Price: 4500, Quantity: 2, Tax: pay.Taxed}, {Name: "milk", Price: 2000, Quantity: 1, Tax: pay.TaxFree}})
	if err != nil {
		t.Fatal(err)
	}
	part, err := o.Split.Part(0, 3000)
	if err != nil {
		t.Fatal(err)
	}
	p := pay.Payment{Key: o.Key, Order: o, Status: pay.Approved, Approval: &pay.Approval{Number: "1", Amount: o.Total}, Charge: &pay.Charge{Signature: true}}
	p.Refunds = []pay.Refund{{Part: 1, Amount: 3000, Split: part, Number: "2", Pad: "2025-03-14T10:31:00"}}
	sale, err := pay.ReceiptFor(pay.Store{}, p, false)
	if err != nil || sale.Voided || sale.Refunded != 3000 || sale.Total != 11000 || !sale.Signature || sale.Check() != nil {
		t.Errorf("sale %+v, %v", sale, err)
	}
	back, err := pay.RefundSlip(pay.Store{}, p, 1, false)
	if err != nil || back.Kind != "void" || back.Total != 3000 || back.VoidNumber != "2" || back.Number != "1" || back.Lines[0].Name != "coffee + 1" {
		t.Errorf("part %+v, %v", back, err)
	}
	if _, err := pay.RefundSlip(pay.Store{}, p, 2, false); err == nil {
		t.Error("a slip of a part that never was")
	}
}

// TestTestSlipStaysOne: a slip that is printed again after test mode is over says
// what the payment was.
func TestTestSlipStaysOne(t *testing.T) {
	order, err := pay.NewOrder("order-1", pay.KRW, 10, []pay.Line{{Name: "coffee", Price: 4500, Quantity: 1, Tax: pay.Taxed}})
	if err != nil {
		t.Fatal(err)
	}
	p := pay.Payment{Key: order.Key, Order: order, Status: pay.Approved, Approval: &pay.Approval{Number: "1", Amount: 4500}, Test: true}
	if r, err := pay.ReceiptFor(pay.Store{}, p, false); err != nil || !r.Test {
		t.Errorf("%+v, %v", r, err)
	}
}
