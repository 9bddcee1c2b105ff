package smartrosim

import (
	"time"

	"kioskd/drivers/smartro"
)

// answer acts on a request.
func (p *Pad) answer(f smartro.Frame) {
	switch f.Job {
	case smartro.JobCheck:
		p.say("← A device check")
		p.reply(f.Job, p.health)
	case smartro.JobVersion:
		p.say("← V version")
		p.reply(f.Job, smartro.Version{Boot0: "SIM_B0", Boot1: "SIM_B1", Application: "TL3600_SIM"})
	case smartro.JobLast:
		p.say("← L last approval")
		p.control(ackByte)
		p.respond(f.Job.Response(), p.recall())
	case smartro.JobStandby:
		p.say("← E standby")
		p.stop()
	case smartro.JobApprove:
		p.charge(f)
	case smartro.JobCancel:
		p.cancel(f)
	default:
		p.say("← %v, which is not spoken here", f.Job)
		p.control(nackByte)
	}
}

// reply acknowledges a request and answers it.
func (p *Pad) reply(job smartro.Job, m interface{ MarshalBinary() ([]byte, error) }) {
	data, err := m.MarshalBinary()
	if err != nil {
		p.broken = err
		return
	}
	p.control(ackByte)
	p.respond(job.Response(), data)
}

// recall returns the data of l; spaces when nothing is remembered.
func (p *Pad) recall() []byte {
	if data := p.state.Memory.recall(p.reading); data != nil {
		return data
	}
	blank, err := smartro.Result{}.MarshalBinary()
	if err != nil {
		p.broken = err
	}
	return blank
}

// stop answers E. A payment that has met its card goes on.
func (p *Pad) stop() {
	if d := p.deal; d != nil && !d.card && !d.plan.Stubborn {
		if d.plan.Race {
			p.say("a card is shown in this moment")
			p.show(d)
		} else {
			p.say("back to standby")
			p.deal = nil
		}
	}
	p.control(ackByte)
	p.respond(smartro.JobStandby.Response(), nil)
	p.rest()
}

// charge begins a payment.
func (p *Pad) charge(f smartro.Frame) {
	var q smartro.ApprovalRequest
	if err := q.UnmarshalBinary(f.Data); err != nil {
		p.say("← B that cannot be read")
		p.control(nackByte)
		return
	}
	p.say("← B charge %d", q.Amount)
	d := &deal{job: f.Job, charge: q, needsCard: true}
	p.begin(d)
}

// cancel begins to give money back.
func (p *Pad) cancel(f smartro.Frame) {
	var q smartro.CancelRequest
	if err := q.UnmarshalBinary(f.Data); err != nil {
		p.say("← C that cannot be read")
		p.control(nackByte)
		return
	}
	p.say("← C cancel %d of %s", q.Amount, q.Number)
	p.begin(&deal{job: f.Job, cancel: q, needsCard: q.Kind == smartro.CancelWithCard || q.Kind == '2'})
}

// begin takes a request, or refuses it: as planned, or because the VAN is at work
// on another.
func (p *Pad) begin(d *deal) {
	if p.deal != nil && p.deal.card {
		p.control(nackByte)
		return
	}
	d.plan = p.planned(d.job == smartro.JobCancel)
	if d.plan.Nacks > 0 {
		d.plan.Nacks--
		p.refused = d.plan
		p.control(nackByte)
		return
	}
	p.refused = nil
	p.deal = d
	if d.plan.RepeatLast && p.money != nil {
		p.say("→ the last answer again")
		p.speak(p.money)
	}
	p.control(ackByte)
	p.wait(d)
}

// planned returns the plan of the script, or that of an agreeable world.
func (p *Pad) planned(void bool) *Plan {
	if p.refused != nil {
		return p.refused
	}
	if plan := p.script.next(void, p.apply); plan != nil {
		return plan
	}
	return newPlan()
}

// wait is the time until a card is shown.
func (p *Pad) wait(d *deal) {
	switch {
	case d.plan.Outcome == "silent":
		p.say("and not another word")
	case !d.needsCard:
		p.ask(d)
	case d.plan.CardWait >= 0:
		p.later(d, d.plan.CardWait, p.show)
	default:
		p.say("nobody shows a card")
	}
}

// later goes on with a payment, unless it has ended meanwhile.
func (p *Pad) later(d *deal, wait time.Duration, next func(*deal)) {
	p.after(wait, func() {
		if p.deal == d {
			next(d)
		}
	})
}
