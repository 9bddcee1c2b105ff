package kioskapp

import (
	"context"
	"log/slog"
	"time"
)

// NoisyLine is from how much noise within an hour a cable is worth a look.
const NoisyLine = 10

// noise counts what came over the line within the last hour and was no whole
// message: a bad cable, or another device on it. Serial ports report no errors,
// so that check sums are all that tells.
func (w *way) noise() int { return w.tape.Noise(time.Hour) }

// watchNoise warns of a noisy line, once an hour at the most, until it is told to stop.
func watchNoise(ctx context.Context, noise func() int, log *slog.Logger) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	var warned time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if n := noise(); n >= NoisyLine && time.Since(warned) >= time.Hour {
			warned = time.Now()
			log.Warn("the pad's line is noisy: check the cable, its plugs, and that nothing else is on this port", "within the hour", n)
		}
	}
}

// padNoise is the noise of the line in use.
func (a *App) padNoise() int { return a.pad.now().way.noise() }
