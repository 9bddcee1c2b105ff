package desk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// Plain lists the commands that move no money and need no arguments.
var Plain = []string{
	wire.CommandCheckPad, wire.CommandSendNow, wire.CommandReloadScreen, wire.CommandLock, wire.CommandUnlock,
	wire.CommandRestart, wire.CommandRotateKey, wire.CommandSupportBundle,
}

// commandWithin is how long a kiosk may take to begin a command.
const commandWithin = 5 * time.Minute

// ErrSecondPerson says that a command waits for somebody else.
var ErrSecondPerson = errors.New("this moves money, so another person has to agree")

// Command gives a kiosk a command, whose id and time are filled in when they are
// missing. A command that has money go back becomes a refund that waits for
// another person, which [ErrSecondPerson] says; only where HQ has no users does it
// go at once. Which commands there are is the kiosk's to say.
func (d *Desk) Command(ctx context.Context, who people.Who, kiosk string, c *wire.Command) error {
	if err := checkKiosk(kiosk); err != nil {
		return err
	}
	if err := d.complete(c); err != nil {
		return err
	}
	if _, err := wire.Encode(c); err != nil {
		return bad("the command cannot go to a kiosk: %v", err)
	}
	if c.Name == wire.CommandVoidPayment && who.Name != door.ThisMachine {
		return d.askSigned(ctx, who, kiosk, *c)
	}
	return d.do(ctx, who, people.Commands, act{"command", kiosk + " " + c.Name, string(c.Args)}, func() error {
		return d.HQ.Command(ctx, kiosk, *c)
	})
}

func (d *Desk) complete(c *wire.Command) error {
	if c.ID == "" {
		id, err := d.newID()
		if err != nil {
			return err
		}
		c.ID = id
	}
	if c.Expires.IsZero() {
		c.Expires = time.Now().Add(commandWithin).UTC().Truncate(time.Second)
	}
	if len(c.Args) > 0 && !json.Valid(c.Args) {
		return bad("the arguments are not JSON")
	}
	return nil
}

func (d *Desk) newID() (string, error) {
	b := make([]byte, 8)
	if _, err := io.ReadFull(d.HQ.Rand, b); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(b), nil
}
