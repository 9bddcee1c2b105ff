package zvt_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
	"kioskd/drivers/zvt/zvtsim"
)

// bench is a driver and a simulated pad, joined by a cable in memory, in virtual
// time.
type bench struct {
	*testing.T
	*zvt.Driver
	pad *sim.Pad

	mu       sync.Mutex // guards what is below
	progress []pay.Progress
	late     []pay.Offer
	link     pay.Link
	links    []pay.Link
	accepted []pay.Offer
	dialogue []string
}

func (b *bench) Progress(p pay.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.progress = append(b.progress, p)
}

func (b *bench) Link(l pay.Link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.link, b.links = l, append(b.links, l)
}

func (b *bench) Late(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = append(b.late, o)
	return nil
}

func (b *bench) say(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dialogue = append(b.dialogue, line)
}

func (b *bench) said() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.dialogue, "\n")
}

func (b *bench) lateOffers() []pay.Offer {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.late)
}
func (b *bench) linkNow() pay.Link { b.mu.Lock(); defer b.mu.Unlock(); return b.link }
func (b *bench) offers() []pay.Offer {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.accepted)
}

// accept records an offer at once.
func (b *bench) accept(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted = append(b.accepted, o)
	return nil
}

// setup is what a test is played on.
type setup struct {
	script   string
	tcp      bool
	settings map[string]string
	terminal string                    // of the configuration, 99000001 by default
	bend     func(link.Port) link.Port // the kiosk's end of the cable

	resent func(drivers.Direction)
}

func (s setup) opener(ctx context.Context, pad *sim.Pad) link.Opener {
	return link.OpenFunc("memory", func(context.Context) (link.Link, error) {
		kiosk, other := link.Pipe()
		go pad.Serve(ctx, link.Start(other, 0))
		if s.bend != nil {
			kiosk = s.bend(kiosk)
		}
		return link.Start(kiosk, 0), nil
	})
}

func (s setup) options(ctx context.Context, b *bench) zvt.Options {
	settings := map[string]string{"transport": map[bool]string{true: "tcp", false: "serial"}[s.tcp]}
	for name, value := range s.settings {
		settings[name] = value
	}
	terminal := "99000001"
	if s.terminal != "" {
		terminal = s.terminal
	}
	return zvt.Options{Options: drivers.Options{
		Link: s.opener(ctx, b.pad), Watcher: b, Location: time.UTC, TerminalID: terminal, Settings: settings, Resent: s.resent,
	}}
}

// run plays a test in virtual time.
func (s setup) run(t *testing.T, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		b := &bench{T: t}
		script, err := zvtsim.Kind.Parse(s.script)
		if err != nil {
			t.Fatal(err)
		}
		if b.pad, err = sim.New(zvtsim.Kind, sim.Options{Script: script, Say: b.say, Location: time.UTC}); err != nil {
			t.Fatal(err)
		}
		if b.Driver, err = zvt.New(s.options(ctx, b)); err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		for _, run := range []func(context.Context) error{b.pad.Run, b.Driver.Run} {
			running.Go(func() {
				if err := run(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		defer func() {
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			cancel()
			running.Wait()
			if t.Failed() {
				t.Log("dialogue:\n" + b.said())
			}
		}()
		synctest.Wait()
		test(b)
	})
}

// both plays a test on a serial line and over TCP.
func both(t *testing.T, script string, test func(*bench)) {
	t.Helper()
	for name, tcp := range map[string]bool{"serial": false, "tcp": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			setup{script: script, tcp: tcp}.run(t, test)
		})
	}
}

// newCharge is a charge of 12.34 euros, going out now.
func newCharge() pay.Charge {
	return pay.Charge{
		Key: pay.Key(fmt.Sprintf("order-%d", time.Now().UnixNano())), Attempt: 1,
		Currency: pay.EUR, Amount: 1234, VAT: 197, SentAt: time.Now(),
	}
}

func (b *bench) mark() pay.Mark {
	b.Helper()
	m, err := b.Mark(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// charge makes a mark and a charge, and returns both with the answer.
func (b *bench) charge() (pay.Charge, pay.Mark, pay.Answer, error) {
	b.Helper()
	before, c := b.mark(), newCharge()
	a, err := b.Authorize(b.Context(), c, b.accept)
	if (a.Approval != nil || a.Decline != nil) == (err != nil) {
		b.Errorf("answer %+v and error %v at once, or neither", a, err)
	}
	return c, before, a, err
}

// sell charges, which must work.
func (b *bench) sell() pay.Approval {
	b.Helper()
	_, _, a, err := b.charge()
	if err != nil || a.Approval == nil {
		b.Fatalf("%+v, %v; want an approval", a, err)
	}
	return *a.Approval
}

// taken checks the VAN's books.
func (b *bench) taken(want ...pay.Amount) {
	b.Helper()
	var sum pay.Amount
	for _, a := range want {
		sum += a
	}
	if got, n := b.pad.Ledger().Taken(); got != sum || n != len(want) {
		b.Errorf("the VAN has taken %d by %d approvals, want %d by %d", got, n, sum, len(want))
	}
}

func (b *bench) fate(err error, want pay.Fate) {
	b.Helper()
	if err == nil || pay.FateOf(err) != want {
		b.Fatalf("error %v with fate %s, want fate %s", err, pay.FateOf(err), want)
	}
}

// settle resolves a charge as soon as the pad is there.
func (b *bench) settle(c pay.Charge, before pay.Mark) pay.Resolution {
	b.Helper()
	for range 60 {
		r, err := b.Resolve(b.Context(), c, before)
		if err == nil {
			return r
		}
		if pay.FateOf(err) != pay.Unknown {
			b.Fatalf("resolve: %v", err)
		}
		time.Sleep(5 * time.Second)
	}
	b.Fatal("the charge is never settled")
	return pay.Resolution{}
}

func TestSale(t *testing.T) {
	t.Parallel()
	both(t, "approve chip", func(b *bench) {
		if before := b.mark(); !before.Empty {
			b.Errorf("a new pad remembers %+v", before)
		}
		a := b.sell()
		now := time.Now()
		want := pay.Approval{
			Ref:    "99000001/0001/000001/" + now.Format("0102150405"),
			Number: "99000001-000001-" + now.Format("0102"), Currency: pay.EUR, Amount: 1234, VAT: 197,
			At: pay.PadClock(now.Format(pay.PadClockFormat)), Method: "debit", Medium: pay.Chip,
			Card: pay.MaskCard("990000******0042"), Issuer: pay.Party{Code: "5", Name: "girocard"},
			Merchant: "990000000000001", Device: "99000001",
			Slip: []string{
				"KUNDENBELEG", "Kartenzahlung", "girocard 990000******0042", "Terminal-ID 99000001",
				"Beleg-Nr. 0001 Trace 000001", "Betrag 12.34 EUR", "Zahlung erfolgt",
			},
			Driver: map[string]string{
				"driver": "zvt", "receipt": "0001", "trace": "000001", "terminal": "99000001", "authorised": "007919",
			},
		}
		if diff := cmp.Diff(want, a, cmp.AllowUnexported(pay.Card{})); diff != "" {
			b.Errorf("approval (-want +got)\n%s", diff)
		}
		if o := b.offers(); len(o) != 1 || o[0].Final || o[0].Approval.Ref != a.Ref {
			b.Errorf("offers %+v; want one that is not final", o)
		}
		if m := b.mark(); m.Ref != a.Ref {
			b.Errorf("the pad remembers %+v, not %s", m, a.Ref)
		}
		if got := b.progress; !slices.Equal(got[:2], []pay.Progress{pay.WaitingForCard, pay.WaitingForCard}) || got[len(got)-1] != pay.CardRemoved {
			b.Errorf("progress %v", got)
		}
		b.taken(1234)
	})
}

// TestDeclined: a clear no is an answer, with advice, and costs nothing.
func TestDeclined(t *testing.T) {
	t.Parallel()
	both(t, "decline 78\ndecline 05\ndecline C3\ndecline FF", func(b *bench) {
		for _, want := range []pay.Decline{
			{Code: "78", Text: "card expired", Advice: pay.OtherCard},
			{Code: "05", Text: "code 5 of the network operator", Advice: pay.OtherCard},
			{Code: "C3", Text: "amount too large", Advice: pay.OtherCard},
			{Code: "FF", Text: "system error", Advice: pay.TakeStaff},
		} {
			_, _, a, err := b.charge()
			if err != nil {
				b.Fatal(err)
			}
			if diff := cmp.Diff(&want, a.Decline); diff != "" {
				b.Errorf("(-want +got)\n%s", diff)
			}
		}
		b.taken()
	})
}

// TestOddities: what pads may do, and a payment must not mind.
func TestOddities(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"approve twice", "approve wrong-pin", "approve shuffled", "approve strange", "approve untold", "approve bad-crc",
		"approve storm=30", "approve trickle", "approve noise", "approve glued", "approve drop-ack", "approve nack=2",
		"approve late=20s", "approve card-wait=40s van=30s", "approve offline", "approve chip trickle noise",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, script, func(b *bench) {
				if strings.Contains(script, "nack") && strings.HasSuffix(b.Name(), "tcp") {
					for range 2 {
						_, _, _, err := b.charge()
						b.fate(err, pay.NotSent)
					}
				}
				a := b.sell()
				if a.Amount != 1234 || a.Offline != strings.Contains(script, "offline") {
					b.Errorf("approval %+v", a)
				}
				b.taken(1234)
				if late := b.lateOffers(); len(late) != 0 {
					b.Errorf("late: %+v", late)
				}
			})
		})
	}
}

// TestReversedByThePad: where the approval was not accepted for good, nobody is
// charged, and Resolve knows.
func TestReversedByThePad(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"vanish", "vanish van", "vanish printing", "restart keep", "restart keep van", "restart keep printing",
		"lose-response", "lose-response printing", "lose-answer",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, "approve\n"+script+" away=2s", func(b *bench) {
				first := b.sell()
				c, before, a, err := b.charge()
				if a.Approval != nil {
					b.Fatalf("approved: %+v", a)
				}
				if err != nil {
					b.fate(err, pay.Unknown)
					r := b.settle(c, before)
					if r.Approval != nil || !r.Settled || !r.Last.Same(before) || before.Ref != first.Ref {
						b.Errorf("%+v; want nothing new since %+v", r, before)
					}
					if m := b.mark(); m.Ref != first.Ref && !m.Returned {
						b.Errorf("the pad remembers %+v, as if it were a sale", m)
					}
				}
				b.taken(1234)
				if n := len(b.pad.Ledger().Entries); n == 2 && !b.pad.Ledger().Entries[1].Reversed {
					b.Error("the second approval was not taken back")
				}
			})
		})
	}
}

// TestFinal: once the approval is final it stands, whatever is lost, and Resolve
// finds it.
func TestFinal(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"vanish final", "restart keep final", "lose-response final"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, "approve\n"+script, func(b *bench) {
				b.sell()
				c, before, _, err := b.charge()
				b.fate(err, pay.Unknown)
				r := b.settle(c, before)
				if r.Approval == nil || r.Approval.Amount != 1234 || r.Approval.Ref != b.offers()[1].Approval.Ref {
					b.Errorf("%+v; want the second approval", r)
				}
				b.taken(1234, 1234)
			})
		})
	}
}

// TestForgetful: a pad that lost its memory shows neither the mark nor anything new.
func TestForgetful(t *testing.T) {
	t.Parallel()
	both(t, "approve\nrestart forget final", func(b *bench) {
		b.sell()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown)
		if r := b.settle(c, before); r.Approval != nil || !r.Last.Empty || r.Last.Same(before) {
			b.Errorf("%+v", r)
		}
	})
}

// TestDiskFails: what cannot be written down is refused, and the pad takes the
// money back.
func TestDiskFails(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		before, c := b.mark(), newCharge()
		full := errors.New("disk full")
		_, err := b.Authorize(b.Context(), c, func(context.Context, pay.Offer) error { return full })
		b.fate(err, pay.Unknown)
		if !errors.Is(err, full) {
			b.Errorf("%v does not say why", err)
		}
		if r := b.settle(c, before); r.Approval != nil || !r.Last.Same(before) {
			b.Errorf("%+v", r)
		}
		b.taken()
		if !b.pad.Ledger().Entries[0].Reversed {
			b.Error("the pad was not told")
		}
	})
}

// TestSlowDisk: a disk that takes its time costs no payment.
func TestSlowDisk(t *testing.T) {
	t.Parallel()
	both(t, "", func(b *bench) {
		b.mark()
		slow := func(ctx context.Context, o pay.Offer) error {
			time.Sleep(8 * time.Second)
			return b.accept(ctx, o)
		}
		a, err := b.Authorize(b.Context(), newCharge(), slow)
		if err != nil || a.Approval == nil || len(b.offers()) != 1 {
			b.Errorf("%+v, %v, offers %+v", a, err, b.offers())
		}
		b.taken(1234)
	})
}

// TestAbort: a wish to stop is one; the payment ends as the pad says.
func TestAbort(t *testing.T) {
	t.Parallel()
	for script, approved := range map[string]bool{
		"card-wait=never": false, "card-wait=20s": false, "silent": false, "card-wait=20s race": true, "card-wait=20s stubborn": true, "van=20s": true,
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			both(t, script, func(b *bench) {
				var wish sync.WaitGroup
				defer wish.Wait()
				wish.Go(func() {
					time.Sleep(5 * time.Second)
					if err := b.Abort(b.Context()); err != nil {
						b.Error(err)
					}
				})
				_, _, a, err := b.charge()
				if err != nil || (a.Approval != nil) != approved {
					b.Errorf("%+v, %v; want approved %v", a, err, approved)
				}
				if !approved && a.Decline.Code != "6C" {
					b.Errorf("declined with %+v", a.Decline)
				}
			})
		})
	}
}

// TestNobodyComes: the kiosk's own limit has the pad stop, and the next customer
// finds it free.
func TestNobodyComes(t *testing.T) {
	t.Parallel()
	both(t, "card-wait=never", func(b *bench) {
		began := time.Now()
		_, _, a, err := b.charge()
		if err != nil || a.Decline == nil || time.Since(began) > 62*time.Second {
			b.Errorf("%+v, %v after %v", a, err, time.Since(began))
		}
		b.sell()
	})
}

// TestLate: an approval that comes when nobody waits any more is kept first, and
// then accepted.
func TestLate(t *testing.T) {
	t.Parallel()
	both(t, "van=20s", func(b *bench) {
		before, c := b.mark(), newCharge()
		ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
		defer cancel()
		_, err := b.Authorize(ctx, c, b.accept)
		b.fate(err, pay.Unknown)
		time.Sleep(20 * time.Second)
		late := b.lateOffers()
		if len(late) != 1 || late[0].Voids || late[0].Approval.Amount != 1234 {
			b.Fatalf("late: %+v", late)
		}
		if r := b.settle(c, before); r.Approval == nil || r.Approval.Ref != late[0].Approval.Ref {
			b.Errorf("%+v", r)
		}
		b.taken(1234)
	})
}

// TestRefusedBeforeSending: what does not fit never reaches the pad.
func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	setup{}.run(t, func(b *bench) {
		for _, change := range []func(*pay.Charge){
			func(c *pay.Charge) { c.Currency = pay.CHF },
			func(c *pay.Charge) { c.Instalment = 3 },
			func(c *pay.Charge) { c.Amount = 0 },
			func(c *pay.Charge) { c.Amount = pay.MaxAmount + 1 },
		} {
			c := newCharge()
			change(&c)
			_, err := b.Authorize(b.Context(), c, b.accept)
			b.fate(err, pay.NotSent)
		}
		if strings.Contains(b.said(), "06 01") {
			b.Error("something was sent")
		}
	})
}
