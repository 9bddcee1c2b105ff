package smartrosim

import "time"

// alarm is something that the pad does later.
type alarm struct {
	at time.Time
	do func()
}

// after does something later, in the time of customers and VANs.
func (p *Pad) after(d time.Duration, do func()) {
	p.at(time.Duration(float64(d)*p.opts.Pace), do)
}

// at does something later, in the time of the protocol.
func (p *Pad) at(d time.Duration, do func()) {
	p.alarms = append(p.alarms, alarm{time.Now().Add(d), do})
}

// nextAlarm returns when something is to be done.
func (p *Pad) nextAlarm() time.Time {
	next := time.Now().Add(time.Hour)
	for _, a := range p.alarms {
		if a.at.Before(next) {
			next = a.at
		}
	}
	if gap := p.heard.Add(gapLimit); p.decoder.Pending() && gap.Before(next) {
		next = gap
	}
	return next
}

// ring does what is due.
func (p *Pad) ring() {
	now := time.Now()
	var due []alarm
	later := p.alarms[:0:0]
	for _, a := range p.alarms {
		if a.at.After(now) {
			later = append(later, a)
		} else {
			due = append(due, a)
		}
	}
	p.alarms = later
	for _, a := range due {
		a.do()
	}
	if p.decoder.Pending() && now.Sub(p.heard) >= gapLimit {
		p.decoder.Expire()
		p.listen()
	}
}
