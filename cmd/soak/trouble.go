//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"kioskd/cmd/soak/internal/relay"
)

// trouble makes what goes wrong around the kiosk while customers pay.
type trouble struct {
	*shop
	note     func(string) // hears each trouble
	compress float64      // everything comes so many times as often
}

// between returns a length of time between two bounds, compressed.
func (t trouble) between(dice *rand.Rand, least, most time.Duration) time.Duration {
	d := least + time.Duration(dice.Int64N(int64(most-least)))
	return time.Duration(float64(d) / t.compress)
}

// onTheLine breaks and mends the line to HQ until the context ends; then it is good.
func (t trouble) onTheLine(ctx context.Context, dice *rand.Rand) error {
	defer t.line.Set(relay.Good)
	modes := []relay.Mode{relay.Slow, relay.Stalled, relay.Cut}
	for {
		if pause(ctx, t.between(dice, 20*time.Second, 90*time.Second)); ctx.Err() != nil {
			return nil
		}
		mode := modes[dice.IntN(len(modes))]
		d := t.between(dice, time.Second, 60*time.Second)
		t.note(fmt.Sprintf("line %s for %.1f s", mode, d.Seconds()))
		t.line.Set(mode)
		pause(ctx, d)
		t.line.Set(relay.Good)
	}
}

// atHQ ends HQ and starts it again, in every second case with kill -9.
func (t trouble) atHQ(ctx context.Context, dice *rand.Rand) error {
	return t.again(ctx, dice, t.hq, t.startHQ)
}

// atTheKiosk does the same to kioskd, at whatever moment of a payment that is.
func (t trouble) atTheKiosk(ctx context.Context, dice *rand.Rand) error {
	return t.again(ctx, dice, t.kiosk, t.startKiosk)
}

func (t trouble) again(ctx context.Context, dice *rand.Rand, p *program, start func() error) error {
	for {
		if pause(ctx, t.between(dice, 60*time.Second, 240*time.Second)); ctx.Err() != nil {
			return nil
		}
		kill := dice.IntN(2) == 0
		t.note(fmt.Sprintf("%s %s", p.name, map[bool]string{true: "killed", false: "stopped"}[kill]))
		if err := p.end(kill); err != nil {
			return err
		}
		pause(ctx, t.between(dice, time.Second, 20*time.Second))
		if err := start(); err != nil { // also when the time is over: it has to be there
			return err
		}
	}
}
