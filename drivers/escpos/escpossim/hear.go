package escpossim

import (
	"bytes"
	"encoding/binary"
)

const (
	dle = 0x10
	eot = 0x04
	dc4 = 0x14
)

// clearRest is what follows DLE DC4 in the command that clears the buffer.
var clearRest = []byte{8, 1, 3, 20, 1, 6, 2, 8}

// hear takes what came over the link: real-time commands are carried out at
// once, the rest waits in the buffer.
func (p *Printer) hear(said []byte, ok bool) {
	if !ok {
		p.say("the kiosk is gone")
		p.unplug()
		return
	}
	p.incoming = append(p.incoming, said...)
	for len(p.incoming) > 0 {
		n := p.sort()
		if n == 0 {
			return
		}
		p.incoming = p.incoming[n:]
	}
}

// sort takes the next thing from what came and returns its length, 0 when more
// is needed to tell.
func (p *Printer) sort() int {
	in := p.incoming
	at := bytes.IndexByte(in, dle)
	switch {
	case at < 0:
		p.buffer = append(p.buffer, in...)
		return len(in)
	case at > 0:
		p.buffer = append(p.buffer, in[:at]...)
		return at
	case len(in) < 3:
		return 0
	case in[1] == eot && in[2] >= 1 && in[2] <= 4:
		p.write([]byte{p.health.answer(in[2])})
		return 3
	case in[1] == dc4 && in[2] == clearRest[0]:
		return p.clear(in)
	}
	p.buffer = append(p.buffer, in[0])
	return 1
}

// clear forgets what waits, and says so.
func (p *Printer) clear(in []byte) int {
	whole := 2 + len(clearRest)
	if len(in) < whole {
		return 0
	}
	if p.health.simple || !bytes.Equal(in[2:whole], clearRest) {
		return whole // a printer that does not know it drops control characters
	}
	p.say("→ the buffer is cleared of %d bytes", len(p.buffer)+len(p.line))
	p.buffer, p.line, p.font = nil, nil, font{}
	p.write([]byte{0x37, 0x25, 0})
	return whole
}

// answer is the byte for one question of DLE EOT.
func (h health) answer(question byte) byte {
	b := byte(0x12)
	set := func(on bool, bits byte) {
		if on {
			b |= bits
		}
	}
	switch question {
	case 1:
		set(!h.ready(), 1<<3)
	case 2:
		set(h.coverOpen, 1<<2)
		set(h.paperOut, 1<<5)
		set(h.cutter || h.heavy || h.hot, 1<<6)
	case 3:
		set(h.cutter, 1<<3)
		set(h.heavy, 1<<5)
		set(h.hot, 1<<6)
	case 4:
		set(h.paperLow || h.paperOut, 1<<2|1<<3)
		set(h.paperOut, 1<<5|1<<6)
	}
	return b
}

// auto is the automatic status.
func (h health) auto() []byte {
	var v uint32 = 0x10 << 24
	set := func(on bool, bits uint32) {
		if on {
			v |= bits
		}
	}
	set(!h.ready(), 1<<3<<24)
	set(h.coverOpen, 1<<5<<24)
	set(h.cutter, 1<<3<<16)
	set(h.heavy, 1<<5<<16)
	set(h.hot, 1<<6<<16)
	set(h.paperLow || h.paperOut, 3<<8)
	set(h.paperOut, 12<<8)
	return binary.BigEndian.AppendUint32(nil, v)
}

// sensor is the answer to GS r.
func (h health) sensor() byte {
	if h.paperLow {
		return 3
	}
	return 0
}
