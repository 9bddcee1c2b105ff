package escpos_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/drivers/escpos"
	"kioskd/drivers/link"
)

// runDriver runs a driver over an opener, without a simulated printer.
func runDriver(t *testing.T, open func(context.Context) (link.Link, error), test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t}
		var err error
		b.Driver, err = escpos.New(escpos.Options{Link: link.OpenFunc("COM9", open), Tell: b.tell})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Driver.Run(ctx) }()
		synctest.Wait()
		test(b)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := b.print(); !errors.Is(err, escpos.ErrNotBegun) || !errors.Is(err, pay.ErrPrinterAway) {
			t.Error("printing with a driver that has ended:", err)
		}
	})
}

func TestMissingPort(t *testing.T) {
	t.Parallel()
	var tries []time.Time
	open := func(context.Context) (link.Link, error) {
		tries = append(tries, time.Now())
		return nil, errors.New("serial port COM9 does not exist: check the cable")
	}
	runDriver(t, open, func(b *bench) {
		time.Sleep(60 * time.Second)
		if p := b.now(); p.State != pay.PrinterAway || !strings.Contains(p.Reason, "COM9 does not exist") {
			b.Errorf("printer %+v", p)
		}
		synctest.Wait()
		var gaps []time.Duration
		for i := range 6 {
			gaps = append(gaps, tries[i+1].Sub(tries[i]))
		}
		want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second}
		if diff := cmp.Diff(want, gaps); diff != "" {
			b.Errorf("waits (-want +got)\n%s", diff)
		}
	})
}

// peer is a device that answers as told.
func peer(answer func([]byte) []byte) func(context.Context) (link.Link, error) {
	return func(context.Context) (link.Link, error) {
		kiosk, other := link.Pipe()
		go func() {
			buf := make([]byte, 1024)
			for n, err := other.Read(buf); err == nil; n, err = other.Read(buf) {
				if reply := answer(buf[:n]); reply != nil {
					_, _ = other.Write(reply) // the kiosk may be gone
				}
			}
		}()
		return link.Start(kiosk, 0), nil
	}
}

// TestWrongDevice: what does not answer as a printer does is sent no slip.
func TestWrongDevice(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func([]byte) []byte{
		"silence": func([]byte) []byte { return nil },
		"echo":    func(p []byte) []byte { return p },
		"modem":   func([]byte) []byte { return []byte("ERROR\r\n") },
		"pad":     func([]byte) []byte { return []byte{0x15} },
		"zeros":   func([]byte) []byte { return make([]byte, 300) },
		"noise":   func([]byte) []byte { return []byte{0x12, 0xFF, 0x12, 0x9C} },
	} {
		runDriver(t, peer(answer), func(b *bench) {
			time.Sleep(time.Minute)
			if p := b.now(); p.Prints() || !strings.Contains(p.Reason, "COM9") {
				b.Errorf("%s: printer %+v", name, p)
			}
			if err := b.print(); !errors.Is(err, escpos.ErrNotBegun) {
				b.Errorf("%s: %v", name, err)
			}
		})
	}
}

// TestChatter: a line that never rests is given up, not listened to for ever.
func TestChatter(t *testing.T) {
	t.Parallel()
	runDriver(t, func(context.Context) (link.Link, error) {
		kiosk, other := link.Pipe()
		go func() {
			for {
				if _, err := other.Write([]byte{0xFF}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}()
		return link.Start(kiosk, 0), nil
	}, func(b *bench) {
		time.Sleep(30 * time.Second)
		if p := b.now(); p.State != pay.PrinterFault {
			b.Errorf("printer %+v", p)
		}
	})
}

// stuck takes what is short, and no slip.
type stuck struct {
	link.Port
	ended chan struct{}
}

func (s *stuck) Write(p []byte) (int, error) {
	if len(p) < 100 {
		return s.Port.Write(p)
	}
	<-s.ended
	return 0, io.ErrClosedPipe
}

func (s *stuck) Close() error {
	close(s.ended)
	return s.Port.Close()
}

// TestStuck: a port that takes no bytes ends the slip in seconds.
func TestStuck(t *testing.T) {
	t.Parallel()
	bend := func(p link.Port) link.Port { return &stuck{p, make(chan struct{})} }
	withCable(t, "", escpos.Options{}, bend, func(b *bench) {
		begun := time.Now()
		if err := b.print(); !errors.Is(err, escpos.ErrCutOff) || time.Since(begun) > 5*time.Second {
			b.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// TestFlowControl: XOFF holds a slip back until XON.
func TestFlowControl(t *testing.T) {
	t.Parallel()
	var taken atomic.Int64
	answer := func(p []byte) []byte {
		taken.Add(int64(len(p)))
		switch {
		case len(p) == 3 && p[0] == 0x10:
			return []byte{0x12}
		case len(p) == 10 && p[1] == 0x14:
			return []byte{0x37, 0x13, 0x25, 0x00} // with XOFF in the middle
		}
		return nil
	}
	runDriver(t, peer(answer), func(b *bench) {
		before := taken.Load()
		ended := make(chan error, 1)
		go func() { ended <- b.print() }()
		time.Sleep(5 * time.Second)
		if n := taken.Load() - before; n > 40 {
			b.Errorf("%d bytes went out after XOFF", n)
		}
		if err := <-ended; !errors.Is(err, escpos.ErrCutOff) {
			b.Error("a printer that never said XON:", err)
		}
	})
}

func TestOptions(t *testing.T) {
	t.Parallel()
	way := link.TCP{Address: "127.0.0.1:9100"}
	for want, o := range map[string]escpos.Options{
		"address":            {},
		"columns 40":         {Link: way, Columns: 40},
		"copies 9":           {Link: way, Copies: 9},
		"cp949 or latin":     {Link: way, Characters: "ebcdic"},
		`setting "colour"`:   {Link: way, Settings: map[string]string{"colour": "blue"}},
		"partial or full":    {Link: way, Settings: map[string]string{"cut": "wild"}},
		"sensor or process":  {Link: way, Settings: map[string]string{"confirm": "never"}},
		"off or on":          {Link: way, Settings: map[string]string{"asb": "maybe"}},
		"printer options: E": {Link: way, Rand: strings.NewReader("")},
	} {
		if _, err := escpos.New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want a hint at %q", err, want)
		}
	}
	if _, err := escpos.New(escpos.Options{Link: way}); err != nil {
		t.Error(err)
	}
}

// broken is a port whose driver panics in the middle of a slip.
type broken struct{ link.Link }

func (b broken) Write(p []byte) error {
	if len(p) >= 100 {
		panic("a bug")
	}
	return b.Link.Write(p)
}

// TestBug: a driver that breaks answers its caller, and serves again.
func TestBug(t *testing.T) {
	t.Parallel()
	open := peer(func(p []byte) []byte {
		switch {
		case len(p) == 3 && p[0] == 0x10:
			return []byte{0x12}
		case len(p) == 10:
			return []byte{0x37, 0x25, 0x00}
		}
		return nil
	})
	runDriver(t, func(ctx context.Context) (link.Link, error) {
		l, err := open(ctx)
		return broken{l}, err
	}, func(b *bench) {
		err := b.Print(b.Context(), sale(b), escpos.Wish{})
		if !errors.Is(err, escpos.ErrCutOff) || !strings.Contains(err.Error(), "broke") {
			b.Error(err)
		}
		time.Sleep(20 * time.Second)
		if p, err := b.Look(b.Context()); err != nil || p.State != pay.PaperReady {
			b.Errorf("afterwards: %+v, %v", p, err)
		}
	})
}
