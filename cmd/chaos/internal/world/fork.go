package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// forked does what cmd/kioskd does with HQ's word that it holds other facts under
// our numbers: no payment begins before the journal has another epoch.
func (k *kiosk) forked(ctx context.Context, reason string, agreed uint64) error {
	k.hold.Store(agent.FaultFork)
	agreed += k.queue.Base()
	err := errors.Join(k.alarm(ctx, reason), k.toHQ.Ack(agreed))
	if err == nil {
		err = k.queue.NewEpoch(ctx, agreed)
	}
	if err != nil {
		return fmt.Errorf("begin another epoch: %w", err)
	}
	k.hold.Store(nil)
	if !k.dead.Load() {
		k.w.note("journal", "begins another epoch after %d", agreed)
	}
	return nil
}

func (k *kiosk) alarm(ctx context.Context, reason string) error {
	now := time.Now()
	body, err := json.Marshal(wire.Body{Version: wire.BodyVersion, Test: true, Fault: agent.FaultFork.Number, Reason: reason})
	if err != nil {
		return err
	}
	_, err = k.queue.Append(ctx, queue.Fact{At: now, Kind: wire.KindAlarm, Money: true, Ending: true, Body: body})
	return err
}

// gaps reports whether the journal may lack sales that were made after a fact.
func (k *kiosk) gaps(after uint64) bool {
	r := k.queue.Report()
	return k.hold.Load() != nil || k.queue.Epochs() > 1 && after <= k.queue.Base() || len(r.Missing)+len(r.Doubtful) > 0
}
