package smartrosim

import (
	"time"

	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// Habits of the protocol.
const (
	gapLimit    = 500 * time.Millisecond
	repeatAfter = 3 * time.Second
	repeats     = 3

	ackByte  = 0x06
	nackByte = 0x15
)

// response is what the pad says again until it is acknowledged.
type response struct {
	raw     []byte
	repeats int
}

// Hear takes what came over the link.
func (p *pad) Hear(chunk []byte) {
	p.heard = time.Now()
	p.decoder.Feed(chunk)
	p.listen()
	if p.decoder.Pending() {
		p.At(gapLimit, p.expire)
	}
}

// expire gives up a frame whose rest did not come.
func (p *pad) expire() {
	if p.decoder.Pending() && time.Since(p.heard) >= gapLimit {
		p.decoder.Expire()
		p.listen()
	}
}

// listen acts on what was understood. After a cut nobody listens any more.
func (p *pad) listen() {
	for p.Alive() {
		t, ok := p.decoder.Next()
		if !ok {
			return
		}
		switch t.Kind {
		case smartro.Ack:
			p.acknowledged()
		case smartro.Nack:
			p.repeat()
		case smartro.Whole:
			p.answer(t.Frame)
		case smartro.Broken:
			p.Say("← something broken")
			p.control(nackByte)
		}
	}
}

func (p *pad) acknowledged() {
	if p.said.raw != nil {
		p.confirmed(p.said.raw)
		p.Say("← ack")
	}
	p.said = response{}
}

// confirmed notes in the ledger that the kiosk has accepted an approval.
func (p *pad) confirmed(raw []byte) {
	var f smartro.Frame
	var r smartro.Result
	if f.UnmarshalBinary(raw) != nil || f.Job == smartro.JobLast.Response() || r.UnmarshalBinary(f.Data) != nil || r.Approved == nil {
		return
	}
	if e := p.Books().Find(func(e sim.Entry) bool { return e.Unique == r.Approved.Unique }); e != nil {
		e.Confirmed = true
		p.Keep()
	}
}

// control says ACK or NACK, as the plan of the running payment wants it.
func (p *pad) control(c byte) {
	plan := p.Plan()
	switch {
	case p.noAcks:
		return
	case c == ackByte && plan.DropAck:
		p.Say("→ (ack is lost)")
		return
	case c == ackByte && plan.Glued:
		p.Hold([]byte{c})
		return
	case c == ackByte && plan.Has(slowAck):
		p.After(slowness(plan), func() { p.Write([]byte{c}) })
		return
	case plan.Noise:
		p.Write([]byte{0xFF, 0x00, 0xFF})
	}
	p.Say("→ %s", map[byte]string{ackByte: "ack", nackByte: "nack"}[c])
	p.Write([]byte{c})
}

func (p *pad) terminalID() string { return p.TerminalID("9900000001") }

// frame says a frame.
func (p *pad) frame(job smartro.Job, data []byte) { p.speak(p.write(job, data)) }

// write makes a frame of this moment.
func (p *pad) write(job smartro.Job, data []byte) []byte {
	f := smartro.Frame{Terminal: p.terminalID(), Stamp: p.Now().Format(smartro.StampFormat), Job: job, Data: data}
	raw, err := f.MarshalBinary()
	if err != nil {
		p.Fail(err)
	}
	return raw
}

// speak writes a frame in the manner of the plan.
func (p *pad) speak(raw []byte) {
	if p.Plan().Noise {
		// The last byte begins a frame that is none.
		p.Write([]byte{0xFF, 0x00, 0x02})
	}
	p.Speak(raw)
}

// respond says a response, and says it again until it is acknowledged.
func (p *pad) respond(job smartro.Job, data []byte) {
	raw := p.write(job, data)
	if !p.noAcks {
		p.said = response{raw: raw}
	}
	p.speak(p.spoiled(job, raw))
	if isMoney(job) {
		p.money = raw
		if p.Plan().Twice {
			p.Say("→ %v once more", job)
			p.speak(raw)
		}
	}
	p.watch(raw)
}

// watch repeats a response that is not acknowledged in time.
func (p *pad) watch(raw []byte) {
	p.At(repeatAfter, func() {
		if p.said.raw != nil && &p.said.raw[0] == &raw[0] {
			p.repeat()
		}
	})
}

// repeat says the response again that waits for its acknowledgement.
func (p *pad) repeat() {
	if p.said.raw == nil {
		return
	}
	if p.said.repeats++; p.said.repeats > repeats {
		p.Say("no ack; giving up")
		p.said = response{}
		return
	}
	p.Say("→ the same again")
	p.speak(p.said.raw)
	p.watch(p.said.raw)
}
