package smartro_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// TestRealSerialPort makes a payment through the serial library and the kernel,
// on a pseudo-terminal, and pulls the plug in the next one.
func TestRealSerialPort(t *testing.T) {
	t.Parallel()
	master, slave := openPTY(t)
	script, err := smartrosim.Kind.Parse("approve chip\nvanish")
	if err != nil {
		t.Fatal(err)
	}
	pad, err := sim.New(smartrosim.Kind, sim.Options{Script: script, Pace: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	way, err := link.Parse("serial:" + slave.Name() + "?dtr=on&rts=on")
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan pay.Link, 10)
	d, err := smartro.New(smartro.Options{Options: drivers.Options{Link: way, Watcher: &watcher{up: up}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ended := make(chan error, 3)
	go func() { ended <- pad.Run(ctx) }()
	go func() { ended <- pad.Serve(ctx, link.Start(master, 0)) }()
	go func() { ended <- d.Run(ctx) }()

	if l := <-up; !l.Up {
		t.Fatalf("link %+v", l)
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Mark(ctx); err != nil {
		t.Fatal(err)
	}
	a, err := d.Authorize(ctx, newCharge(), func(context.Context, pay.Offer) error { return nil })
	if err != nil || a.Approval == nil || a.Approval.Amount != 11000 {
		t.Errorf("%+v, %v", a, err)
	}
	_, err = d.Authorize(ctx, newCharge(), func(context.Context, pay.Offer) error { return nil })
	if pay.FateOf(err) != pay.Unknown {
		t.Errorf("a cut line gave %v", err)
	}
	if l := <-up; l.Up {
		t.Errorf("link %+v after the plug was pulled", l)
	}
	cancel()
	for range 3 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if sum, n := pad.Ledger().Taken(); sum != 11000 || n != 1 {
		t.Errorf("taken %d by %d", sum, n)
	}
}

// openPTY returns a pseudo-terminal whose master can be closed while it is read,
// which needs a descriptor that does not block.
func openPTY(t *testing.T) (master, slave *os.File) {
	t.Helper()
	blocking, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Dup(int(blocking.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(unix.SetNonblock(fd, true), blocking.Close()); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "/dev/ptmx"), slave
}

// watcher passes on what it hears about the link.
type watcher struct{ up chan pay.Link }

func (*watcher) Progress(pay.Progress)                 {}
func (*watcher) Late(context.Context, pay.Offer) error { return nil }
func (w *watcher) Link(l pay.Link)                     { w.up <- l }
