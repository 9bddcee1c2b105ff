package kioskapp

import (
	"context"
	"fmt"
	"time"

	"kioskd/agent"
)

// forked takes HQ's word that it holds other facts under our numbers: the disk
// was restored, or a second kiosk has a copy of it. No payment begins before the
// journal has another epoch. What was agreed stays as it is; everything after it
// is told again in the new epoch, and first that there was a fork.
func (a *App) forked(ctx context.Context, reason string, agreed uint64) error {
	a.hold.Store(agent.FaultFork)
	a.o.Log.Error("the journal has forked: no payment begins until it has another epoch",
		"fault", agent.FaultFork.Number, "reason", reason, "agreed", agreed, "epoch", a.queue.Epoch())
	if err := a.alarmFork(ctx, reason); err != nil {
		return fmt.Errorf("record the alarm: %w", err)
	}
	if err := a.beginEpoch(ctx, a.queue.Base()+agreed); err != nil {
		return err
	}
	a.hold.Store(nil)
	a.o.Log.Warn("the journal has another epoch: payments go on", "epoch", a.queue.Epoch(), "after", a.queue.Base())
	return nil
}

// gaps reports whether the journal may lack sales that were made after a fact: a
// copy that was restored lacks what came after it, and facts can be lost.
func (a *App) gaps(after uint64) bool {
	r := a.queue.Report()
	return a.hold.Load() != nil || a.queue.Epochs() > 1 && after <= a.queue.Base() || len(r.Missing)+len(r.Doubtful) > 0
}

// alarmFork records once that there was a fork, however often it takes to begin
// an epoch.
func (a *App) alarmFork(ctx context.Context, reason string) error {
	if a.alarmed == a.queue.Epoch() {
		return nil
	}
	now := time.Now()
	err := a.alarm(ctx, now, a.clock.Stamp(now), agent.FaultFork, fmt.Sprintf("the journal of epoch %s has forked: %s", a.queue.Epoch(), reason))
	if err == nil {
		a.alarmed = a.queue.Epoch()
	}
	return err
}

// beginEpoch begins another epoch after a fact that HQ is known to have.
func (a *App) beginEpoch(ctx context.Context, agreed uint64) error {
	if err := a.toHQ.Ack(agreed); err != nil {
		return err
	}
	return a.queue.NewEpoch(ctx, agreed)
}
