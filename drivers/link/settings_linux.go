package link

import (
	"errors"
	"fmt"
	"reflect"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// descriptor returns the number of a port's file, which the library keeps to
// itself.
func descriptor(port serial.Port) (int, error) {
	v := reflect.Indirect(reflect.ValueOf(port))
	if v.Kind() == reflect.Struct {
		if h := v.FieldByName("handle"); h.IsValid() && h.CanInt() {
			return int(h.Int()), nil
		}
	}
	return 0, fmt.Errorf("the serial library hides the descriptor of its port: %T", port)
}

// keepFromChildren sees to it that no program started by this one inherits the
// port: it would hold the pad after us. The library opens ports without that.
func (s Serial) keepFromChildren(port serial.Port) error {
	fd, err := descriptor(port)
	if err == nil {
		_, err = unix.FcntlInt(uintptr(fd), unix.F_SETFD, unix.FD_CLOEXEC)
	}
	if err != nil {
		return fmt.Errorf("keep port %s from other programs: %w", s.Name, err)
	}
	return nil
}

// readBack reports a port that did not take its settings. A speed may be off by
// what a divider costs.
func (s Serial) readBack(port serial.Port) error {
	fd, err := descriptor(port)
	if err != nil {
		return err
	}
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
	if errors.Is(err, unix.ENOTTY) || errors.Is(err, unix.EINVAL) {
		return nil // this driver does not say
	}
	if err != nil {
		return fmt.Errorf("read the settings of %s back: %w", s.Name, err)
	}
	return s.compare(t)
}

func (s Serial) compare(t *unix.Termios) error {
	took := settingsOf(t)
	const most = 3 // percent, what a receiver bears
	if diff := 100 * (took.Baud - s.Baud); diff > most*s.Baud || diff < -most*s.Baud {
		return s.refused("baud", took.Baud)
	}
	switch {
	case took.Bits != s.Bits:
		return s.refused("bits", took.Bits)
	case took.Parity != s.Parity:
		return s.refused("parity", took.Parity)
	case took.Stop != s.Stop:
		return s.refused("stop", took.Stop)
	}
	return nil
}

func (s Serial) refused(what string, took any) error {
	return fmt.Errorf("serial port %s took %s=%v and not what was asked for: its adapter cannot do it, change the setting or the adapter", s.Name, what, took)
}

// settingsOf reads what a terminal's flags say.
func settingsOf(t *unix.Termios) Serial {
	bits := map[uint32]int{unix.CS5: 5, unix.CS6: 6, unix.CS7: 7, unix.CS8: 8}
	s := Serial{Baud: int(t.Ospeed), Bits: bits[t.Cflag&unix.CSIZE], Parity: "none", Stop: 1}
	switch t.Cflag & (unix.PARENB | unix.PARODD) {
	case unix.PARENB:
		s.Parity = "even"
	case unix.PARENB | unix.PARODD:
		s.Parity = "odd"
	}
	if t.Cflag&unix.CSTOPB != 0 {
		s.Stop = 2
	}
	return s
}
