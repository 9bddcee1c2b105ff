package kioskapp

import (
	"context"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/version"
)

// ClockState is how the kiosk's clock is.
type ClockState struct {
	Now   time.Time `json:"now"`            // what it shows
	Built time.Time `json:"built,omitzero"` // when this program was made: it cannot be earlier
	Sure  time.Time `json:"sure,omitzero"`  // what HQ has confirmed: it cannot be earlier than that
	Floor time.Time `json:"floor,omitzero"` // the latest time that the clock has shown, as far as it was believed

	Doubt string `json:"doubt,omitempty"` // what is wrong, for people, with the next step
}

func stateOf(c *agent.Clock) ClockState {
	now, built := time.Now(), version.Built()
	return ClockState{Now: now, Built: built, Sure: c.Sure(), Floor: c.Memory().Floor, Doubt: c.Doubt(now, built)}
}

// ClockState implements [Bookkeeper].
func (b *Books) ClockState(context.Context) (ClockState, error) {
	kept, err := b.clockKept()
	if err != nil {
		return ClockState{}, err
	}
	return stateOf(agent.StartClock(kept.ClockMemory, time.Now())), nil
}

// ClockState implements [Engineer].
func (a *App) ClockState(context.Context) (ClockState, error) { return stateOf(a.clock), nil }

// ClockReset implements [Engineer]: the times of all facts so far, and what HQ has
// said, count no more.
func (a *App) ClockReset(ctx context.Context) (ClockState, error) {
	was := stateOf(a.clock)
	a.clock.Reset(time.Now())
	a.forgetTimes()
	a.o.Log.Warn("a person says that the clock is right now", "clock", was.Now, "floor_was", was.Floor, "sure_was", was.Sure)
	if err := a.keepClock(); err != nil {
		return ClockState{}, err
	}
	return a.ClockState(ctx)
}
