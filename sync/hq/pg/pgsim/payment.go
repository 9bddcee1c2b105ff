package pgsim

import (
	"time"

	"kioskd/agent/pay"
)

// State is how far a payment has come, in no vendor's words.
type State string

// The states of a payment. A paid one may have been given back: see [Payment.Left].
const (
	Open    State = "open"    // the customer has not agreed
	Agreed  State = "agreed"  // the customer has agreed; no money has moved
	Issued  State = "issued"  // an account waits for a deposit
	Paid    State = "paid"    // the money is taken
	Refused State = "refused" // final: the provider would not
	Quit    State = "quit"    // final: the customer stepped back
	Expired State = "expired" // final: nobody came in time
	Voided  State = "voided"  // final: an account that was closed before a deposit
)

// Payment is a payment as its provider knows it. Amounts are minor units.
type Payment struct {
	ID      string // the provider's name for it
	Door    string // what the phone's address ends in; tells nothing else
	Order   string // the merchant's name for it
	User    string // the merchant's name for the customer
	Name    string // what is bought
	Total   pay.Amount
	TaxFree pay.Amount
	VAT     pay.Amount
	State   State
	Means   string // as in CARD; the vendor's word
	Token   string // what only the customer's browser brings back
	Secret  string // what only provider and merchant know of this payment
	Code    string // of a refusal, the vendor's
	Reason  string // of a refusal

	Success, Cancel, Fail string // where the customer's browser goes next

	OpenedAt, AgreedAt, PaidAt time.Time

	Account *Account
	Cancels []Cancel
	Notes   map[string]string // what else a vendor keeps
}

// Account is a bank account that was opened for one payment.
type Account struct {
	Bank, Number, Holder string
	Until                time.Time
}

// Cancel is one giving back of money.
type Cancel struct {
	ID      string // the provider's
	Asked   string // the merchant's, where a vendor has such a thing
	Amount  pay.Amount
	TaxFree pay.Amount
	VAT     pay.Amount
	Reason  string
	Left    pay.Amount // after it
	At      time.Time
}

// Returned is what was given back so far.
func (p *Payment) Returned() (sum pay.Amount) {
	for _, c := range p.Cancels {
		sum += c.Amount
	}
	return sum
}

// Left is what could still be given back: nothing of a payment that was not paid.
func (p *Payment) Left() pay.Amount {
	if p.State != Paid {
		return 0
	}
	return p.Total - p.Returned()
}

// TaxFreeLeft is the part of [Payment.Left] that bears no tax.
func (p *Payment) TaxFreeLeft() pay.Amount {
	left := p.TaxFree
	for _, c := range p.Cancels {
		left -= c.TaxFree
	}
	return left
}

// Note keeps something that only one vendor knows.
func (p *Payment) Note(name, value string) {
	if p.Notes == nil {
		p.Notes = map[string]string{}
	}
	p.Notes[name] = value
}

// Ended says whether nothing can become of the payment that is not a cancel.
func (p *Payment) Ended() bool {
	return p.State != Open && p.State != Agreed && p.State != Issued
}

// copied is for whoever reads the book from outside.
func (p *Payment) copied() Payment {
	c := *p
	c.Cancels = append([]Cancel(nil), p.Cancels...)
	if p.Account != nil {
		account := *p.Account
		c.Account = &account
	}
	c.Notes = nil
	for name, value := range p.Notes {
		c.Note(name, value)
	}
	return c
}
