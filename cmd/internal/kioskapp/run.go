package kioskapp

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/cmd/internal/metrics"
	"kioskd/sync/wire"
)

// Run serves customers until ctx ends, then closes the app. Everything it
// started has ended when it returns.
func (a *App) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	lines, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	g.Go(func() error { return a.runPad(lines) })
	g.Go(func() error {
		defer hangUp() // the agent's last words to the pad and to HQ need them
		return a.agent.Run(ctx, a.pad)
	})
	if a.traces != nil {
		g.Go(func() error { a.traces.Run(lines); return nil }) // hears the agent's last word, too
	}
	g.Go(func() error { return a.tendClock(ctx) })
	g.Go(func() error { return watchNoise(ctx, a.padNoise, a.o.Log) })
	g.Go(func() error { return a.tendDays(ctx) })
	g.Go(func() error { return a.awaitRestart(ctx) })
	if a.updates != nil {
		g.Go(func() error { return a.updates.Run(ctx) })
	}
	if a.uplink != nil {
		g.Go(func() error { return a.uplink.Run(lines) })
		g.Go(func() error { return a.phones.Run(ctx) })
		g.Go(func() error { return a.desk.Run(ctx) })
		if a.keys != nil {
			g.Go(func() error { return a.keys.Run(ctx) })
		}
		g.Go(func() error { return a.tellChanges(ctx) })
	}
	if !a.o.Offline {
		g.Go(func() error { return a.runPartner(ctx) })
	}
	if a.numbers.listener != nil {
		g.Go(func() error { return metrics.Serve(ctx, a.numbers.listener, a.gather) })
	}
	if a.settings != nil {
		g.Go(func() error { return a.settings.Run(ctx) })
		g.Go(func() error { return a.takeOffers(ctx) })
	}
	g.Go(func() error { return a.tendHours(ctx) })
	if a.errands != nil {
		g.Go(func() error { return a.errands.run(ctx) })
	}
	if a.receipts != nil {
		g.Go(func() error { return a.runReceipts(ctx) })
	}
	if a.server != nil {
		g.Go(func() error { return a.server.Run(ctx) })
		g.Go(func() error { return a.runMirror(ctx) })
	}
	return errors.Join(g.Wait(), a.Close())
}

func (a *App) wireStatus() wire.Status {
	v, w := a.agent.View(), a.toHQ.Waiting()
	return wire.Status{
		At: time.Now(), State: string(v.State), Test: v.Test,
		Pad:     wire.Pad{Up: v.Pad.Up, Model: v.Pad.Pad, Reason: v.Pad.Reason},
		Waiting: wire.Waiting{Count: int(w.Count), Sum: w.Sum, Currency: string(a.agent.Catalogue().Currency), Oldest: w.Oldest},
		Journal: News(a.queue.Report()),
	}
}
