package zvtsim

import (
	"kioskd/agent/pay"
	"kioskd/drivers/zvt"
)

func movesMoney(c zvt.Code) bool {
	return c == zvt.CodeAuthorize || c == zvt.CodeReverse || c == zvt.CodeRefund
}

// refuses begins a payment on a serial line, or says NAK to it, as planned.
func (p *pad) refuses(f zvt.Frame) bool {
	if !movesMoney(f.Code) || p.deal != nil {
		return false
	}
	plan, taken := p.Begin(f.Code != zvt.CodeAuthorize)
	if !taken {
		p.Say("→ nak")
		p.last = nil
		p.Write([]byte{nakByte})
		return true
	}
	p.deal = &deal{plan: plan, code: f.Code}
	return false
}

// command acts on a command of the kiosk.
func (p *pad) command(f zvt.Frame) {
	q, err := zvt.ParseRequest(f)
	switch {
	case f.Code == zvt.CodeRegister:
		p.register(f)
	case f.Code == zvt.CodeAbort:
		p.stop()
	case err != nil:
		p.Say("which cannot be read: %v", err)
		p.respond(zvt.Negative(zvt.IDUnknown))
		if p.deal != nil && !p.deal.begun {
			p.close()
		}
	case movesMoney(f.Code):
		p.begin(q)
	case p.deal != nil:
		p.respond(zvt.Negative(zvt.IDBusy))
	case f.Code == zvt.CodeLogOff:
		p.registered, p.kiosk = false, zvt.Registration{}
		p.respond(zvt.CodeGood)
	default:
		p.errand(q)
	}
}

// register agrees on who prints.
func (p *pad) register(f zvt.Frame) {
	var r zvt.Registration
	if err := r.UnmarshalBinary(f.Data); err != nil {
		p.respond(zvt.Negative(zvt.IDProtocol))
		return
	}
	if p.deal != nil {
		p.respond(zvt.Negative(zvt.IDBusy))
		return
	}
	p.respond(zvt.CodeGood)
	if r.Currency != "" && r.Currency != pay.EUR {
		p.giveUp(zvt.IDCurrency)
		return
	}
	p.registered, p.kiosk = true, r
	c := zvt.Completion{Terminal: p.terminalID(), Currency: r.Currency, TLV: r.TLV}
	p.complete(c, "registered")
}

// complete ends a command.
func (p *pad) complete(m interface{ MarshalBinary() ([]byte, error) }, words string) {
	data, err := m.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	p.tell(told{frame: zvt.Frame{Code: zvt.CodeCompletion, Data: data}, words: words})
}

// done ends a command without data.
func (p *pad) done() { p.end(zvt.Frame{Code: zvt.CodeCompletion}, "") }

// giveUp ends a command that was not done.
func (p *pad) giveUp(why zvt.ID) {
	p.end(zvt.Frame{Code: zvt.CodeAborted, Data: []byte{byte(why)}}, why.String())
}

// end says the last word of a command, and closes the payment when it was heard,
// or will not be.
func (p *pad) end(f zvt.Frame, words string) {
	d := p.deal
	over := func() {
		if d != nil && p.deal == d {
			p.close()
		}
	}
	if d != nil {
		d.over = true
	}
	p.tell(told{frame: f, words: words, answer: func(zvt.Frame) { over() }, lost: over})
}
