package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"kioskd/agent"
	"kioskd/queue"
	"kioskd/queue/vault"
	"kioskd/sync/wire"
)

// inVaultClock is the count of starts and the latest trusted time.
const inVaultClock = "clock"

// keepClockEvery bounds how far the kept time is behind after a power cut.
const keepClockEvery = 10 * time.Minute

// startClock counts one more start. The newest facts know the time and the count of
// starts as well, so that nothing is lost by what is gone from the vault, or
// damaged there: two starts with one number would be taken for one.
func (a *App) startClock() error {
	kept, err := readClock(a.vault)
	if err != nil {
		a.o.Log.Warn("the count of starts is taken from the journal", "cause", err)
	}
	newest, err := a.newestFact()
	if err != nil {
		return fmt.Errorf("start the clock: %w", err)
	}
	if newest.Floor.After(kept.Floor) {
		kept.Floor = newest.Floor
	}
	kept.Boot = max(kept.Boot, newest.Boot)
	a.clock = agent.StartClock(kept, time.Now())
	if s := a.clock.State(time.Now()); s.Bad {
		a.o.Log.Warn("the clock shows a time that has been before: facts are marked until HQ tells its time", "clock", s.At, "floor", s.Floor)
	}
	return a.keepClock()
}

func readClock(v *vault.Vault) (kept agent.ClockMemory, err error) {
	text, err := v.Get(inVaultClock)
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		return agent.ClockMemory{}, err
	}
	return kept, nil
}

// newestFact returns the time of the last fact whose clock was trusted, and the
// start it was taken in, where there are such among the last few.
func (b *Books) newestFact() (newest agent.ClockMemory, err error) {
	const few = 20
	last, _ := b.queue.Last()
	facts, err := b.queue.From(max(last, few)-few+1, queue.Limit{Facts: few, Bytes: maxAnswerLines})
	for _, f := range facts {
		var body wire.Body
		if json.Unmarshal(f.Body, &body) != nil || body.Clock == nil {
			continue
		}
		newest.Boot = max(newest.Boot, body.Clock.Boot)
		if body.Clock.Bad == "" && f.At.After(newest.Floor) {
			newest.Floor = f.At
		}
	}
	return newest, err
}

// wireClock says how the clock is, for HQ.
func (a *App) wireClock() wire.Clock { return a.clock.State(time.Now()) }

// heardHQ takes HQ's time, which comes when HQ lets this kiosk in.
func (a *App) heardHQ(hq time.Time) {
	a.clock.Heard(hq, time.Now())
	if a.keys != nil {
		a.keys.welcome()
	}
}

// keepClock writes down what the next start has to know.
func (a *App) keepClock() error {
	text, err := json.Marshal(a.clock.Memory())
	if err == nil {
		err = a.vault.Put(inVaultClock, text)
	}
	if err != nil {
		return fmt.Errorf("keep the clock: %w", err)
	}
	return nil
}

// tendClock keeps the clock now and then, and at last when ctx ends. A disk that
// does not take it is the journal's to complain about.
func (a *App) tendClock(ctx context.Context) error {
	tick := time.NewTicker(keepClockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return a.keepClock()
		case <-tick.C:
			if err := a.keepClock(); err != nil {
				a.o.Log.Warn("the clock was not kept", "cause", err)
			}
		}
	}
}
