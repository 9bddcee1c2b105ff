package smartrosim

import (
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// answer acts on a request.
func (p *pad) answer(f smartro.Frame) {
	switch f.Job {
	case smartro.JobStandby:
		p.Say("← E standby")
		p.stop()
	case smartro.JobApprove:
		p.charge(f)
	case smartro.JobBuyer:
		p.buyer(f)
	case smartro.JobCancel:
		p.cancel(f)
	default:
		p.tell(f)
	}
}

// tell answers a question.
func (p *pad) tell(f smartro.Frame) {
	switch f.Job {
	case smartro.JobCheck:
		p.Say("← A device check")
		p.reply(f.Job, p.health)
	case smartro.JobVersion:
		p.Say("← V version")
		p.reply(f.Job, smartro.Version{Boot0: "SIM_B0", Boot1: "SIM_B1", Application: "TL3600_SIM"})
	case smartro.JobLast:
		p.Say("← L last approval")
		p.last()
	case smartro.JobInside:
		p.Say("← M is a card inside")
		p.reply(f.Job, smartro.Inside(p.inside))
	case smartro.JobLevels:
		p.adjust(f)
	case smartro.JobQuery, smartro.JobTag:
		p.look(f.Job)
	default:
		p.Say("← %v, which is not spoken here", f.Job)
		if !p.mute {
			p.control(nackByte)
		}
	}
}

// last answers L; a silent pad has nothing to say while it remembers nothing.
func (p *pad) last() {
	p.control(ackByte)
	if p.reading == "silent" && p.memory.Approval == nil {
		p.Say("and not another word")
		return
	}
	p.respond(smartro.JobLast.Response(), p.recall())
}

// reply acknowledges a request and answers it.
func (p *pad) reply(job smartro.Job, m interface{ MarshalBinary() ([]byte, error) }) {
	data, err := m.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	p.control(ackByte)
	p.respond(job.Response(), data)
}

// recall returns the data of l; spaces when nothing is remembered.
func (p *pad) recall() []byte {
	if data := p.memory.recall(p.reading); data != nil {
		return data
	}
	blank, err := smartro.Result{}.MarshalBinary()
	if err != nil {
		p.Fail(err)
	}
	return blank
}

// stop answers E. A payment that has met its card goes on.
func (p *pad) stop() {
	p.looking = 0
	if d := p.deal; d != nil && !d.card && !d.plan.Stubborn {
		if d.plan.Race {
			p.Say("a card is shown in this moment")
			p.show(d)
		} else {
			p.Say("back to standby")
			p.deal = nil
			p.End()
		}
	}
	p.control(ackByte)
	p.respond(smartro.JobStandby.Response(), nil)
}

// charge begins a payment.
func (p *pad) charge(f smartro.Frame) {
	var q smartro.ApprovalRequest
	if err := q.UnmarshalBinary(f.Data); err != nil {
		p.Say("← B that cannot be read")
		p.control(nackByte)
		return
	}
	p.Say("← B charge %d%s", q.Amount, map[bool]string{true: " with a signature"}[q.Signature])
	p.begin(f, &deal{charge: q, needsCard: true})
}

// buyer begins a payment through a payment company.
func (p *pad) buyer(f smartro.Frame) {
	var q smartro.BuyerRequest
	if err := q.UnmarshalBinary(f.Data); err != nil {
		p.Say("← G that cannot be read")
		p.control(nackByte)
		return
	}
	p.Say("← G charge %d for a buyer", q.Amount)
	terms := smartro.ApprovalRequest{Amount: q.Amount, Tax: q.Tax, Service: q.Service, Instalment: q.Instalment}
	p.begin(f, &deal{charge: terms, needsCard: true})
}

// cancel begins to give money back.
func (p *pad) cancel(f smartro.Frame) {
	var q smartro.CancelRequest
	if err := q.UnmarshalBinary(f.Data); err != nil {
		p.Say("← C that cannot be read")
		p.control(nackByte)
		return
	}
	p.Say("← C cancel %d of %s by kind %c", q.Amount, q.Number, q.Kind)
	p.begin(f, &deal{cancel: q, needsCard: q.Kind == smartro.CancelWithCard || q.Kind == '2'})
}

// begin takes a request, or refuses it: as planned, or because the VAN is at work
// on another.
func (p *pad) begin(f smartro.Frame, d *deal) {
	if p.again(f) {
		return
	}
	d.job = f.Job
	if p.deal != nil && p.deal.card {
		p.control(nackByte)
		return
	}
	plan, taken := p.Begin(d.job == smartro.JobCancel)
	if !taken {
		p.control(nackByte)
		return
	}
	d.plan, p.deal, p.request, p.looking = plan, d, f, 0
	if plan.Has(repeatLast) && p.money != nil {
		p.Say("→ the last answer again")
		p.speak(p.money)
	}
	p.control(ackByte)
	if plan.Has(strayEvent) {
		p.event(d, smartro.CardRemoved)
	}
	p.wait(d)
}

// wait is the time until a card is shown.
func (p *pad) wait(d *deal) {
	switch {
	case d.plan.Outcome == sim.Silent:
		p.Say("and not another word")
	case d.plan.Has(byHand):
		p.later(d, handAfter, p.cancelByHand)
	case !d.needsCard:
		p.ask(d)
	case d.plan.CardWait >= 0:
		p.later(d, d.plan.CardWait, p.show)
	default:
		p.Say("nobody shows a card")
	}
}
