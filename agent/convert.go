package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// The journal is written in the words of package wire, which belong to whoever
// reads them at HQ. These functions translate there and back.

func wireSplit(s pay.Split) wire.Split {
	return wire.Split{Supply: int64(s.Supply), VAT: int64(s.VAT), TaxFree: int64(s.TaxFree), Service: int64(s.Service)}
}

func paySplit(s wire.Split) pay.Split {
	return pay.Split{Supply: pay.Amount(s.Supply), VAT: pay.Amount(s.VAT), TaxFree: pay.Amount(s.TaxFree), Service: pay.Amount(s.Service)}
}

// WireOrder writes an order in the words of package wire.
func WireOrder(o pay.Order) *wire.Order {
	w := &wire.Order{Key: string(o.Key), Currency: string(o.Currency), Total: int64(o.Total), Split: wireSplit(o.Split), By: string(o.By)}
	if own := o.Own; own != nil {
		w.Own = &wire.Own{Method: own.Method, Ref: own.Ref, Amount: int64(own.Amount)}
	}
	for _, l := range o.Lines {
		w.Lines = append(w.Lines, wire.Line{Item: l.Item, Name: l.Name, Price: int64(l.Price), Quantity: l.Quantity, Tax: string(l.Tax)})
	}
	return w
}

func payOrder(w wire.Order) pay.Order {
	o := pay.Order{Key: pay.Key(w.Key), Currency: pay.Currency(w.Currency), Total: pay.Amount(w.Total), Split: paySplit(w.Split), By: pay.Pricer(w.By)}
	if own := w.Own; own != nil {
		o.Own = &pay.Own{Method: own.Method, Ref: own.Ref, Amount: pay.Amount(own.Amount)}
	}
	for _, l := range w.Lines {
		o.Lines = append(o.Lines, pay.Line{Item: l.Item, Name: l.Name, Price: pay.Amount(l.Price), Quantity: l.Quantity, Tax: pay.Tax(l.Tax)})
	}
	return o
}

func wireCharge(c pay.Charge) *wire.Charge {
	return &wire.Charge{
		Amount: int64(c.Amount), VAT: int64(c.VAT), Service: int64(c.Service),
		Currency: string(c.Currency), Instalment: c.Instalment, Via: c.Via, Signature: c.Signature, SentAt: c.SentAt,
	}
}

func payCharge(key pay.Key, attempt int, w wire.Charge) *pay.Charge {
	return &pay.Charge{
		Key: key, Attempt: attempt, Amount: pay.Amount(w.Amount), VAT: pay.Amount(w.VAT), Service: pay.Amount(w.Service),
		Currency: pay.Currency(w.Currency), Instalment: w.Instalment, Via: w.Via, Signature: w.Signature, SentAt: w.SentAt,
	}
}

func wireMark(m pay.Mark) *wire.Mark {
	return &wire.Mark{Empty: m.Empty, Ref: m.Ref, Number: m.Number, Amount: int64(m.Amount), At: string(m.At), Returned: m.Returned, Proof: m.Proof}
}

func payMark(w wire.Mark) pay.Mark {
	return pay.Mark{Empty: w.Empty, Ref: w.Ref, Number: w.Number, Amount: pay.Amount(w.Amount), At: pay.PadClock(w.At), Returned: w.Returned, Proof: w.Proof}
}

func wireApproval(a pay.Approval) *wire.Approval {
	return &wire.Approval{
		Ref: a.Ref, Number: a.Number, Currency: string(a.Currency),
		Amount: int64(a.Amount), VAT: int64(a.VAT), Service: int64(a.Service), Instalment: a.Instalment,
		At: string(a.At), Via: a.Via, Method: a.Method, Medium: string(a.Medium), Card: a.Card.String(),
		Issuer: wire.Party(a.Issuer), Acquirer: wire.Party(a.Acquirer),
		Merchant: a.Merchant, Device: a.Device, Offline: a.Offline, Slip: a.Slip, Driver: a.Driver,
	}
}

func payApproval(w wire.Approval) *pay.Approval {
	return &pay.Approval{
		Ref: w.Ref, Number: w.Number, Currency: pay.Currency(w.Currency),
		Amount: pay.Amount(w.Amount), VAT: pay.Amount(w.VAT), Service: pay.Amount(w.Service), Instalment: w.Instalment,
		At: pay.PadClock(w.At), Via: w.Via, Method: w.Method, Medium: pay.Medium(w.Medium), Card: pay.ReadCard(w.Card),
		Issuer: pay.Party(w.Issuer), Acquirer: pay.Party(w.Acquirer),
		Merchant: w.Merchant, Device: w.Device, Offline: w.Offline, Slip: w.Slip, Driver: w.Driver,
	}
}

func wireDecline(d pay.Decline) *wire.Decline {
	return &wire.Decline{Code: d.Code, Text: d.Text, Advice: string(d.Advice)}
}

func payDecline(w wire.Decline) *pay.Decline {
	return &pay.Decline{Code: w.Code, Text: w.Text, Advice: pay.Advice(w.Advice)}
}

func wireVoid(v pay.Void, s pay.Split) *wire.Void {
	split := wireSplit(s)
	return &wire.Void{Part: v.Part, Amount: int64(v.Amount), Split: &split, Reason: v.Reason, Unattended: v.Unattended, SentAt: v.SentAt}
}

func payVoid(key pay.Key, a pay.Approval, w wire.Void) *pay.Void {
	v := &pay.Void{Key: key, Part: w.Part, Approval: a, Amount: pay.Amount(w.Amount), Reason: w.Reason, Unattended: w.Unattended, SentAt: w.SentAt}
	if w.Part > 0 && w.Split != nil {
		v.VAT, v.Service = pay.Amount(w.Split.VAT), pay.Amount(w.Split.Service)
	}
	return v
}
