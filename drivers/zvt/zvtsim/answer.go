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

// locks reports that the pad does not do this before it has what it wants.
func (p *pad) locks(c zvt.Code) bool {
	switch c {
	case zvt.CodeStatus, zvt.CodeEndOfDay, zvt.CodeInitialise, zvt.CodeDiagnose:
		return false
	}
	return p.status != 0
}

// errand does what moves no money.
func (p *pad) errand(q zvt.Request) {
	switch {
	case !p.registered && q.Code != zvt.CodeStatus:
		p.respond(zvt.CodeGood)
		p.giveUp(zvt.IDUnregistered)
	case p.locks(q.Code):
		p.respond(zvt.CodeGood)
		p.giveUp(p.status)
	case q.Code == zvt.CodeStatus:
		p.tellStatus(q)
	case q.Code == zvt.CodeRepeat:
		p.repeat(q)
	case q.Code == zvt.CodeTotals:
		p.respond(zvt.CodeGood)
		p.tellTotals()
		p.done()
	case q.Code == zvt.CodeEndOfDay:
		p.endDay()
	case q.Code == zvt.CodeInitialise, q.Code == zvt.CodeDiagnose:
		p.cure(q.Code)
	default:
		p.respond(zvt.Negative(zvt.IDUnknown))
	}
}

func (p *pad) tellStatus(q zvt.Request) {
	h := zvt.Health{ID: p.status}
	if q.Service()&zvt.StatusNoVersion == 0 {
		h.Version = "ZVT-SIM 1.0"
	}
	if q.Service()&zvt.StatusDevice != 0 && p.kiosk.TLV {
		h.Objects = zvt.Objects{zvt.Device("Simulator", "1.0", "0000001")}
	}
	p.respond(zvt.CodeGood)
	p.complete(h, opinion(h.ID))
}

// opinion is what the pad says of itself, in words.
func opinion(status zvt.ID) string {
	switch status {
	case 0:
		return "ready"
	case zvt.StatusInit:
		return "wants an initialisation"
	case zvt.StatusClock:
		return "the clock is wrong"
	}
	return status.String()
}

// repeat says the last record again.
func (p *pad) repeat(q zvt.Request) {
	p.respond(zvt.CodeGood)
	data := p.recall()
	if data == nil {
		p.giveUp(zvt.IDProcessing)
		return
	}
	if q.Service()&zvt.RepeatWithResult != 0 {
		p.tell(told{frame: zvt.Frame{Code: zvt.CodeResult, Data: data}, words: "as it was"})
	}
	if q.Service()&zvt.RepeatUnprinted == 0 {
		p.dictate(printout{zvt.ReceiptCustomer, []string{"REPEAT"}}, nil)
	}
	p.done()
}

// cure does what takes a state away.
func (p *pad) cure(c zvt.Code) {
	p.respond(zvt.CodeGood)
	p.waiting(zvt.Waiting{Status: zvt.WaitPlease})
	if c == zvt.CodeInitialise && p.status == zvt.StatusInit || c == zvt.CodeDiagnose && (p.status == zvt.IDDiagnose || p.status == zvt.StatusClock) {
		p.status = 0
	}
	p.done()
}

// waits are what the pad waits for, in words.
var waits = map[byte]string{
	zvt.WaitInsertCard: "insert card", zvt.WaitRemoveCard: "remove card", zvt.WaitHost: "waiting for the host",
	zvt.WaitWrongPIN: "wrong PIN", zvt.WaitReversing: "taking it back", zvt.WaitDayEnds: "end of day", zvt.WaitPlease: "please wait",
}

// waiting says what the pad waits for, to a kiosk that wants to know.
func (p *pad) waiting(w zvt.Waiting) {
	if p.kiosk.Config&zvt.Intermediate == 0 {
		return
	}
	data, err := w.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	p.tell(told{frame: zvt.Frame{Code: zvt.CodeIntermediate, Data: data}, words: waits[w.Status], lost: p.giveUpDeal})
}
