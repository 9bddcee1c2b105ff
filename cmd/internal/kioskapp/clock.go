package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/version"
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
	kept, err := a.clockKept()
	if err != nil {
		return fmt.Errorf("start the clock: %w", err)
	}
	a.clock = agent.StartClock(kept.ClockMemory, time.Now())
	a.clockAfter.Store(kept.After)
	if doubt := a.clock.Doubt(time.Now(), version.Built()); doubt != "" {
		a.o.Log.Warn("the clock is not to be trusted", "because", doubt)
	}
	return a.keepClock()
}

// clockKept returns what is known of the clock: kept by itself, and in the newest
// facts.
func (b *Books) clockKept() (clockMemory, error) {
	kept, err := readClock(b.vault)
	if err != nil {
		b.o.Log.Warn("the count of starts is taken from the journal", "cause", err)
	}
	newest, err := b.newestFact(kept.After)
	if newest.Floor.After(kept.Floor) {
		kept.Floor = newest.Floor
	}
	kept.Boot = max(kept.Boot, newest.Boot)
	return kept, err
}

// clockMemory is what is kept of the clock.
type clockMemory struct {
	agent.ClockMemory

	// After is the number of the last fact whose time no longer counts: the clock
	// was wrong then.
	After uint64 `json:"after,omitempty"`
}

func readClock(v *vault.Vault) (kept clockMemory, err error) {
	text, err := v.Get(inVaultClock)
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		return clockMemory{}, err
	}
	return kept, nil
}

// newestFact returns the time of the last fact whose clock was trusted, and the
// start it was taken in, where there are such among the last few. Times up to the
// fact numbered after do not count.
func (b *Books) newestFact(after uint64) (newest agent.ClockMemory, err error) {
	const few = 20
	last, _ := b.queue.Last()
	facts, err := b.queue.From(max(last, few)-few+1, queue.Limit{Facts: few, Bytes: maxAnswerLines})
	for _, f := range facts {
		var body wire.Body
		if json.Unmarshal(f.Body, &body) != nil || body.Clock == nil {
			continue
		}
		newest.Boot = max(newest.Boot, body.Clock.Boot)
		if body.Clock.Bad == "" && f.Seq > after && f.At.After(newest.Floor) {
			newest.Floor = f.At
		}
	}
	return newest, err
}

// wireClock says how the clock is, for HQ.
func (a *App) wireClock() wire.Clock { return a.clock.State(time.Now()) }

// heardHQ takes HQ's time, which comes when HQ lets this kiosk in.
func (a *App) heardHQ(hq time.Time) {
	now := time.Now()
	if a.clock.Heard(hq, now) {
		a.o.Log.Warn("the clock was wrong before HQ told its time; what it showed counts no more", "hq", hq)
		a.forgetTimes()
	}
	if until := a.certified.Load(); until != nil && hq.After(*until) {
		hq = *until
	}
	a.clock.Confirm(hq)
	if a.keys != nil {
		a.keys.welcome()
	}
}

// forgetTimes has the times of all facts so far count no more for the next start.
func (a *App) forgetTimes() {
	last, _ := a.queue.Last()
	a.clockAfter.Store(last)
}

// certTime is when certificates are judged, unless this build is younger: now, or
// what HQ has confirmed where the clock is behind that. What the clock itself has
// shown before does not count: a wrong year, once, would lock HQ out for good.
func (a *App) certTime() time.Time {
	now := time.Now()
	if sure := a.clock.Sure(); sure.After(now) {
		return sure
	}
	return now
}

// noteCertificate notes until when HQ's certificate counts. HQ's word on the time
// is confirmed up to there and no further: an HQ whose own clock is wrong must not
// make its kiosks refuse its certificate.
func (a *App) noteCertificate(until time.Time) {
	if !until.IsZero() {
		a.certified.Store(&until)
	}
}

// keepClock writes down what the next start has to know.
func (a *App) keepClock() error {
	text, err := json.Marshal(clockMemory{a.clock.Memory(), a.clockAfter.Load()})
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
