package sim

import "bytes"

// Write puts bytes on the line, if there is one. A line that fails is noticed by
// reading.
func (p *Pad) Write(raw []byte) {
	if p.plug == nil {
		return
	}
	if err := p.plug.line.Write(raw); err != nil {
		p.Say("nothing gets through: %v", err)
	}
}

// Hold keeps an acknowledgement back until the next Speak, which says both in one
// write.
func (p *Pad) Hold(raw []byte) { p.held = bytes.Clone(raw) }

// Speak says something in the manner of the running plan: glued to what was held
// back, or a byte at a time.
func (p *Pad) Speak(raw []byte) {
	raw = append(bytes.Clone(p.held), raw...)
	p.held = nil
	if !p.Plan().Trickle {
		p.Write(raw)
		return
	}
	for _, b := range raw {
		p.Write([]byte{b})
	}
}
