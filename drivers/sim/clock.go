package sim

import "time"

// alarm is something that the pad does later.
type alarm struct {
	at time.Time
	do func()
}

// After does something later, in the time of customers and VANs.
func (p *Pad) After(d time.Duration, do func()) { p.At(p.paced(d), do) }

func (p *Pad) paced(d time.Duration) time.Duration {
	return time.Duration(float64(d) * p.opts.Pace)
}

// At does something later, in the time of the protocol.
func (p *Pad) At(d time.Duration, do func()) {
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
}
