package link

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.bug.st/serial"
)

// Serial is a serial port and how to open it. [Parse] fills in what most pads
// want.
type Serial struct {
	Name   string // /dev/ttyUSB0, /dev/serial/by-id/… or COM5
	Baud   int
	Bits   int
	Parity string // none, even or odd
	Stop   int    // 1 or 2

	// DTR and RTS are left as the system sets them when nil. A port that has no
	// modem lines, such as a pseudo-terminal, opens all the same.
	DTR, RTS *bool

	Read int // most bytes of one read, 0 for a sensible size
}

// String returns the address.
func (s Serial) String() string { return "serial:" + s.Name + s.options() }

// options writes the settings as [Parse] reads them, as far as they are not the
// usual ones.
func (s Serial) options() string {
	var b strings.Builder
	fmt.Fprintf(&b, "?baud=%d", s.Baud)
	add := func(wanted bool, format string, value any) {
		if wanted {
			fmt.Fprintf(&b, format, value)
		}
	}
	add(s.Bits != 8, "&bits=%d", s.Bits)
	add(s.Parity != "none", "&parity=%s", s.Parity)
	add(s.Stop != 1, "&stop=%d", s.Stop)
	add(s.DTR != nil, "&dtr=%s", onOrOff(s.DTR))
	add(s.RTS != nil, "&rts=%s", onOrOff(s.RTS))
	add(s.Read != 0, "&read=%d", s.Read)
	return b.String()
}

func onOrOff(line *bool) string {
	if line != nil && *line {
		return "on"
	}
	return "off"
}

// Open opens the port, once no other kioskd has it. The settings are applied
// now and never again, and are read back where the system allows that.
func (s Serial) Open(ctx context.Context) (Link, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open serial port %s: %w", s.Name, err)
	}
	claim, err := claimPort(s.Name)
	if err != nil {
		return nil, s.explain(err)
	}
	port, err := serial.Open(s.Name, s.mode())
	if err != nil {
		return nil, errors.Join(s.explain(err), claim.release())
	}
	p := &serialPort{Port: port, claim: claim, baud: s.Baud}
	if err := s.prepare(p); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return Start(p, s.Read), nil
}

func (s Serial) mode() *serial.Mode {
	m := &serial.Mode{BaudRate: s.Baud, DataBits: s.Bits}
	switch s.Parity {
	case "even":
		m.Parity = serial.EvenParity
	case "odd":
		m.Parity = serial.OddParity
	}
	if s.Stop == 2 {
		m.StopBits = serial.TwoStopBits
	}
	return m
}

// prepare sets what the library does not set when it opens a port.
func (s Serial) prepare(p *serialPort) error {
	if err := p.SetReadTimeout(p.Tick()); err != nil {
		return fmt.Errorf("set the read time-out of %s: %w", s.Name, err)
	}
	if err := s.keepFromChildren(p.Port); err != nil {
		return err
	}
	if err := s.raise(p); err != nil {
		return err
	}
	return s.readBack(p.Port)
}

// raise sets the modem lines that were asked for.
func (s Serial) raise(port serial.Port) error {
	if s.DTR != nil {
		if err := port.SetDTR(*s.DTR); err != nil && !noModemLines(err) {
			return fmt.Errorf("set DTR of %s: %w", s.Name, err)
		}
	}
	if s.RTS != nil {
		if err := port.SetRTS(*s.RTS); err != nil && !noModemLines(err) {
			return fmt.Errorf("set RTS of %s: %w", s.Name, err)
		}
	}
	return nil
}
