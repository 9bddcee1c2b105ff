package drivertest

import (
	"errors"
	"sync"
	"time"

	"kioskd/drivers/link"
)

var errGone = errors.New("input/output error")

// port is the kiosk's end of the cable. All accidents happen here, so that their
// order is always the same.
type port struct {
	link.Port
	cable *cable

	once sync.Once
	dead chan struct{} // closed when the line is cut or the port closed
	rest []byte        // has come and was not read yet
}

func (p *port) alive() bool {
	select {
	case <-p.dead:
		return false
	default:
		return true
	}
}

// die ends the port at once, as a pulled plug does.
func (p *port) die() {
	p.once.Do(func() {
		close(p.dead)
		// A pipe in memory has nothing to say when it is closed.
		_ = p.Port.Close()
	})
}

// Read brings what the pad said.
func (p *port) Read(buf []byte) (int, error) {
	for len(p.rest) == 0 {
		if !p.alive() {
			return 0, errGone
		}
		n, err := p.Port.Read(buf)
		if err != nil || !p.alive() {
			return 0, errGone
		}
		said := buf[:n]
		if reveal := p.cable.stage.subject.Reveal; reveal != nil {
			said = reveal(said)
		}
		p.cable.pass(toKiosk, p, said, func(part []byte) { p.rest = append(p.rest, part...) })
	}
	n, ok := deliver(p.cable, toKiosk, p.dead, buf, &p.rest)
	if !ok {
		return 0, errGone
	}
	return n, nil
}

// Write takes what the driver says.
func (p *port) Write(said []byte) (int, error) {
	p.cable.stage.wrote(said)
	var err error
	p.cable.pass(toPad, p, said, func(part []byte) {
		_, broken := p.Port.Write(part)
		err = errors.Join(err, broken)
	})
	if err != nil || !p.alive() {
		return 0, errGone
	}
	return len(said), nil
}

// Close gives the port back, if the operating system lets go of it.
func (p *port) Close() error {
	if slow := p.cable.closing(); slow > 0 {
		time.Sleep(slow)
	}
	p.die()
	return nil
}

// socket is the pad's end of the cable; it only waits where the line is slow.
type socket struct {
	link.Port
	cable *cable
	rest  []byte
}

// Read brings what the driver said.
func (s *socket) Read(buf []byte) (int, error) {
	if len(s.rest) == 0 {
		n, err := s.Port.Read(buf)
		if err != nil {
			return 0, err
		}
		s.rest = append(s.rest, buf[:n]...)
	}
	n, _ := deliver(s.cable, toPad, nil, buf, &s.rest)
	return n, nil
}

// deliver hands over what has come: all of it, or one byte at a time, after its
// delay. It reports false when the port has died meanwhile.
func deliver(c *cable, w way, dead <-chan struct{}, buf []byte, rest *[]byte) (int, bool) {
	wait, single := c.delay(w)
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-dead:
			return 0, false
		}
	}
	if single {
		buf = buf[:1]
	}
	n := copy(buf, *rest)
	*rest = (*rest)[n:]
	return n, true
}
