package link

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"

	"go.bug.st/serial"
)

// Serial is a serial port and how to open it. [Parse] fills in what most pads
// want.
type Serial struct {
	Name   string // /dev/ttyUSB0 or COM5
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
func (s Serial) String() string { return fmt.Sprintf("serial:%s?baud=%d", s.Name, s.Baud) }

// Open opens the port.
func (s Serial) Open(ctx context.Context) (Link, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open serial port %s: %w", s.Name, err)
	}
	port, err := serial.Open(s.Name, s.mode())
	if err != nil {
		return nil, s.explain(err)
	}
	if err := s.raise(port); err != nil {
		return nil, errors.Join(err, port.Close())
	}
	return Start(flushed{port}, s.Read), nil
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

// explain turns an error of the operating system into a sentence with a next
// step.
func (s Serial) explain(err error) error {
	var port *serial.PortError
	code := serial.PortErrorCode(-1)
	if errors.As(err, &port) {
		code = port.Code()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), code == serial.PortNotFound:
		return &plain{fmt.Sprintf("serial port %s does not exist: check the cable, or list the ports with: kioskd pad ports", s.Name), fs.ErrNotExist}
	case code == serial.PortBusy:
		return fmt.Errorf("serial port %s is used by another program: end that program: %w", s.Name, err)
	case code == serial.PermissionDenied:
		return &plain{fmt.Sprintf("no right to open serial port %s: %s", s.Name, permissionHint()), fs.ErrPermission}
	case code == serial.InvalidSerialPort:
		return fmt.Errorf("%s is not a serial port: list the ports with: kioskd pad ports: %w", s.Name, err)
	}
	return fmt.Errorf("open serial port %s: check its name and its options: %w", s.Name, err)
}

// plain is an error whose sentence says all of its cause, which is kept for
// errors.Is.
type plain struct {
	sentence string
	cause    error
}

func (p *plain) Error() string { return p.sentence }

// Unwrap returns the cause.
func (p *plain) Unwrap() error { return p.cause }

func permissionHint() string {
	if runtime.GOOS == "windows" {
		return "end the program that holds it"
	}
	return "add the service's user to the group dialout"
}

// flushed drops unsent output before closing, because some UARTs keep a closing
// program waiting until a peer that is gone has taken it.
type flushed struct{ serial.Port }

// Close gives the port back.
func (p flushed) Close() error {
	// A port that cannot drop its output is closed all the same.
	_ = p.ResetOutputBuffer()
	return p.Port.Close()
}
