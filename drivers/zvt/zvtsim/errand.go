package zvtsim

import "kioskd/drivers/zvt"

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
