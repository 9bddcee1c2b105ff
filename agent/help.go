package agent

import (
	"context"
	"time"

	"kioskd/sync/wire"
)

// helpRest is how long calls for help are one call.
const helpRest = time.Minute

// Help writes down that somebody at the screen calls the staff, for HQ to hear.
// It returns when that is on disk. Calls within a minute are one.
func (a *Agent) Help(ctx context.Context) error {
	now := time.Now()
	last := a.helped.Load()
	if now.Sub(time.UnixMilli(last)) < helpRest || !a.helped.CompareAndSwap(last, now.UnixMilli()) {
		return nil
	}
	fact, err := a.encode(now, Fact{Kind: wire.KindAlarm, Body: wire.Body{
		Version: wire.BodyVersion, Test: a.o.Test, Fault: FaultHelp.Number, Reason: FaultHelp.Text,
	}})
	if err != nil {
		return err
	}
	fact.Money = false
	if _, err := a.o.Journal.Append(ctx, fact); err != nil {
		a.helped.Store(last) // nobody was called
		return FaultMemory.because(err)
	}
	a.o.Log.Warn("a person is needed", "fault", FaultHelp.Number, "reason", FaultHelp.Text)
	return nil
}
