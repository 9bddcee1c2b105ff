package smartro_test

import (
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// newCharge is a charge of 11 000 won, going out now.
func newCharge() pay.Charge {
	return pay.Charge{Key: pay.Key(fmt.Sprintf("order-%d", time.Now().UnixNano())), Attempt: 1, Currency: pay.KRW, Amount: 11000, VAT: 1000, SentAt: time.Now()}
}

// mark asks for the mark, which must work.
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

// taken checks the VAN's books.
func (b *bench) taken(want ...pay.Amount) {
	b.Helper()
	var sum pay.Amount
	for _, a := range want {
		sum += a
	}
	got, n := b.pad.Ledger().Taken()
	if got != sum || n != len(want) {
		b.Errorf("the VAN has taken %d by %d approvals, want %d by %d", got, n, sum, len(want))
	}
}

func (b *bench) approved(a pay.Answer, err error) *pay.Approval {
	b.Helper()
	if err != nil || a.Approval == nil {
		b.Fatalf("%+v, %v; want an approval", a, err)
	}
	return a.Approval
}

func (b *bench) fate(err error, want pay.Fate, cause error) {
	b.Helper()
	if err == nil || pay.FateOf(err) != want || cause != nil && !errors.Is(err, cause) {
		b.Fatalf("error %v with fate %s, want fate %s and cause %v", err, pay.FateOf(err), want, cause)
	}
}

// resolve asks what became of a charge.
func (b *bench) resolve(c pay.Charge, before pay.Mark) pay.Resolution {
	b.Helper()
	r, err := b.Resolve(b.Context(), c, before)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// adopted checks that a resolve found the charge's approval.
func (b *bench) adopted(c pay.Charge, before pay.Mark) {
	b.Helper()
	r := b.resolve(c, before)
	if r.Approval == nil || !r.Approval.Answers(c) || !r.Last.Same(r.Approval.Mark()) {
		b.Errorf("resolution %+v, want the approval", r)
	}
}

// unchanged checks that a resolve found nothing new.
func (b *bench) unchanged(c pay.Charge, before pay.Mark, settled bool) {
	b.Helper()
	r := b.resolve(c, before)
	if r.Approval != nil || !r.Last.Same(before) || r.Settled != settled {
		b.Errorf("resolution %+v, want nothing new and settled %v", r, settled)
	}
}

// settles sees nothing new twice: at first it proves nothing, and it does once
// the pad has been idle for as long as a VAN may take.
func (b *bench) settles(c pay.Charge, before pay.Mark) {
	b.Helper()
	b.unchanged(c, before, false)
	time.Sleep(41 * time.Second)
	b.unchanged(c, before, true)
}
