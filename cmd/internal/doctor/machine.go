package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/cmd/internal/room"
	"kioskd/cmd/internal/version"
	"kioskd/queue"
	"kioskd/ui/screen"
)

// ErrUnknown is the cause when this machine has no way to tell.
var ErrUnknown = errors.New("this machine does not say")

// Service is how the operating system keeps kioskd running.
type Service struct {
	Installed bool
	Automatic bool   // starts by itself
	State     string // in the system's word
	Restarts  int    // by the system, since it was started by somebody
	EnableBy  string // what to do where it does not start by itself
	LogBy     string // how to see what it said
}

// Machine is what the operating system is asked. Tests have their own answers.
type Machine struct {
	Device       func(name string) error          // what keeps a serial port from being opened
	Free         func(dir string) (uint64, error) // bytes
	Forgets      func(dir string) (string, error) // see [queue.Forgets]
	WriteFilter  func(dir string) string          // its name, "" for none
	Synchronised func() (bool, error)
	Built        func() time.Time
	Service      func(context.Context) (Service, error)
	Browser      func(set string) (string, error) // set is what the configuration names
	Policies     func() ([]string, error)
	Voices       func(context.Context) ([]string, error)
}

// ThisMachine asks the machine that this program runs on.
func ThisMachine() Machine {
	return Machine{
		Device: statDevice, Free: room.Free, Forgets: queue.Forgets, WriteFilter: writeFilter, Synchronised: synchronised, Built: version.Built,
		Service: askService, Browser: screen.Find, Policies: screen.Policies, Voices: listVoices,
	}
}

func unknown(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnknown, fmt.Sprintf(format, args...))
}
