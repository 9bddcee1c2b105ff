package zvt_test

import (
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// newCharge is a charge of 12.34 euros, going out now.
func newCharge() pay.Charge {
	return pay.Charge{
		Key: pay.Key(fmt.Sprintf("order-%d", time.Now().UnixNano())), Attempt: 1,
		Currency: pay.EUR, Amount: 1234, VAT: 197, SentAt: time.Now(),
	}
}

func (b *bench) mark() pay.Mark {
	b.Helper()
	m, err := b.Mark(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// charge makes a mark and a charge, and returns both with the answer.
func (b *bench) charge() (pay.Charge, pay.Mark, pay.Answer, error) {
	b.Helper()
	before, c := b.mark(), newCharge()
	a, err := b.Authorize(b.Context(), c, b.accept)
	if (a.Approval != nil || a.Decline != nil) == (err != nil) {
		b.Errorf("answer %+v and error %v at once, or neither", a, err)
	}
	return c, before, a, err
}

// sell charges, which must work.
func (b *bench) sell() pay.Approval {
	b.Helper()
	_, _, a, err := b.charge()
	if err != nil || a.Approval == nil {
		b.Fatalf("%+v, %v; want an approval", a, err)
	}
	return *a.Approval
}

// taken checks the VAN's books.
func (b *bench) taken(want ...pay.Amount) {
	b.Helper()
	var sum pay.Amount
	for _, a := range want {
		sum += a
	}
	if got, n := b.pad.Ledger().Taken(); got != sum || n != len(want) {
		b.Errorf("the VAN has taken %d by %d approvals, want %d by %d", got, n, sum, len(want))
	}
}

func (b *bench) fate(err error, want pay.Fate) {
	b.Helper()
	if err == nil || pay.FateOf(err) != want {
		b.Fatalf("error %v with fate %s, want fate %s", err, pay.FateOf(err), want)
	}
}

// settle resolves a charge as soon as the pad is there.
func (b *bench) settle(c pay.Charge, before pay.Mark) pay.Resolution {
	b.Helper()
	for range 60 {
		r, err := b.Resolve(b.Context(), c, before)
		if err == nil {
			return r
		}
		if pay.FateOf(err) != pay.Unknown {
			b.Fatalf("resolve: %v", err)
		}
		time.Sleep(5 * time.Second)
	}
	b.Fatal("the charge is never settled")
	return pay.Resolution{}
}
