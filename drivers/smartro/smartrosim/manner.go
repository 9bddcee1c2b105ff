package smartrosim

import (
	"bytes"
	"time"

	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// isMoney reports whether a job answers a request that moves money.
func isMoney(j smartro.Job) bool {
	switch j {
	case smartro.JobApprove.Response(), smartro.JobCancel.Response(), smartro.JobBuyer.Response():
		return true
	}
	return false
}

// again answers a request that came before, to the last byte, where this pad knows
// it again.
func (p *pad) again(f smartro.Frame) bool {
	if !p.knowing || !f.Equal(p.request) {
		return false
	}
	p.Say("which came before")
	p.control(ackByte)
	if p.deal == nil && p.money != nil {
		p.Say("→ the same answer")
		p.speak(p.money)
	}
	return true
}

// slowness is how much later a request is acknowledged.
func slowness(plan *sim.Plan) time.Duration {
	d, err := time.ParseDuration(plan.Value(slowAck))
	if err != nil {
		panic(err) // the script was checked
	}
	return d
}

// spoiled returns a response as it goes out for the first time: as it is, unless
// the plan has a part of it wrong.
func (p *pad) spoiled(job smartro.Job, raw []byte) []byte {
	at, ok := map[string]int{"check": len(raw) - 1, "etx": len(raw) - 2, "length": 33}[p.Plan().Value(corrupt)]
	if !ok || !isMoney(job) {
		return raw
	}
	p.Say("(broken on its way)")
	raw = bytes.Clone(raw)
	raw[at] ^= 0x10
	return raw
}
