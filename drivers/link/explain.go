package link

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"syscall"

	"go.bug.st/serial"
)

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
	case errors.Is(err, ErrBusy):
		return fmt.Errorf("serial port %s: %w", s.Name, err)
	case code == serial.PortBusy:
		return &plain{fmt.Sprintf("serial port %s is used by another program: end that program", s.Name), ErrBusy}
	case code == serial.PermissionDenied:
		return &plain{fmt.Sprintf("no right to open serial port %s: %s", s.Name, permissionHint()), fs.ErrPermission}
	case errors.Is(err, syscall.EPERM): // by the service's unit, whatever the rights
		return fmt.Errorf("the system keeps kioskd from serial port %s: allow this kind of device with DeviceAllow in: systemctl edit kioskd: %w", s.Name, err)
	case code == serial.InvalidSerialPort:
		return fmt.Errorf("%s is not a serial port, or does not take these settings: list the ports with: kioskd pad ports: %w", s.Name, err)
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
