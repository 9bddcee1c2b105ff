package smartro_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/desk"
	"kioskd/drivers/link"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// runDriver runs a driver over an opener, without a simulated pad.
func runDriver(t *testing.T, open func(context.Context) (link.Link, error), test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t}
		var err error
		b.Driver, err = smartro.New(smartro.Options{Options: drivers.Options{Link: link.OpenFunc("COM9", open), Watcher: b}})
		if err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		running.Go(func() {
			if err := b.Driver.Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		test(b)
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if err := b.Close(); err != nil {
			t.Error("closed twice:", err)
		}
		running.Wait()
		_, err = b.Mark(t.Context())
		b.fate(err, pay.NotSent, pay.ErrNotConnected)
	})
}

func TestMissingPort(t *testing.T) {
	t.Parallel()
	var tries []time.Time
	open := func(context.Context) (link.Link, error) {
		tries = append(tries, time.Now())
		return nil, errors.Join(errors.New("serial port COM9 does not exist: check the cable"), fs.ErrNotExist)
	}
	runDriver(t, open, func(b *bench) {
		time.Sleep(90 * time.Second)
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "COM9 does not exist") {
			b.Errorf("link %+v", l)
		}
		_, err := b.Authorize(b.Context(), newCharge(), b.accept)
		b.fate(err, pay.NotSent, pay.ErrNotConnected)
		if !errors.Is(err, fs.ErrNotExist) {
			b.Errorf("%v hides the cause", err)
		}
		b.fate(b.Abort(b.Context()), pay.NotSent, pay.ErrNotConnected)
		synctest.Wait()
		var gaps []time.Duration
		for i := range 7 {
			gaps = append(gaps, tries[i+1].Sub(tries[i]))
		}
		want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second, 15 * time.Second}
		for i := range want {
			if gaps[i] != want[i] {
				b.Errorf("waits %v, want %v", gaps, want)
				break
			}
		}
	})
}

// TestWrongDevice: what answers with anything but the protocol is never sent a
// charge.
func TestWrongDevice(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func([]byte) []byte{
		"silence": func([]byte) []byte { return nil },
		"echo":    func(p []byte) []byte { return p },
		"modem":   func([]byte) []byte { return []byte("ERROR\r\n") },
		"acks":    func([]byte) []byte { return []byte{6} },
		"zeros":   func([]byte) []byte { return make([]byte, 300) },
	} {
		open := func(context.Context) (link.Link, error) {
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
		runDriver(t, open, func(b *bench) {
			time.Sleep(2 * time.Minute)
			if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "COM9") {
				b.Errorf("%s: link %+v", name, l)
			}
			_, err := b.Authorize(b.Context(), newCharge(), b.accept)
			b.fate(err, pay.NotSent, pay.ErrNotConnected)
		})
	}
}

func TestPadThatIsNotReady(t *testing.T) {
	t.Parallel()
	withPad(t, "health OOFN", func(b *bench) {
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "VAN") {
			b.Errorf("link %+v", l)
		}
		_, err := b.Mark(b.Context())
		b.fate(err, pay.NotSent, pay.ErrNotConnected)
		b.extend("health OOON")
		time.Sleep(20 * time.Second)
		if !b.linkNow().Up {
			b.Errorf("link %+v, want it up", b.linkNow())
		}
		b.extend("health XOON")
		time.Sleep(31 * time.Second)
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "card reader") {
			b.Errorf("link %+v after a check of an idle pad", l)
		}
		if n := strings.Count(b.said(), "the line is plugged in"); n != 1 {
			b.Errorf("the port was opened %d times", n)
		}
	})
}

func (b *bench) extend(script string) {
	b.Helper()
	s, err := smartrosim.Kind.Parse(script)
	if err == nil {
		err = b.pad.Extend(b.Context(), s)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// TestIdlePadIsChecked: a pad that fell silent is noticed, and found again.
func TestIdlePadIsChecked(t *testing.T) {
	t.Parallel()
	var quiet atomic.Bool
	bend := func(p link.Port) link.Port { return &muted{Port: p, quiet: &quiet} }
	withCable(t, "", bend, func(b *bench) {
		time.Sleep(5*time.Minute + time.Second)
		if n := strings.Count(b.said(), "← A"); n != 11 {
			b.Errorf("%d checks in five minutes, want 11", n)
		}
		quiet.Store(true)
		time.Sleep(40 * time.Second)
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "answers") {
			b.Errorf("link %+v", l)
		}
		quiet.Store(false)
		time.Sleep(40 * time.Second)
		if !b.linkNow().Up {
			b.Errorf("link %+v, want it up again", b.linkNow())
		}
	})
}

// muted swallows what is written while it is told so.
type muted struct {
	link.Port
	quiet *atomic.Bool
}

func (m *muted) Write(p []byte) (int, error) {
	if m.quiet.Load() {
		return len(p), nil
	}
	return m.Port.Write(p)
}

// TestGarbledRefusal: a NACK among nonsense may be a broken ACK. The charge is
// not sent again.
func TestGarbledRefusal(t *testing.T) {
	t.Parallel()
	bend := func(p link.Port) link.Port { return &garbler{Port: p} }
	withCable(t, "approve nack 1 card-wait=never", bend, func(b *bench) {
		_, _, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		if n := strings.Count(b.said(), "← B"); n != 1 {
			b.Errorf("sent %d times", n)
		}
	})
}

// garbler puts a byte of noise in front of every bare NACK.
type garbler struct{ link.Port }

func (g *garbler) Read(p []byte) (int, error) {
	n, err := g.Port.Read(p)
	if n == 1 && p[0] == 0x15 {
		p[0], p[1], n = 0xFF, 0x15, 2
	}
	return n, err
}

func TestBusyPadMakesTheNextCallWait(t *testing.T) {
	t.Parallel()
	withPad(t, "approve card-wait=10s", func(b *bench) {
		b.mark()
		done := make(chan error, 1)
		go func() {
			_, err := b.Authorize(b.Context(), newCharge(), b.accept)
			done <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(b.Context(), time.Second)
		defer cancel()
		_, err := b.Mark(ctx)
		b.fate(err, pay.NotSent, context.DeadlineExceeded)
		if err := <-done; err != nil {
			b.Error(err)
		}
		b.taken(11000)
	})
}

func TestStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	withPad(t, "approve card-wait=10s", func(b *bench) {
		b.mark()
		time.AfterFunc(time.Second, func() {
			if err := b.Close(); err != nil {
				b.Error(err)
			}
		})
		_, err := b.Authorize(b.Context(), newCharge(), b.accept)
		b.fate(err, pay.Unknown, desk.ErrClosed)
	})
}

func TestSecondRunIsRefused(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		if err := b.Driver.Run(b.Context()); err == nil {
			b.Error("a second Run did not say anything")
		}
	})
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	good := drivers.Options{Link: link.TCP{Address: "127.0.0.1:1"}, Watcher: &bench{}}
	for name, spoil := range map[string]func(*drivers.Options){
		"no link":         func(o *drivers.Options) { o.Link = nil },
		"no watcher":      func(o *drivers.Options) { o.Watcher = nil },
		"long ID":         func(o *drivers.Options) { o.TerminalID = "12345678901234567" },
		"unknown setting": func(o *drivers.Options) { o.Settings = map[string]string{"volume": "11"} },
		"bad value":       func(o *drivers.Options) { o.Settings = map[string]string{"cancel-form": "58"} },
	} {
		o := good
		spoil(&o)
		if _, err := smartro.Listing.New(o); err == nil {
			t.Errorf("%s passed", name)
		}
	}
	if _, err := smartro.Listing.New(good); err != nil {
		t.Error(err)
	}
}

// TestRepeatedRejectionIsNoAnswer: a rejection that is said again after the next
// charge went out does not decline that one.
func TestRepeatedRejectionIsNoAnswer(t *testing.T) {
	t.Parallel()
	withPad(t, "decline 6B\napprove repeat-last", func(b *bench) {
		if _, _, a, err := b.charge(); a.Decline == nil {
			b.Errorf("%+v, %v", a, err)
		}
		_, _, a, err := b.charge()
		b.approved(a, err)
		if n := len(b.lateOffers()); n != 0 {
			b.Errorf("%d late offers", n)
		}
		b.taken(11000)
	})
}
