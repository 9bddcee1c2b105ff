package kioskapp

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"kioskd/agent"
	"kioskd/agent/command"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// openDesk reads which commands were begun, and whether HQ has locked the kiosk.
func (a *App) openDesk() (err error) {
	if err := a.readLock(); err != nil {
		return err
	}
	a.desk, err = command.Open(command.Options{
		Kiosk: a.o.Config.Kiosk.ID, Vault: a.vault, Log: a.o.Log, Now: a.trustedNow,
		Handlers:  a.handlers(),
		Operators: a.operators, Limit: a.limit,
		Tell: func(r wire.CommandResult) { a.say(&r) },
	})
	return err
}

// handlers are the commands that this kiosk knows.
func (a *App) handlers() map[string]command.Handler {
	all := map[string]command.Handler{
		wire.CommandCheckPad:       {Do: a.checkPad},
		wire.CommandSendNow:        {Do: a.sendNow},
		wire.CommandReloadScreen:   {Do: a.reloadScreen},
		wire.CommandLock:           {Do: a.lock},
		wire.CommandUnlock:         {Do: a.unlock},
		wire.CommandRestart:        {Do: a.restart},
		wire.CommandRotateKey:      {Do: a.rotateKey},
		wire.CommandRequestPayment: {Do: a.requestPayment},
		wire.CommandVoidPayment:    {Do: a.voidPayment, Cost: a.voidCost},
	}
	if a.o.Bundle != nil {
		all[wire.CommandSupportBundle] = command.Handler{Do: a.supportBundle}
	}
	return all
}

func (a *App) supportBundle(ctx context.Context, _ json.RawMessage) (any, error) {
	return a.o.Bundle(ctx, a)
}

// operators returns the keys that may sign commands that move money.
func (a *App) operators() map[string]ed25519.PublicKey {
	if r := a.rules.Load(); r != nil {
		return r.operators
	}
	return nil
}

// limit returns what the signed settings allow a command.
func (a *App) limit(string) command.Limit {
	r := a.rules.Load()
	if r == nil || r.limits == nil {
		return command.Limit{}
	}
	return command.Limit{Each: r.limits.VoidEach, PerDay: r.limits.VoidPerDay}
}

func (a *App) checkPad(ctx context.Context, _ json.RawMessage) (any, error) { return a.PadInfo(ctx) }

func (a *App) sendNow(context.Context, json.RawMessage) (any, error) {
	a.uplink.Now()
	if p := a.partners.at.Load(); p != nil && p.outbox != nil {
		p.outbox.Now()
	}
	return a.figures(), nil
}

func (a *App) reloadScreen(context.Context, json.RawMessage) (any, error) {
	a.agent.ReloadPages()
	return nil, nil
}

// inVaultLock says that HQ has locked the kiosk.
const inVaultLock = "lock"

func (a *App) readLock() error {
	text, err := a.vault.Get(inVaultLock)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read whether HQ has locked this kiosk: %w", err)
	}
	a.locked.Store(string(text) == "true")
	return nil
}

func (a *App) setLock(locked bool) error {
	if err := a.vault.Put(inVaultLock, fmt.Append(nil, locked)); err != nil {
		return fmt.Errorf("note it: %w", err)
	}
	a.locked.Store(locked)
	a.agent.Refresh()
	return nil
}

func (a *App) lock(context.Context, json.RawMessage) (any, error)   { return nil, a.setLock(true) }
func (a *App) unlock(context.Context, json.RawMessage) (any, error) { return nil, a.setLock(false) }

// ErrRestart ends a run that HQ, or an update, wants begun anew.
var ErrRestart = errors.New("kioskd is to be started anew")

// restart ends the run while no payment is open. Whoever keeps the service
// running begins it again.
func (a *App) restart(ctx context.Context, _ json.RawMessage) (any, error) {
	return nil, a.agent.Between(ctx, func(context.Context) error {
		a.restarting.Do(func() { close(a.restarted) })
		return nil
	})
}

// restartAfter lets the result of the command reach HQ.
const restartAfter = time.Second

// awaitRestart ends the run when a restart is wanted.
func (a *App) awaitRestart(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-a.restarted:
	}
	select {
	case <-ctx.Done():
	case <-time.After(restartAfter):
	}
	return ErrRestart
}

// wishedVoid is a payment that goes back on an operator's word.
type wishedVoid struct {
	Key    pay.Key    `json:"key"`
	Amount pay.Amount `json:"amount,omitempty"` // 0 for all that is left
	Reason string     `json:"reason"`
}

func readVoid(args json.RawMessage) (w wishedVoid, err error) {
	if err := decodeArgs(args, &w); err != nil {
		return w, err
	}
	if err := w.Key.Check(); err != nil {
		return w, fmt.Errorf("key: %w", err)
	}
	if w.Reason == "" {
		return w, errors.New("reason: say why the money goes back")
	}
	return w, w.Amount.Check()
}

// voidCost returns how much would go back.
func (a *App) voidCost(ctx context.Context, args json.RawMessage) (pay.Amount, error) {
	w, err := readVoid(args)
	if err != nil {
		return 0, err
	}
	p, err := a.agent.Payment(ctx, w.Key)
	if err != nil {
		return 0, err
	}
	if w.Amount > 0 {
		return w.Amount, nil
	}
	return p.Left(), nil
}

// voidWithin bounds the wait for a refund to end; what takes longer goes on, and
// is told by its facts.
const voidWithin = 2 * time.Minute

// voidPayment has money go back, and waits until it has.
func (a *App) voidPayment(ctx context.Context, args json.RawMessage) (any, error) {
	w, err := readVoid(args)
	if err != nil {
		return nil, err
	}
	if err := a.agent.Refund(ctx, agent.Refund{Key: w.Key, Amount: w.Amount, Reason: w.Reason}); err != nil {
		return nil, err
	}
	return a.outcome(ctx, w.Key, voidWithin, func(p pay.Payment) bool { return p.Status != pay.Voiding })
}

// outcome waits until a payment is as wanted, and tells how it is.
func (a *App) outcome(ctx context.Context, key pay.Key, within time.Duration, wanted func(pay.Payment) bool) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		seq := a.agent.View().Seq
		p, err := a.agent.Payment(context.WithoutCancel(ctx), key)
		if err != nil {
			return nil, err
		}
		if wanted(p) || ctx.Err() != nil {
			return map[string]any{"key": key, "status": p.Status}, nil
		}
		_, _ = a.agent.Wait(ctx, seq) // the end of the patience is seen above
	}
}

func decodeArgs(args json.RawMessage, into any) error {
	if len(args) == 0 {
		return errors.New("arguments are missing")
	}
	if err := strictJSON(args, into); err != nil {
		return fmt.Errorf("the arguments are not as wanted: %w", err)
	}
	return nil
}
