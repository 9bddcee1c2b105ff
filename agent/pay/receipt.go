package pay

import "fmt"

// Receipt is the slip of one payment: what a customer, a tax office and a card
// company want to read. Its parts add up to its total.
type Receipt struct {
	Store    Store    `json:"store"`
	Key      Key      `json:"key"`
	Kind     string   `json:"kind"` // "sale" or "void"
	Test     bool     `json:"test,omitempty"`
	Currency Currency `json:"currency"`
	Lines    []Line   `json:"lines"`
	Split    Split    `json:"split"`
	Total    Amount   `json:"total"`

	Number     string   `json:"number"` // approval number
	At         PadClock `json:"at,omitzero"`
	Instalment int      `json:"instalment"`
	Method     string   `json:"method"`
	Card       Card     `json:"card,omitzero"`
	Issuer     Party    `json:"issuer,omitzero"`
	Acquirer   Party    `json:"acquirer,omitzero"`
	Merchant   string   `json:"merchant,omitempty"`
	Device     string   `json:"device,omitempty"`
	Medium     Medium   `json:"medium,omitempty"`

	// Voided says that the money went back, and VoidedAt when by the pad's clock,
	// where the pad told. A slip of either kind says so.
	Voided   bool     `json:"voided,omitempty"`
	VoidedAt PadClock `json:"voided_at,omitzero"`

	// VoidNumber is the approval number of the last refund, Refunded what has gone
	// back in all, and Part which part this slip is about, 0 for the whole.
	VoidNumber string `json:"void_number,omitempty"`
	Refunded   Amount `json:"refunded,omitempty"`
	Part       int    `json:"part,omitempty"`

	// Signature says that the pad took the customer's signature; without it the
	// slip says that none was needed.
	Signature bool `json:"signature,omitempty"`

	// Slip is what the pad's own rules want on the paper; see [Approval].
	Slip []string `json:"slip,omitempty"`
}

// Check reports whether the parts of the slip add up to its total, which the
// lines do as well.
func (r Receipt) Check() error {
	var lines Amount
	for _, l := range r.Lines {
		sum, err := l.Sum()
		if err == nil {
			lines, err = lines.Plus(sum)
		}
		if err != nil {
			return fmt.Errorf("slip of payment %s: %w", r.Key, err)
		}
	}
	if lines != r.Total || r.Split.Total() != r.Total {
		return fmt.Errorf("slip of payment %s: lines add up to %d and parts to %d, the total is %d", r.Key, lines, r.Split.Total(), r.Total)
	}
	return nil
}

// Sale returns the slip of the sale, also when the money has gone back since.
func (r Receipt) Sale() Receipt {
	r.Kind = "sale"
	return r
}

// Store is the shop that a slip is printed for.
type Store struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	BusinessNumber string `json:"business_number,omitempty"`
	Representative string `json:"representative,omitempty"`
	Address        string `json:"address,omitempty"`
	Phone          string `json:"phone,omitempty"`
}

// hasSlip reports whether a payment was paid as ordered, whatever became of it
// later. Until its money is back, and if it never is, the sale stands.
func hasSlip(p Payment) bool {
	if p.Order.Key == "" || p.Approval == nil || p.Approval.Amount != p.Order.Total {
		return false
	}
	switch p.Status {
	case Approved, Voided:
		return true
	case Voiding, Unresolved:
		return p.Void != nil
	}
	return false
}

// ReceiptFor writes the slip of a payment that was paid: of its sale, or of the
// refund of all of it. It is marked for test mode if test is set, or the payment
// was made in it.
func ReceiptFor(s Store, p Payment, test bool) (Receipt, error) {
	if !hasSlip(p) {
		return Receipt{}, fmt.Errorf("payment %s is %s: no slip", p.Key, p.Status)
	}
	a := p.Approval
	r := Receipt{
		Store: s, Key: p.Key, Kind: "sale", Test: test || p.Test, Currency: p.Order.Currency,
		Lines: p.Order.Lines, Split: p.Order.Split, Total: p.Order.Total,
		Number: a.Number, At: a.At, Instalment: a.Instalment, Method: a.Method, Card: a.Card,
		Issuer: a.Issuer, Acquirer: a.Acquirer, Merchant: a.Merchant, Device: a.Device,
		Medium: a.Medium, Slip: a.Slip,
	}
	if p.Charge != nil {
		r.Signature = p.Charge.Signature
	}
	if p.Status == Voided {
		r.Kind, r.Voided = "void", true
	}
	if n := len(p.Refunds); n > 0 {
		r.Refunded, r.VoidNumber, r.VoidedAt = p.Refunded(), p.Refunds[n-1].Number, p.Refunds[n-1].Pad
	}
	return r, nil
}

// LastRefundSlip writes the slip of what has gone back last, the whole or a part.
func LastRefundSlip(s Store, p Payment, test bool) (Receipt, error) {
	if n := len(p.Refunds); n > 0 {
		return RefundSlip(s, p, p.Refunds[n-1].Part, test)
	}
	return Receipt{}, fmt.Errorf("payment %s is %s: no refund", p.Key, p.Status)
}

// RefundSlip writes the slip of one refund of a payment, the part with this
// number. Its sums are those of the part.
func RefundSlip(s Store, p Payment, part int, test bool) (Receipt, error) {
	for _, back := range p.Refunds {
		if back.Part != part {
			continue
		}
		r, err := ReceiptFor(s, p, test)
		if err != nil || part == 0 {
			return r, err
		}
		r.Kind, r.Part, r.Voided = "void", part, true
		r.Lines = []Line{{Item: "refund", Name: summary(p.Order.Lines), Price: back.Amount, Quantity: 1, Tax: Taxed}}
		r.Split, r.Total, r.VoidNumber, r.VoidedAt = back.Split, back.Amount, back.Number, back.Pad
		return r, r.Check()
	}
	return Receipt{}, fmt.Errorf("payment %s: no refund number %d", p.Key, part)
}

// summary names the first line and counts the others.
func summary(lines []Line) string {
	if len(lines) == 0 {
		return ""
	}
	if more := len(lines) - 1; more > 0 {
		return fmt.Sprintf("%s + %d", lines[0].Name, more)
	}
	return lines[0].Name
}
