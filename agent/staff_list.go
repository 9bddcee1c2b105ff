package agent

import (
	"context"
	"slices"
	"time"

	"kioskd/agent/pay"
)

// Case is a payment that a person has to look at.
type Case struct {
	Key       pay.Key       `json:"key"`
	Reference string        `json:"reference"` // as the customer's screen showed it
	Status    pay.Status    `json:"status"`
	Since     time.Time     `json:"since,omitzero"`
	Amount    pay.Amount    `json:"amount"`
	Currency  pay.Currency  `json:"currency,omitempty"`
	Number    string        `json:"number,omitempty"` // approval number, where one is known
	Card      pay.Card      `json:"card,omitzero"`
	Reason    string        `json:"reason,omitempty"`
	Fault     int           `json:"fault,omitempty"`
	Next      string        `json:"next"`               // the one next step
	Override  *pay.Override `json:"override,omitempty"` // somebody has unblocked the kiosk
}

// StaffList returns the payments that a person has to look at, oldest first.
func (a *Agent) StaffList(ctx context.Context) ([]Case, error) { return Cases(ctx, a.o.Journal) }

// Cases reads the staff list out of a journal.
func Cases(ctx context.Context, j Journal) ([]Case, error) {
	facts, err := j.Find(StaffList)
	if err != nil {
		return nil, FaultMemory.because(err)
	}
	cases, seen := []Case{}, map[string]bool{}
	for _, f := range facts {
		if seen[f.Key] || ctx.Err() != nil {
			continue
		}
		seen[f.Key] = true
		p, err := book(j, pay.Key(f.Key))
		if err != nil {
			return nil, err
		}
		if OnStaffList(p) {
			cases = append(cases, caseOf(p))
		}
	}
	slices.SortStableFunc(cases, func(a, b Case) int { return a.Since.Compare(b.Since) })
	return cases, ctx.Err()
}

func caseOf(p pay.Payment) Case {
	c := Case{
		Key: p.Key, Reference: Reference(p.Key), Status: p.Status, Since: p.StartedAt, Amount: p.Order.Total,
		Currency: p.Order.Currency, Reason: p.Reason, Fault: p.Fault, Next: nextStep(p), Override: p.Override,
	}
	switch a := p.Approval; {
	case a != nil:
		c.Amount, c.Currency, c.Number, c.Card = a.Amount, a.Currency, a.Number, a.Card
	case p.Order.Key == "":
		c.Amount, c.Number = p.Mark.Amount, p.Mark.Number
	}
	if p.Status == pay.Unresolved && p.Void != nil {
		c.Amount = p.Void.Amount
	}
	return c
}

// nextStep says what a person does about a case: one sentence, one thing.
func nextStep(p pay.Payment) string {
	switch {
	case p.Fault == FaultRealMoney.Number:
		return FaultRealMoney.Next
	case p.Fault == FaultTestMoney.Number:
		return "No money has moved; close the case."
	case p.Via() != "" && (p.Status == pay.Uncertain || p.Status == pay.Voiding):
		return "Look at the way to HQ: kioskd status. HQ asks the provider and tells the kiosk; until then the payment may be real."
	case p.Fault == FaultPhoneLate.Number:
		return FaultPhoneLate.Next
	case p.Via() != "" && p.Void != nil:
		return "Give the money back at the provider's own page by its number, then close the case."
	case p.Status == pay.Uncertain:
		return "Look at the pad: switch it off and on, check its cable. If the customer must go on, override with your name and the reason."
	case p.Status == pay.Voiding:
		return "Look at the pad: switch it off and on, check its cable. The money goes back as soon as it answers."
	case p.Status == pay.Approved:
		return "Compare with what was given to the customer while nobody knew; refund it if they paid twice, then close the case."
	case p.Void != nil:
		return "Give the money back at the card company's page by the approval number, then close the case."
	case p.Status == pay.Mismatched:
		return "Refund the payment, or collect the difference, then close the case."
	case p.Approval != nil || p.Order.Key == "":
		return "Ask the card company whose sale the approval number is; give the money back if it is nobody's, then close the case."
	}
	return "Look for the sale at the card company by time and amount; give the money back if the customer got nothing, then close the case."
}
