package escpossim

import "time"

// follow carries out the script as far as it goes now.
func (p *Printer) follow() {
	for len(p.orders) > 0 && !time.Now().Before(p.waitTill) {
		o := p.orders[0]
		p.orders = p.orders[1:]
		if o.after >= 0 {
			p.armed = append(p.armed, o)
			continue
		}
		p.happen(o)
	}
}

// counted carries out what waited for a line to be printed.
func (p *Printer) counted() {
	waiting := p.armed
	p.armed = nil
	for _, o := range waiting {
		if o.after--; o.after > 0 {
			p.armed = append(p.armed, o)
			continue
		}
		p.happen(o)
	}
}

// happen makes one order true.
func (p *Printer) happen(o order) {
	p.say("(%s %s)", o.verb, o.word)
	h, on := &p.health, o.word == "on"
	switch o.verb {
	case "paper":
		h.paperOut, h.paperLow = o.word == "out", o.word == "low"
	case "cover":
		h.coverOpen = o.word == "open"
	case "switch":
		h.offline = !on
	case "error":
		h.cutter, h.heavy, h.hot = o.word == "cutter", o.word == "broken", o.word == "hot"
	case "garbage":
		h.garbage = on
	case "hang":
		h.hang = on
	case "simple":
		h.simple = on
	case "slow":
		h.perLine = o.time
	case "wait":
		p.waitTill = time.Now().Add(o.time)
	case "unplug":
		p.awayTill = time.Now().Add(o.time)
		p.unplug()
	}
	p.tellChange()
}

// tellChange sends the automatic status, where somebody asked for it.
func (p *Printer) tellChange() {
	if p.health.asb {
		p.write(p.health.auto())
	}
}
