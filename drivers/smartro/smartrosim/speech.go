package smartrosim

import (
	"bytes"
	"time"

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

// hear takes what came over the link.
func (p *Pad) hear(chunk []byte, ok bool) {
	if !ok {
		p.unplug("the kiosk is gone")
		return
	}
	if time.Now().Before(p.deaf) {
		return
	}
	p.heard = time.Now()
	p.decoder.Feed(chunk)
	p.listen()
}

// listen acts on what was understood. After a cut nobody listens any more.
func (p *Pad) listen() {
	for p.plug != nil {
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
			p.say("← something broken")
			p.control(nackByte)
		}
	}
}

func (p *Pad) acknowledged() {
	if p.said.raw != nil {
		p.say("← ack")
	}
	p.said = response{}
}

// write puts bytes on the line, if there is one. A line that fails is noticed by
// reading.
func (p *Pad) write(raw []byte) {
	if p.plug == nil {
		return
	}
	if err := p.plug.line.Write(raw); err != nil {
		p.say("nothing gets through: %v", err)
	}
}

// control says ACK or NACK, as the plan of the running payment wants it.
func (p *Pad) control(c byte) {
	plan := p.plan()
	switch {
	case c == ackByte && plan.DropAck:
		p.say("→ (ack is lost)")
		return
	case c == ackByte && plan.Glued:
		p.held = []byte{c}
		return
	case plan.Noise:
		p.write([]byte{0xFF, 0x00, 0xFF})
	}
	p.say("→ %s", map[byte]string{ackByte: "ack", nackByte: "nack"}[c])
	p.write([]byte{c})
}

// plan returns that of the running payment; a quiet one when none runs.
func (p *Pad) plan() *Plan {
	if p.deal != nil {
		return p.deal.plan
	}
	return new(Plan)
}

// frame says a frame.
func (p *Pad) frame(job smartro.Job, data []byte) []byte {
	f := smartro.Frame{Terminal: p.opts.TerminalID, Stamp: p.now().Format(smartro.StampFormat), Job: job, Data: data}
	raw, err := f.MarshalBinary()
	if err != nil {
		p.broken = err
		return nil
	}
	p.speak(raw)
	return raw
}

// speak writes a frame in the manner of the plan.
func (p *Pad) speak(raw []byte) {
	plan := p.plan()
	if plan.Noise {
		// The last byte begins a frame that is none.
		p.write([]byte{0xFF, 0x00, 0x02})
	}
	raw = append(bytes.Clone(p.held), raw...)
	p.held = nil
	if !plan.Trickle {
		p.write(raw)
		return
	}
	for _, b := range raw {
		p.write([]byte{b})
	}
}

// respond says a response, and says it again until it is acknowledged.
func (p *Pad) respond(job smartro.Job, data []byte) {
	raw := p.frame(job, data)
	p.said = response{raw: raw}
	if job == smartro.JobApprove.Response() || job == smartro.JobCancel.Response() {
		p.money = raw
		if p.plan().Twice {
			p.say("→ %v once more", job)
			p.speak(raw)
		}
	}
	p.watch(raw)
}

// watch repeats a response that is not acknowledged in time.
func (p *Pad) watch(raw []byte) {
	p.at(repeatAfter, func() {
		if p.said.raw != nil && &p.said.raw[0] == &raw[0] {
			p.repeat()
		}
	})
}

// repeat says the response again that waits for its acknowledgement.
func (p *Pad) repeat() {
	if p.said.raw == nil {
		return
	}
	if p.said.repeats++; p.said.repeats > repeats {
		p.say("no ack; giving up")
		p.said = response{}
		return
	}
	p.say("→ the same again")
	p.speak(p.said.raw)
	p.watch(p.said.raw)
}
