package zvtsim

import (
	"bytes"
	"time"

	"kioskd/drivers/zvt"
)

// Habits of the protocol.
const (
	gapLimit    = 200 * time.Millisecond
	ackLimit    = 5 * time.Second
	answerLimit = 5 * time.Second
	tries       = 3

	ackByte = 0x06
	nakByte = 0x15
	dleByte = 0x10
)

// line is how the pad stands with the kiosk on one link.
type line struct {
	known, tcp bool // whether frames travel bare
	decoder    zvt.Decoder
	heard      time.Time
	said       []byte // our block, until it is acknowledged
	times      int    // how often it was said
	last       []byte // the kiosk's last block
}

// recognise tells by the first byte of all how frames travel: a block begins with
// DLE, a bare frame with the class of a command. It stays so for the pad's life.
func (p *pad) recognise(chunk []byte) {
	if p.known || len(chunk) == 0 {
		return
	}
	switch chunk[0] {
	case dleByte:
		p.known = true
	case 0x04, 0x05, 0x06, 0x08:
		p.known, p.tcp = true, true
	}
	p.decoder.TCP = p.tcp
}

// Hear takes what came over the link.
func (p *pad) Hear(chunk []byte) {
	p.recognise(chunk)
	p.heard = time.Now()
	p.decoder.Feed(chunk)
	p.listen()
	if p.decoder.Pending() {
		p.At(gapLimit, p.expire)
	}
}

// expire gives up a block whose rest did not come.
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
		case zvt.Ack:
			p.said = nil
		case zvt.Nak:
			p.again()
		case zvt.Whole:
			p.whole(t)
		case zvt.Broken:
			p.Say("← something broken")
			if !p.tcp {
				p.Write([]byte{nakByte})
			}
		}
	}
}

// whole takes a frame: the line first, then what it says.
func (p *pad) whole(t zvt.Token) {
	p.said = nil
	if !p.tcp {
		again := bytes.Equal(t.Wire, p.last)
		p.last = t.Wire
		if !again && p.refuses(t.Frame) {
			return
		}
		p.acknowledge(t.Frame)
		if again {
			p.Say("← the same again")
			return
		}
	}
	if t.Frame.Code.IsResponse() {
		p.answered(t.Frame)
	} else {
		p.Say("← %v", t.Frame.Code)
		p.command(t.Frame)
	}
}

// acknowledge says ACK, as the plan of the running payment wants it.
func (p *pad) acknowledge(f zvt.Frame) {
	plan := p.Plan()
	switch {
	case !movesMoney(f.Code) || p.deal == nil || p.deal.begun:
		p.Write([]byte{ackByte})
	case plan.DropAck:
		p.Say("→ (ack is lost)")
	case plan.Glued:
		p.Hold([]byte{ackByte})
	default:
		p.Write([]byte{ackByte})
	}
}

// speak puts a frame on the line in the manner of the plan.
func (p *pad) speak(f zvt.Frame) {
	raw, err := f.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	if p.tcp {
		p.Speak(p.bare(f, raw))
		return
	}
	p.last = nil
	p.said, p.times = zvt.Block(raw), 1
	if p.Plan().Noise {
		p.Write([]byte{0xFF, 0x00, 0x55})
	}
	p.Speak(p.damaged(f))
	p.watch(p.said)
}

// bare is a frame over TCP. Some pads leave the length of a day's result out.
func (p *pad) bare(f zvt.Frame, raw []byte) []byte {
	if p.bareDay && f.Code == zvt.CodeResult && p.deal == nil {
		return append(bytes.Clone(raw[:2]), f.Data...)
	}
	return raw
}

// damaged is our block as it goes out.
func (p *pad) damaged(f zvt.Frame) []byte {
	if f.Code != zvt.CodeResult || p.deal == nil || !p.deal.plan.Has(badCRC) || p.deal.damaged {
		return p.said
	}
	p.deal.damaged = true
	bad := bytes.Clone(p.said)
	bad[len(bad)-1] ^= 0xFF
	return bad
}

// watch says a block again that was not acknowledged in time.
func (p *pad) watch(raw []byte) {
	p.At(ackLimit, func() {
		if p.said != nil && &p.said[0] == &raw[0] {
			p.again()
		}
	})
}

func (p *pad) again() {
	if p.said == nil {
		return
	}
	if p.times++; p.times > tries {
		p.Say("no ack; giving up")
		p.said = nil
		return
	}
	p.Say("→ the same again")
	p.Speak(p.said)
	p.watch(p.said)
}
