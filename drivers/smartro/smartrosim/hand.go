package smartrosim

import (
	"time"

	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// handAfter is when somebody loses patience with a pad that waits for a card.
const handAfter = 15 * time.Second

// cancelByHand is a person at the pad who stops the charge and cancels the sale
// before it. The kiosk hears nothing of that.
func (p *pad) cancelByHand(d *deal) {
	defer p.end(d)
	e := p.lastStanding()
	if e == nil {
		p.Say("somebody stops the charge by hand")
		return
	}
	e.Voided, e.VoidRef = true, p.nextVoid()
	p.Say("somebody stops the charge and cancels %s by hand", e.Number)
	back, at := *e, p.Now()
	back.Unique, back.Date, back.Time = e.VoidRef, at.Format("20060102"), at.Format("150405")
	r := smartro.Result{Approved: p.slip(&deal{job: smartro.JobCancel, plan: d.plan}, back)}
	data, err := r.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	if p.reading != "frozen" {
		p.memory.remember(smartro.JobCancel.Response(), r, data)
	}
	p.Keep()
}

// lastStanding returns the last approval that was not taken back, as the cancel of
// "the last one" means it in the worst of readings.
func (p *pad) lastStanding() *sim.Entry {
	all := p.Books().Entries
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Left() > 0 {
			return &all[i]
		}
	}
	return nil
}
