package kioskapp

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/ptyline"
	"kioskd/drivers/smartro/smartrosim"
)

// BenchmarkPayment is a whole payment, from the finger to the thanks, with the
// journal on disk: what kioskd adds to the time of the wire.
func BenchmarkPayment(b *testing.B) {
	line, err := ptyline.Open(smartrosim.Kind, "")
	if err != nil {
		b.Fatal(err)
	}
	c := config.Default()
	c.Data, c.Pad.Port = b.TempDir(), line.Port()
	app, err := Open(Options{Config: c, Log: slog.New(slog.DiscardHandler), Offline: true})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{line.Run, app.Run} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				b.Error(err)
			}
		})
	}
	if err := app.AwaitPad(ctx); err != nil {
		b.Fatal(err)
	}
	line.Measure(b, 115200, func() error { return payOnce(ctx, app.Agent()) })
	cancel()
	running.Wait()
}

func payOnce(ctx context.Context, a *agent.Agent) error {
	if err := awaitState(ctx, a, agent.Idle); err != nil {
		return err
	}
	o, err := a.Order(ctx, []agent.Pick{{Item: "item-1", Quantity: 1}}, "en")
	if err != nil {
		return err
	}
	if _, err := a.Pay(ctx, o.Key, o.Total); err != nil {
		return err
	}
	if err := awaitState(ctx, a, agent.Approved); err != nil {
		return err
	}
	return a.Dismiss(ctx, o.Key)
}

func awaitState(ctx context.Context, a *agent.Agent, want agent.State) error {
	for v := a.View(); v.State != want; {
		next, err := a.Wait(ctx, v.Seq)
		if err != nil {
			return err
		}
		v = next
	}
	return nil
}
