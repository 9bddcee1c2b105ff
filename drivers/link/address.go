package link

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// ErrAddress is the cause when an address cannot be understood.
var ErrAddress = errors.New("bad device address")

var comPort = regexp.MustCompile(`^(?i)COM[1-9][0-9]{0,2}$`)

// Parse reads a device address:
//
//	tcp://192.168.0.20:9100       a network address
//	serial:/dev/ttyUSB0           a serial port; a bare /dev/ttyUSB0 or COM5 will do
//	usb:067B:2303:A10042          a USB adapter by vendor, product and serial number,
//	                              the last of which may be left out
//	usb-path:1-1.4                whatever is plugged in there (Linux)
//
// All but a network address may be followed by options:
//
//	?baud=115200&bits=8&parity=none|even|odd&stop=1|2&dtr=on|off&rts=on|off&read=512
//
// Modem lines are left alone unless asked for; read is the most that one read
// takes, for systems that wait until a read is full.
func Parse(address string) (Opener, error) {
	kind, rest, _ := strings.Cut(address, ":")
	switch {
	case strings.HasPrefix(address, "tcp://"):
		return parseTCP(address)
	case kind == "serial":
		return parseSerial(rest)
	case kind == "usb":
		return parseUSB(rest)
	case kind == "usb-path":
		return parseUSBPath(rest)
	case strings.HasPrefix(address, "/"), comPort.MatchString(beforeOptions(address)):
		return parseSerial(address)
	}
	return nil, fmt.Errorf("%w %q: write serial:/dev/ttyUSB0, COM5, usb:067B:2303, usb-path:1-1.4 or tcp://host:port", ErrAddress, address)
}

func parseTCP(address string) (Opener, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w %q: write tcp://host:port", ErrAddress, address)
	}
	if u.Hostname() == "" || u.Port() == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return nil, fmt.Errorf("%w %q: write tcp://host:port and nothing more", ErrAddress, address)
	}
	return TCP{Address: u.Host}, nil
}

func parseSerial(s string) (Opener, error) {
	name, port, err := parseSettings(s)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, fmt.Errorf("%w %q: the name of the serial port is missing, as in serial:/dev/ttyUSB0", ErrAddress, s)
	}
	port.Name = name
	return port, nil
}

// parseSettings reads what stands before the options, and the options.
func parseSettings(s string) (name string, port Serial, err error) {
	name, query, _ := strings.Cut(s, "?")
	options, err := url.ParseQuery(query)
	if err != nil {
		return "", port, fmt.Errorf("%w %q: options look like ?baud=115200&parity=none", ErrAddress, s)
	}
	port = Serial{Baud: 115200, Bits: 8, Parity: "none", Stop: 1}
	for key, values := range options {
		if err := port.set(key, values[len(values)-1]); err != nil {
			return "", port, fmt.Errorf("%w %q: %w", ErrAddress, s, err)
		}
	}
	return name, port, nil
}

func beforeOptions(s string) string {
	name, _, _ := strings.Cut(s, "?")
	return name
}
