package escpossim

import (
	"bytes"
	"time"
)

const (
	lf  = 0x0A
	esc = 0x1B
	fs  = 0x1C
	gs  = 0x1D
)

// obey carries out what waits in the buffer, as far as paper and motor go.
func (p *Printer) obey() {
	for len(p.buffer) > 0 && p.health.ready() && !time.Now().Before(p.busyTill) {
		n := p.command(p.buffer)
		if n == 0 {
			return
		}
		// A line may have ended with what empties the buffer or pulls the cable.
		p.buffer = p.buffer[min(n, len(p.buffer)):]
	}
}

// command carries out what the bytes begin with and returns its length, 0 when
// its end has not come yet.
func (p *Printer) command(b []byte) int {
	switch b[0] {
	case lf:
		p.endLine()
		return 1
	case esc, fs, gs:
		return p.escape(b)
	}
	if b[0] >= ' ' {
		p.line = append(p.line, b[0])
	}
	return 1
}

// escape carries out a command of several bytes.
func (p *Printer) escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	size := commandSize(b)
	if len(b) < size {
		return 0
	}
	switch [2]byte{b[0], b[1]} {
	case [2]byte{esc, '@'}:
		p.line, p.font = nil, font{}
	case [2]byte{esc, 'E'}:
		p.flush()
		p.font.strong = b[2]&1 != 0
	case [2]byte{esc, 't'}:
		p.font.western = b[2] == 16
	case [2]byte{gs, '!'}:
		p.flush()
		p.font.large = b[2] != 0
	case [2]byte{fs, '&'}, [2]byte{fs, '.'}:
		p.font.hangul = b[1] == '&'
	case [2]byte{gs, 'V'}:
		p.cut()
	case [2]byte{gs, 'r'}:
		p.write([]byte{p.health.sensor()})
	case [2]byte{gs, 'a'}:
		p.health.asb = b[2] != 0
		p.tellChange()
	case [2]byte{gs, '('}:
		p.confirm(b[:size])
	default:
		p.say("← an unknown command % x", b[:size])
	}
	return size
}

// commandSize is how long a command is, as far as its first bytes tell.
func commandSize(b []byte) int {
	switch [2]byte{b[0], b[1]} {
	case [2]byte{esc, '@'}, [2]byte{fs, '&'}, [2]byte{fs, '.'}:
		return 2
	case [2]byte{gs, 'V'}:
		if len(b) > 2 && b[2] < 65 {
			return 3
		}
		return 4
	case [2]byte{gs, '('}:
		if len(b) < 5 {
			return 5
		}
		return 5 + int(b[3]) + int(b[4])<<8
	}
	return 3
}

// confirm sends back the name of a slip.
func (p *Printer) confirm(b []byte) {
	if p.health.simple || len(b) != 11 || !bytes.Equal(b[:7], []byte{gs, '(', 'H', 6, 0, 48, 48}) {
		p.say("← an unknown command % x", b)
		return
	}
	p.write(append(append([]byte{0x37, 0x22}, b[7:]...), 0))
}

// flush puts the characters so far on the line that is being set.
func (p *Printer) flush() {
	if len(p.line) == 0 {
		return
	}
	p.paper.add(p.font, p.line)
	p.line = nil
}

// endLine prints the line, which takes the motor a moment.
func (p *Printer) endLine() {
	p.flush()
	p.say("printed: %s", p.paper.feed())
	p.busyTill = time.Now().Add(p.health.perLine)
	p.keep()
	p.counted()
}

func (p *Printer) cut() {
	p.flush()
	p.paper.cut()
	p.say("cut")
	p.keep()
	p.show()
}

// keep makes the paper readable for others.
func (p *Printer) keep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.roll = p.paper.clone()
}
