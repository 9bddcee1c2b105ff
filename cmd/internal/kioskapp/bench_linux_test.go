package kioskapp

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/ptyline"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro/smartrosim"
	"kioskd/drivers/zvt/zvtsim"
)

// BenchmarkPayment is a whole payment, from the finger to the thanks, with the
// journal on disk: what kioskd adds to the time of the wire.
func BenchmarkPayment(b *testing.B) {
	for _, test := range []struct {
		kind     sim.Kind
		baud     int
		currency pay.Currency
	}{{smartrosim.Kind, 115200, pay.KRW}, {zvtsim.Kind, 9600, pay.EUR}} {
		b.Run(test.kind.Name, func(b *testing.B) { benchmarkPayment(b, test.kind, test.baud, test.currency) })
	}
}

func benchmarkPayment(b *testing.B, kind sim.Kind, baud int, currency pay.Currency) {
	line, err := ptyline.Open(kind, "")
	if err != nil {
		b.Fatal(err)
	}
	c := config.Default()
	c.Data, c.Pad.Driver, c.Pad.Port, c.Catalogue.Currency = b.TempDir(), kind.Name, line.Port(), currency
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
	line.Measure(b, baud, func() error { return payOnce(ctx, app.Agent()) })
	cancel()
	running.Wait()
}
