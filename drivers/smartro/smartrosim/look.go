package smartrosim

import (
	"encoding"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/smartro"
)

// lookTime is how long a customer takes to show a card that is not charged.
const lookTime = 1200 * time.Millisecond

// look waits for a card that is read and not charged.
func (p *pad) look(job smartro.Job) {
	p.Say("← %v look at a card", job)
	p.control(ackByte)
	p.looking = job
	if !p.shows {
		p.Say("nobody shows a card")
		return
	}
	p.After(lookTime, func() {
		if p.looking == job {
			p.looking = 0
			p.frame(smartro.JobEvent, []byte{byte(smartro.CardDetected)})
			p.seen(job)
		}
	})
}

// seen tells what was looked at: a transit card with money on it.
func (p *pad) seen(job smartro.Job) {
	var m encoding.BinaryMarshaler = smartro.Tag([]byte("0016909060"))
	if job == smartro.JobQuery {
		m = smartro.CardQuery{
			Medium: '3', Kind: 'T', Card: pay.MaskCard("101000******1234"), LastAt: "20250313090000",
			Last: 1450, Balance: 23550, Status: smartro.QueryApproved,
		}
	}
	data, err := m.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	p.Say("→ %v", job.Response())
	p.respond(job.Response(), data)
}

// adjust answers S with the levels that are in force then.
func (p *pad) adjust(f smartro.Frame) {
	var want smartro.Levels
	if err := want.UnmarshalBinary(f.Data); err != nil {
		p.Say("← S that cannot be read")
		p.control(nackByte)
		return
	}
	p.Say("← S levels")
	set := func(level *int, to int) {
		if to >= 0 {
			*level = to
		}
	}
	set(&p.levels.Brightness, want.Brightness)
	set(&p.levels.Voice, want.Voice)
	set(&p.levels.Touch, want.Touch)
	p.reply(f.Job, p.levels)
}
