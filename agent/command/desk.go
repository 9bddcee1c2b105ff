package command

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Handler knows how to do one command.
type Handler struct {
	// Do does it and returns what HQ should read, which becomes JSON. It says
	// what is wrong in words for people.
	Do func(ctx context.Context, args json.RawMessage) (output any, err error)

	// Cost says how much money the command moves; nil for one that moves none. A
	// command that has a cost must be signed, and stay within the limit.
	Cost func(ctx context.Context, args json.RawMessage) (pay.Amount, error)

	// Signed wants an operator's signature also where nothing is moved.
	Signed bool
}

// Limit caps the cost of a command; zero allows nothing.
type Limit struct {
	Each   pay.Amount
	PerDay pay.Amount
}

// Vault is where the desk keeps what it has begun.
type Vault interface {
	Get(name string) ([]byte, error) // wraps [fs.ErrNotExist] for what is not there
	Put(name string, value []byte) error
}

// Options are what a desk is made of. All but the last three are needed.
type Options struct {
	Kiosk    string // this kiosk's id
	Vault    Vault
	Handlers map[string]Handler // by name: what is not here is not allowed

	// Operators are the keys that sign, by name.
	Operators func() map[string]ed25519.PublicKey

	// Limit returns what the signed settings allow now.
	Limit func(name string) Limit

	// Tell hears of each step of a command. It must not block.
	Tell func(wire.CommandResult)

	// Now should never go back, or a forgotten command could come again; nil means
	// time.Now.
	Now  func() time.Time
	Zone *time.Location // whose days count for limits; nil means local
	Log  *slog.Logger   // nil means slog.Default
}

// Desk takes commands. Build it with [Open], give it commands, and run it.
type Desk struct {
	o        Options
	commands chan wire.Command

	mu     sync.Mutex // guards shared, for those who ask
	shared []wire.CommandResult

	kept kept // belongs to Run, and to Open before it
}

// waiting is how many commands may wait for the one that runs.
const waiting = 16

// Open reads what the last run began. What it did not end has failed.
func Open(o Options) (*Desk, error) {
	if o.Vault == nil || o.Tell == nil || o.Limit == nil || o.Operators == nil {
		return nil, errors.New("commands need a vault, limits, operators' keys, and somebody to tell")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	d := &Desk{o: o, commands: make(chan wire.Command, waiting)}
	return d, d.load()
}

// Take hands over a command from HQ. It does not wait for it; when too many wait
// already, the command is refused.
func (d *Desk) Take(c wire.Command) {
	select {
	case d.commands <- c:
	default:
		d.o.Tell(wire.CommandResult{ID: c.ID, State: wire.CommandRefused, Reason: fmt.Sprintf("%d commands are waiting already", waiting)})
	}
}

// Results returns the results that HQ may not have heard, for a new connection.
func (d *Desk) Results() []wire.CommandResult {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]wire.CommandResult(nil), d.shared...)
}

// Run does one command after another until the context ends, and returns nil
// then. A command that runs is told to stop by its context.
func (d *Desk) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case c := <-d.commands:
			if ctx.Err() != nil {
				return nil // HQ gives it again
			}
			d.handle(ctx, c)
		}
	}
}

// handle answers a command, one way or another.
func (d *Desk) handle(ctx context.Context, c wire.Command) {
	if known := d.kept.find(c.ID); known != nil {
		d.o.Tell(known.Result)
		return
	}
	cost, state, err := d.judge(ctx, c)
	if err != nil {
		d.o.Log.Warn("command not begun", "id", c.ID, "name", c.Name, "err", err)
		d.o.Tell(wire.CommandResult{ID: c.ID, State: state, Reason: err.Error()})
		return
	}
	d.o.Log.Info("command", "id", c.ID, "name", c.Name, "by", c.Key)
	d.o.Tell(wire.CommandResult{ID: c.ID, State: wire.CommandRunning})
	output, err := d.do(ctx, c)
	d.end(c, cost, output, err)
}

// do calls the handler. One that panics has failed.
func (d *Desk) do(ctx context.Context, c wire.Command) (output any, err error) {
	defer func() {
		if what := recover(); what != nil {
			d.o.Log.Error("a command broke", "name", c.Name, "kind", fmt.Sprintf("%T", what))
			err = errors.New("the command broke; the kiosk's log says more")
		}
	}()
	return d.o.Handlers[c.Name].Do(ctx, c.Args)
}

// end keeps the result and tells it.
func (d *Desk) end(c wire.Command, cost pay.Amount, output any, err error) {
	r := wire.CommandResult{ID: c.ID, State: wire.CommandDone}
	if err == nil && output != nil {
		r.Output, err = outputOf(output)
	}
	if err != nil {
		r.State, r.Reason = wire.CommandFailed, short(err.Error())
	}
	if err := d.keep(func(k *kept) { k.set(entry{Result: r, Day: d.today(), Cost: cost, Name: c.Name, Expires: c.Expires}) }); err != nil {
		d.o.Log.Error("the end of a command could not be noted; after a restart it counts as failed", "id", c.ID, "err", err)
	}
	d.o.Tell(r)
}

// maxOutput bounds what a command may answer, in bytes of JSON.
const maxOutput = 32 << 10

func outputOf(output any) (json.RawMessage, error) {
	text, err := json.Marshal(output)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	if len(text) > maxOutput {
		return nil, fmt.Errorf("done, but the answer of %d bytes is longer than the %d that fit", len(text), maxOutput)
	}
	return text, nil
}

func short(s string) string {
	const most = 500
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
