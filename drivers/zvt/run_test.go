package zvt_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/zvt"
)

// TestCures: a pad that needs something first is shown as such, and gets it.
func TestCures(t *testing.T) {
	t.Parallel()
	for status, words := range map[string]string{
		"F0": "end of day", "B1": "memory full", "51": "initialisation", "C2": "diagnosis", "62": "clock",
	} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			both(t, "status "+status, func(b *bench) {
				if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, words) || !strings.Contains(l.Reason, "the kiosk is seeing to it") {
					b.Errorf("at first: %+v", l)
				}
				time.Sleep(5 * time.Second)
				if l := b.linkNow(); !l.Up {
					b.Errorf("then: %+v", l)
				}
				b.sell()
			})
		})
	}
}

// TestDayDueAtNight: a pad that wants its end of day while the kiosk is idle, or in
// the face of a customer, gets it at the next quiet moment.
func TestDayDueAtNight(t *testing.T) {
	t.Parallel()
	both(t, "approve\nstatus F0", func(b *bench) {
		b.sell()
		// Without a mark, which a pad in need would not give.
		a, err := b.Authorize(b.Context(), newCharge(), b.accept)
		if err != nil && pay.FateOf(err) != pay.NotSent || a.Approval != nil {
			b.Errorf("%+v, %v", a, err)
		}
		time.Sleep(10 * time.Second)
		if l := b.linkNow(); !l.Up {
			b.Fatalf("link %+v", l)
		}
		b.sell()
		if n := strings.Count(b.said(), "06 50"); n != 1 {
			b.Errorf("%d ends of day", n)
		}
		b.taken(1234, 1234)
	})
}

// TestBusy: a pad that is busy with itself is waited for on the same link.
func TestBusy(t *testing.T) {
	t.Parallel()
	both(t, "status 9C", func(b *bench) {
		time.Sleep(2 * time.Minute)
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "busy") {
			b.Errorf("link %+v", l)
		}
		if n := strings.Count(b.said(), "plugged in"); n != 1 {
			b.Errorf("%d links", n)
		}
	})
}

// TestCutWhileNobodyPays: a payment that its kiosk was cut off from is ended by
// the kiosk that comes back; the pad might wait for a card for ever.
func TestCutWhileNobodyPays(t *testing.T) {
	t.Parallel()
	var cable link.Port
	plug := func(p link.Port) link.Port { cable = p; return p }
	setup{script: "approve card-wait=never", bend: plug}.run(t, func(b *bench) {
		b.mark()
		time.AfterFunc(5*time.Second, func() { _ = cable.Close() }) // pulled
		_, err := b.Authorize(b.Context(), newCharge(), b.accept)
		b.fate(err, pay.Unknown)
		time.Sleep(30 * time.Second)
		if l := b.linkNow(); !l.Up {
			b.Fatalf("the pad does not come back: %+v", l)
		}
		b.taken()
		b.sell()
	})
}

// TestIdle: a pad is asked how it is, and keeps its link for hours.
func TestIdle(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		time.Sleep(6 * time.Hour)
		if n := strings.Count(b.said(), "05 01"); n < 700 || len(b.links) != 1 {
			b.Errorf("%d enquiries, links %+v", n, b.links)
		}
		b.sell()
	})
}

// TestLogOff: at its end the kiosk says goodbye.
func TestLogOff(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		if err := b.Close(); err != nil {
			b.Error(err)
		}
		if !strings.Contains(b.said(), "06 02 log-off") {
			b.Error("no log-off")
		}
	})
}

// TestStrangers: what answers in another language is named, and never charged.
func TestStrangers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tcp   bool
		says  string
		words string
	}{
		"a web server":  {true, "HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak ZVT"},
		"a mute device": {false, "", "check the pad's power"},
		"a chatterbox":  {false, "ready\r\nready\r\n", "check the pad's power"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := &bench{T: t}
				s := setup{tcp: c.tcp}
				o := s.options(t.Context(), b)
				o.Link = link.OpenFunc("memory", func(context.Context) (link.Link, error) {
					kiosk, other := link.Pipe()
					if _, err := io.WriteString(other, c.says); err != nil {
						return nil, err
					}
					return link.Start(kiosk, 0), nil
				})
				d, err := zvt.New(o)
				if err != nil {
					t.Fatal(err)
				}
				var running sync.WaitGroup
				running.Go(func() {
					if err := d.Run(t.Context()); err != nil {
						t.Error(err)
					}
				})
				time.Sleep(time.Minute)
				if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, c.words) {
					t.Errorf("link %+v", l)
				}
				if _, err := d.Authorize(t.Context(), newCharge(), b.accept); pay.FateOf(err) != pay.NotSent {
					t.Errorf("a charge: %v", err)
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
				running.Wait()
			})
		})
	}
}

// TestOtherPad: a pad with another number than the configuration's takes nothing.
func TestOtherPad(t *testing.T) {
	t.Parallel()
	setup{terminal: "12345678"}.run(t, func(b *bench) {
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "99000001") || !strings.Contains(l.Reason, "12345678") {
			b.Errorf("link %+v", l)
		}
		_, err := b.Authorize(b.Context(), newCharge(), b.accept)
		b.fate(err, pay.NotSent)
	})
}

// TestNotRunning: without Run nothing is sent.
func TestNotRunning(t *testing.T) {
	t.Parallel()
	d, err := zvt.New(zvt.Options{Options: drivers.Options{Link: link.TCP{Address: "127.0.0.1:1"}, Watcher: &bench{}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Mark(t.Context()); !errors.Is(err, pay.ErrNotConnected) || pay.FateOf(err) != pay.NotSent {
		t.Errorf("mark: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
