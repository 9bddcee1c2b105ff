package agent

import (
	"fmt"

	"kioskd/agent/pay"
)

func (s *story) describe() string {
	v := s.machine.View(pay.Store{})
	d := "screen: " + string(v.State)
	if v.Payment != nil {
		d += fmt.Sprintf(" %s (books: %s)", v.Payment.Key, v.Payment.Status)
	}
	if v.CardInside {
		d += ", card inside"
	}
	if v.Phone != nil {
		d += fmt.Sprintf(", code %s (%s)", v.Phone.Code, v.Phone.State)
	}
	if v.Payment != nil && v.State == Issued {
		d += ", account " + v.Payment.Account.Number
	}
	if v.Fault != nil {
		d += fmt.Sprintf(", fault %d", v.Fault.Number)
	}
	return d
}

func tellTerms(c pay.Charge) (s string) {
	if c.VAT != c.Amount/11 {
		s = fmt.Sprintf(" VAT %d", c.VAT)
	}
	if c.Instalment > 0 {
		s += fmt.Sprintf(" in %d months", c.Instalment)
	}
	if c.Signature {
		s += " with signature"
	}
	return s + tellVia(c.Via)
}

func tellVia(via string) string {
	if via == "" {
		return ""
	}
	return " by " + via
}

func tellPart(v pay.Void) string {
	if v.Part == 0 {
		return ""
	}
	return fmt.Sprintf(" part %d, VAT %d", v.Part, v.VAT)
}

func tellFault(f *Fault) string {
	if f == nil {
		return "ok"
	}
	return f.Error()
}

func tell(f Fact) string {
	s := f.Kind + " " + string(f.Key)
	if f.Ref != "" {
		s += " " + f.Ref
	}
	if c := f.Body.Charge; c != nil {
		s += tellVia(c.Via)
	}
	if f.Body.Account != nil {
		s += " account " + f.Body.Account.Number
	}
	if f.Sum != 0 {
		s += fmt.Sprintf(" sum %d", f.Sum)
	}
	if v := f.Body.Void; v != nil && v.Split != nil && (v.Part > 0 || v.Split.TaxFree > 0) {
		s += fmt.Sprintf(" supply %d, VAT %d, tax-free %d", v.Split.Supply, v.Split.VAT, v.Split.TaxFree)
	}
	if f.Body.Recovered {
		s += " recovered"
	}
	if f.Body.Fault != 0 {
		s += fmt.Sprintf(" fault %d", f.Body.Fault)
	}
	if f.Body.Check != "" {
		s += " " + f.Body.Check
	}
	if f.Body.Staff != nil {
		s += " by " + f.Body.Staff.Name + " because of " + f.Body.Staff.Reason
	}
	if a := f.Body.Approval; a != nil && a.Card != "" {
		s += " card " + a.Card
	}
	if c := f.Body.Clock; c != nil && c.Bad != "" {
		s += fmt.Sprintf(" at a time that is suspect (%s), in start %d", c.Bad, c.Boot)
	}
	if d := f.Body.Day; d != nil && d.Totals != nil {
		s += fmt.Sprintf(" %s net %d", d.Date, d.Totals.Net)
		if d.Pad != nil {
			s += fmt.Sprintf(" pad %d", d.Pad.Net)
		}
	}
	if f.Body.Reason != "" {
		s += ": " + f.Body.Reason
	}
	return s
}
