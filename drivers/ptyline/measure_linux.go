package ptyline

import (
	"context"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
)

// bitsPerByte are those of a byte on a serial line: with start and stop.
const bitsPerByte = 10

// Measure makes payments and compares the time that they take with the time that
// their bytes would take at so many bits in a second. It reports "wire-µs",
// "added-µs" and "added/wire" for each payment.
func (l *Line) Measure(b *testing.B, baud int, payOnce func() error) {
	b.Helper()
	if err := payOnce(); err != nil { // warms up
		b.Fatal(err)
	}
	before := l.Crossed()
	for b.Loop() {
		if err := payOnce(); err != nil {
			b.Fatal(err)
		}
	}
	bytes := float64(l.Crossed()-before) / float64(b.N)
	wire := bytes * bitsPerByte / float64(baud) * 1e6
	added := float64(b.Elapsed().Microseconds()) / float64(b.N)
	b.ReportMetric(bytes, "bytes")
	b.ReportMetric(wire, "wire-µs")
	b.ReportMetric(added, "added-µs")
	b.ReportMetric(added/wire, "added/wire")
}

// Payments measures a driver alone: the mark and the charge of one payment after
// another, whose offers are accepted at once.
func Payments(b *testing.B, d drivers.Driver, kind sim.Kind, baud int, c pay.Charge) {
	b.Helper()
	l, err := Open(kind, "")
	if err != nil {
		b.Fatal(err)
	}
	way, err := link.Parse(l.Port())
	if err != nil {
		b.Fatal(err)
	}
	up := make(ear, 10)
	pad, err := d.New(drivers.Options{Link: way, Watcher: up})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 2)
	go func() { ended <- l.Run(ctx) }()
	go func() { ended <- pad.Run(ctx) }()
	for !(<-up).Up {
	}
	l.Measure(b, baud, func() error { return payOnce(ctx, pad, c) })
	cancel()
	for range 2 {
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}
}

func payOnce(ctx context.Context, pad drivers.Pad, c pay.Charge) error {
	if _, err := pad.Mark(ctx); err != nil {
		return err
	}
	c.SentAt = time.Now()
	_, err := pad.Authorize(ctx, c, func(context.Context, pay.Offer) error { return nil })
	return err
}

// ear hears of the link alone.
type ear chan pay.Link

func (ear) Progress(pay.Progress)                 {}
func (ear) Late(context.Context, pay.Offer) error { return nil }
func (e ear) Link(l pay.Link)                     { e <- l }
