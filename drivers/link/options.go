package link

import (
	"fmt"
	"slices"
	"strconv"
)

// set reads one option of a serial address.
func (s *Serial) set(key, value string) (err error) {
	switch key {
	case "baud":
		s.Baud, err = number(key, value, 110, 4_000_000)
	case "bits":
		s.Bits, err = number(key, value, 5, 8)
	case "stop":
		s.Stop, err = number(key, value, 1, 2)
	case "read":
		s.Read, err = number(key, value, 1, 65536)
	case "parity":
		s.Parity = value
		if !slices.Contains([]string{"none", "even", "odd"}, value) {
			err = fmt.Errorf("parity=%s: write none, even or odd", value)
		}
	case "dtr":
		s.DTR, err = onOff(key, value)
	case "rts":
		s.RTS, err = onOff(key, value)
	default:
		err = fmt.Errorf("unknown option %s: known are baud, bits, parity, stop, dtr, rts and read", key)
	}
	return err
}

func number(key, value string, least, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s=%s: write a number from %d to %d", key, value, least, most)
	}
	return n, nil
}

func onOff(key, value string) (*bool, error) {
	if value != "on" && value != "off" {
		return nil, fmt.Errorf("%s=%s: write on or off", key, value)
	}
	on := value == "on"
	return &on, nil
}
