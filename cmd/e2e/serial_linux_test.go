package e2e

import (
	"errors"
	"os"

	"kioskd/drivers/ptyline"
)

// joinedLines is the serial cable between the kiosk and its client.
type joinedLines struct {
	cable *ptyline.Cable
	names [2]string
}

// joinLines lays a cable, and names its ends.
func joinLines(a, b string) (*joinedLines, error) {
	cable, err := ptyline.Join()
	if err != nil {
		return nil, err
	}
	l := &joinedLines{cable, [2]string{a, b}}
	for i, port := range cable.Ports() {
		err = errors.Join(err, os.Symlink(port, l.names[i]))
	}
	return l, err
}

func (l *joinedLines) over() bool { return l.cable == nil }

// close pulls the cable.
func (l *joinedLines) close() error {
	if l == nil || l.over() {
		return nil
	}
	err := errors.Join(os.Remove(l.names[0]), os.Remove(l.names[1]), l.cable.Close())
	l.cable = nil
	return err
}
