package smartro_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// bench is a driver and a simulated pad, joined by a cable in memory, in virtual
// time.
type bench struct {
	*testing.T
	*smartro.Driver
	pad *sim.Pad

	mu       sync.Mutex // guards what is below
	progress []pay.Progress
	late     []pay.Offer
	lateErr  error
	link     pay.Link
	accepted []pay.Offer
	dialogue []string
}

func (b *bench) Progress(p pay.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.progress = append(b.progress, p)
}
func (b *bench) Link(l pay.Link) { b.mu.Lock(); defer b.mu.Unlock(); b.link = l }

func (b *bench) Late(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lateErr == nil {
		b.late = append(b.late, o)
	}
	return b.lateErr
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

func (b *bench) lateOffers() []pay.Offer { b.mu.Lock(); defer b.mu.Unlock(); return b.late }

func (b *bench) linkNow() pay.Link { b.mu.Lock(); defer b.mu.Unlock(); return b.link }

func (b *bench) progressNow() []pay.Progress { b.mu.Lock(); defer b.mu.Unlock(); return b.progress }

// accept records an offer at once.
func (b *bench) accept(_ context.Context, o pay.Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted = append(b.accepted, o)
	return nil
}

// cable joins a pad to each link that is opened. bend may change the kiosk's end.
func cable(ctx context.Context, pad *sim.Pad, bend func(link.Port) link.Port) link.Opener {
	return link.OpenFunc("memory", func(context.Context) (link.Link, error) {
		kiosk, other := link.Pipe()
		go pad.Serve(ctx, link.Start(other, 0))
		return link.Start(bend(kiosk), 0), nil
	})
}

func straight(p link.Port) link.Port { return p }

// withPad runs a test with a pad that follows a script.
func withPad(t *testing.T, script string, test func(*bench)) {
	t.Helper()
	withCable(t, script, straight, test)
}

// withSettings is withPad for a driver with settings of its own.
func withSettings(t *testing.T, script string, settings map[string]string, test func(*bench)) {
	t.Helper()
	withOptions(t, script, straight, drivers.Options{Settings: settings}, test)
}

func withCable(t *testing.T, script string, bend func(link.Port) link.Port, test func(*bench)) {
	t.Helper()
	withOptions(t, script, bend, drivers.Options{}, test)
}

func withOptions(t *testing.T, script string, bend func(link.Port) link.Port, o drivers.Options, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		b := &bench{T: t}
		parsed, err := smartrosim.Kind.Parse(script)
		if err != nil {
			t.Fatal(err)
		}
		if b.pad, err = sim.New(smartrosim.Kind, sim.Options{Script: parsed, Say: b.say}); err != nil {
			t.Fatal(err)
		}
		o.Link, o.Watcher, o.TerminalID = cable(ctx, b.pad, bend), b, "9900000001"
		if o.Settings["ack"] == "serial" {
			o.Link = link.OpenFunc("tcp://127.0.0.1:1", o.Link.Open)
		}
		b.Driver, err = smartro.New(smartro.Options{Options: o})
		if err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		running.Go(func() {
			if err := b.pad.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		running.Go(func() {
			if err := b.Driver.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		test(b)
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		cancel()
		running.Wait()
		if t.Failed() {
			t.Log("dialogue:\n" + b.said())
		}
	})
}

// newCharge is a charge of 11 000 won, going out now.
func newCharge() pay.Charge {
	return pay.Charge{Key: pay.Key(fmt.Sprintf("order-%d", time.Now().UnixNano())), Attempt: 1, Currency: pay.KRW, Amount: 11000, VAT: 1000, SentAt: time.Now()}
}

// mark asks for the mark, which must work.
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

// taken checks the VAN's books.
func (b *bench) taken(want ...pay.Amount) {
	b.Helper()
	var sum pay.Amount
	for _, a := range want {
		sum += a
	}
	got, n := b.pad.Ledger().Taken()
	if got != sum || n != len(want) {
		b.Errorf("the VAN has taken %d by %d approvals, want %d by %d", got, n, sum, len(want))
	}
}

func (b *bench) approved(a pay.Answer, err error) *pay.Approval {
	b.Helper()
	if err != nil || a.Approval == nil {
		b.Fatalf("%+v, %v; want an approval", a, err)
	}
	return a.Approval
}

func (b *bench) fate(err error, want pay.Fate, cause error) {
	b.Helper()
	if err == nil || pay.FateOf(err) != want || cause != nil && !errors.Is(err, cause) {
		b.Fatalf("error %v with fate %s, want fate %s and cause %v", err, pay.FateOf(err), want, cause)
	}
}

// resolve asks what became of a charge.
func (b *bench) resolve(c pay.Charge, before pay.Mark) pay.Resolution {
	b.Helper()
	r, err := b.Resolve(b.Context(), c, before)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// adopted checks that a resolve found the charge's approval.
func (b *bench) adopted(c pay.Charge, before pay.Mark) {
	b.Helper()
	r := b.resolve(c, before)
	if r.Approval == nil || !r.Approval.Answers(c) || !r.Last.Same(r.Approval.Mark()) {
		b.Errorf("resolution %+v, want the approval", r)
	}
}

// unchanged checks that a resolve found nothing new.
func (b *bench) unchanged(c pay.Charge, before pay.Mark, settled bool) {
	b.Helper()
	r := b.resolve(c, before)
	if r.Approval != nil || !r.Last.Same(before) || r.Settled != settled {
		b.Errorf("resolution %+v, want nothing new and settled %v", r, settled)
	}
}

func TestApproved(t *testing.T) {
	t.Parallel()
	withPad(t, "approve chip", func(b *bench) {
		if !b.linkNow().Up || b.linkNow().Pad != "Smartro TL3600_SIM" {
			b.Errorf("link %+v", b.linkNow())
		}
		if m := b.mark(); !m.Empty {
			b.Errorf("mark of a new pad: %+v", m)
		}
		_, _, a, err := b.charge()
		got := b.approved(a, err)
		if m := b.mark(); !m.Same(got.Mark()) {
			b.Errorf("mark afterwards: %+v, want that of %+v", m, got)
		}
		if got.Amount != 11000 || got.VAT != 1000 || got.Medium != pay.Chip || got.Card.String() != "941009******1234" {
			b.Errorf("approval %+v", got)
		}
		time.Sleep(2 * time.Second)
		want := []pay.Progress{pay.WaitingForCard, pay.CardShown, pay.CardInside, pay.CardRemoved}
		if got := b.progressNow(); fmt.Sprint(got) != fmt.Sprint(want) {
			b.Errorf("progress %v, want %v", got, want)
		}
		b.taken(11000)
	})
}

func TestDeclines(t *testing.T) {
	t.Parallel()
	for code, advice := range map[string]pay.Advice{
		"6B": pay.OtherCard, "6D": pay.OtherCard, "69": pay.OtherCard, "71": pay.OtherCard, "7A": pay.OtherCard,
		"6F": pay.TryAgain, "74": pay.TryAgain, "B3": pay.TakeStaff, "99": pay.OtherCard,
	} {
		for _, layout := range []string{"", " split"} {
			withPad(t, "decline "+code+" text=no"+layout, func(b *bench) {
				_, _, a, err := b.charge()
				if err != nil || a.Decline == nil || *a.Decline != (pay.Decline{Code: code, Text: "no", Advice: advice}) {
					b.Errorf("%s%s: %+v, %v", code, layout, a.Decline, err)
				}
				b.taken()
			})
		}
	}
}

func TestPadThatDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"0A", "0C"} {
		withPad(t, "decline "+code, func(b *bench) {
			c, before, _, err := b.charge()
			b.fate(err, pay.Unknown, nil)
			b.unchanged(c, before, false)
			time.Sleep(40 * time.Second)
			b.unchanged(c, before, true)
		})
	}
}

// settles sees nothing new twice: at first it proves nothing, and it does once
// the pad has been idle for as long as a VAN may take.
func (b *bench) settles(c pay.Charge, before pay.Mark) {
	b.Helper()
	b.unchanged(c, before, false)
	time.Sleep(41 * time.Second)
	b.unchanged(c, before, true)
}

func TestSilence(t *testing.T) {
	t.Parallel()
	withPad(t, "silent", func(b *bench) {
		began := time.Now()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		if took := time.Since(began); took != 100*time.Second {
			b.Errorf("gave up after %v", took)
		}
		b.settles(c, before)
		b.taken()
	})
}

func TestLateAnswer(t *testing.T) {
	t.Parallel()
	withPad(t, "approve late=120s\napprove", func(b *bench) {
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		b.adopted(c, before)
		time.Sleep(30 * time.Second)
		late := b.lateOffers()
		if len(late) != 1 || !late[0].Approval.Answers(c) || late[0].Voids {
			b.Errorf("late offers %+v, want one", late)
		}
		b.taken(11000)
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000, 11000)
	})
}

func TestLateAnswerIsRepeatedUntilRecorded(t *testing.T) {
	t.Parallel()
	withPad(t, "approve late=120s", func(b *bench) {
		b.lateErr = errors.New("disk full")
		_, _, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		time.Sleep(23 * time.Second)
		b.mu.Lock()
		b.lateErr = nil
		b.mu.Unlock()
		time.Sleep(10 * time.Second)
		if n := len(b.lateOffers()); n != 1 {
			b.Errorf("%d late offers, want 1", n)
		}
		if strings.Contains(b.said(), "giving up") {
			b.Error("the pad was never acknowledged")
		}
	})
}

func TestMannersOfSpeaking(t *testing.T) {
	t.Parallel()
	for _, manner := range []string{"glued", "trickle", "twice", "no-events", "noise", "noise chip", "repeat-last", "stripe", "nack 2",
		"stray-event", "slow-ack=2s", "corrupt=check", "corrupt=etx", "corrupt=length"} {
		withPad(t, "approve\napprove "+manner+"\ndecline 6B\ndecline 6B "+manner+"\napprove twice trickle", func(b *bench) {
			for i, want := range []bool{true, true, false, false, true} {
				_, _, a, err := b.charge()
				if err != nil || (a.Approval != nil) != want {
					b.Errorf("%s: payment %d: %+v, %v", manner, i+1, a, err)
				}
			}
			time.Sleep(20 * time.Second)
			if n := len(b.lateOffers()); n != 0 {
				b.Errorf("%s: %d late offers, want none: repeats are no news", manner, n)
			}
			if strings.Contains(b.said(), "giving up") {
				b.Errorf("%s: the pad was not acknowledged", manner)
			}
			b.taken(11000, 11000, 11000)
		})
	}
}

func TestOneByteAtATime(t *testing.T) {
	t.Parallel()
	slowly := func(p link.Port) link.Port {
		return struct {
			io.Reader
			io.WriteCloser
		}{iotest.OneByteReader(p), p}
	}
	withCable(t, "approve chip", slowly, func(b *bench) {
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000)
	})
}

func TestRefusedToTheEnd(t *testing.T) {
	t.Parallel()
	withPad(t, "approve nack 9", func(b *bench) {
		_, _, _, err := b.charge()
		b.fate(err, pay.NotSent, nil)
		if n := strings.Count(b.said(), "← B"); n != 3 {
			b.Errorf("sent %d times, want 3", n)
		}
		b.taken()
	})
}

// TestLostAcknowledgement: a charge is not sent again, and not believed in.
func TestLostAcknowledgement(t *testing.T) {
	t.Parallel()
	withPad(t, "approve drop-ack card-wait=8s", func(b *bench) {
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		b.unchanged(c, before, false)
		time.Sleep(40 * time.Second)
		b.unchanged(c, before, true)
		if n := strings.Count(b.said(), "← B"); n != 1 {
			b.Errorf("sent %d times", n)
		}
		b.taken()
	})
	withPad(t, "approve drop-ack", func(b *bench) {
		_, _, a, err := b.charge()
		b.approved(a, err)
		b.taken(11000)
	})
}

// TestLateAcknowledgement: it is none. What follows is no answer any more either,
// and is kept for whoever settles the charge.
func TestLateAcknowledgement(t *testing.T) {
	t.Parallel()
	withPad(t, "approve slow-ack=5s card-wait=8s", func(b *bench) {
		_, _, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		time.Sleep(20 * time.Second)
		if n := len(b.lateOffers()); n != 1 {
			b.Errorf("%d late offers, want 1", n)
		}
		b.taken(11000)
	})
}

func TestLostResponse(t *testing.T) {
	t.Parallel()
	withPad(t, "approve\nlose-response", func(b *bench) {
		b.charge()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, pay.ErrNoAnswer)
		b.adopted(c, before)
		b.taken(11000, 11000)
	})
}

// abortAfter aborts beside the call that runs.
func (b *bench) abortAfter(d time.Duration) {
	time.AfterFunc(d, func() {
		if err := b.Abort(b.Context()); err != nil {
			b.Error(err)
		}
	})
}

func TestAbort(t *testing.T) {
	t.Parallel()
	for _, when := range []time.Duration{0, time.Millisecond, 5 * time.Second} {
		withPad(t, "approve card-wait=20s", func(b *bench) {
			before, c := b.mark(), newCharge()
			b.abortAfter(when)
			_, err := b.Authorize(b.Context(), c, b.accept)
			if when == 0 && err == nil {
				return // the abort came first, to an idle pad
			}
			b.fate(err, pay.Unknown, smartro.ErrAborted)
			b.unchanged(c, before, true)
			b.taken()
		})
	}
}

func TestAbortIsRacedByACard(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"race", "stubborn card-wait=2s", "race no-events van=300ms", "card-wait=1s van=5s"} {
		withPad(t, "approve card-wait=20s "+how, func(b *bench) {
			before, c := b.mark(), newCharge()
			b.abortAfter(1500 * time.Millisecond)
			a, err := b.Authorize(b.Context(), c, b.accept)
			if how == "stubborn card-wait=2s" && err != nil {
				b.fate(err, pay.Unknown, nil)
				time.Sleep(5 * time.Second)
				b.adopted(c, before)
				if n := len(b.lateOffers()); n != 1 {
					b.Errorf("%s: %d late offers", how, n)
				}
			} else {
				b.approved(a, err)
			}
			b.taken(11000)
		})
	}
}

// TestApprovalLongAfterTheAbort: the answer comes when the call has ended.
func TestApprovalLongAfterTheAbort(t *testing.T) {
	t.Parallel()
	withPad(t, "approve race no-events card-wait=20s van=5s", func(b *bench) {
		_ = b.mark()
		c := newCharge()
		b.abortAfter(time.Second)
		_, err := b.Authorize(b.Context(), c, b.accept)
		b.fate(err, pay.Unknown, smartro.ErrAborted)
		time.Sleep(10 * time.Second)
		if late := b.lateOffers(); len(late) != 1 || !late[0].Approval.Answers(c) {
			b.Errorf("late offers %+v", late)
		}
		b.taken(11000)
	})
}

func TestLineLostInCardWait(t *testing.T) {
	t.Parallel()
	withPad(t, "vanish card-wait=5s", func(b *bench) {
		before, c, began := b.mark(), newCharge(), time.Now()
		_, err := b.Authorize(b.Context(), c, b.accept)
		b.fate(err, pay.Unknown, nil)
		if took := time.Since(began); took != 5*time.Second {
			b.Errorf("noticed after %v", took)
		}
		synctest.Wait()
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "cable") {
			b.Errorf("link %+v", l)
		}
		_, err = b.Mark(b.Context())
		b.fate(err, pay.NotSent, pay.ErrNotConnected)
		_, err = b.Resolve(b.Context(), c, before)
		b.fate(err, pay.Unknown, pay.ErrNotConnected)
		time.Sleep(time.Second)
		if !b.linkNow().Up {
			b.Errorf("link %+v, want it up again", b.linkNow())
		}
		b.unchanged(c, before, false)
		time.Sleep(40 * time.Second)
		b.unchanged(c, before, true)
		b.taken()
	})
}

func TestLineLostAtTheVAN(t *testing.T) {
	t.Parallel()
	withPad(t, "vanish van", func(b *bench) {
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		time.Sleep(time.Second)
		b.adopted(c, before)
		b.taken(11000)
	})
}

func TestRestart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		script string
		adopt  bool
		taken  []pay.Amount
	}{
		{"restart keep", false, nil},
		{"restart forget", false, nil},
		{"restart keep van", true, []pay.Amount{11000}},
	} {
		withPad(t, test.script, func(b *bench) {
			c, before, _, err := b.charge()
			b.fate(err, pay.Unknown, pay.ErrNoAnswer)
			if test.adopt {
				b.adopted(c, before)
			} else {
				b.settles(c, before)
			}
			b.taken(test.taken...)
		})
	}
}

// TestRestartWithoutMemory: the pad has forgotten what the mark names. Nothing
// here may look like "nothing happened".
func TestRestartWithoutMemory(t *testing.T) {
	t.Parallel()
	withPad(t, "approve\nrestart forget van", func(b *bench) {
		b.charge()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown, nil)
		if r := b.resolve(c, before); r.Approval != nil || !r.Last.Empty || r.Last.Same(before) {
			b.Errorf("resolution %+v, want an explicit empty memory", r)
		}
		b.taken(11000, 11000)
	})
}

func TestResolveByAnotherRun(t *testing.T) {
	t.Parallel()
	withPad(t, "silent", func(b *bench) {
		before := b.mark()
		for i, age := range []time.Duration{0, time.Hour, -time.Hour} {
			c := newCharge()
			c.Attempt, c.SentAt = i+1, time.Now().Add(-age)
			b.settles(c, before) // whatever a clock says of its age
		}
	})
}

func TestFailedRecordWithholdsTheAcknowledgement(t *testing.T) {
	t.Parallel()
	withPad(t, "approve", func(b *bench) {
		before, c := b.mark(), newCharge()
		full := errors.New("disk full")
		_, err := b.Authorize(b.Context(), c, func(context.Context, pay.Offer) error { return full })
		b.fate(err, pay.Unknown, full)
		time.Sleep(4 * time.Second)
		if late := b.lateOffers(); len(late) != 1 || !late[0].Approval.Answers(c) {
			b.Errorf("the repeat gave late offers %+v, want one", late)
		}
		b.adopted(c, before)
		b.taken(11000)
	})
}

func TestSlowRecordIsAcknowledgedInTime(t *testing.T) {
	t.Parallel()
	withPad(t, "approve", func(b *bench) {
		b.mark()
		var offered time.Time
		a, err := b.Authorize(b.Context(), newCharge(), func(context.Context, pay.Offer) error {
			offered = time.Now()
			time.Sleep(10 * time.Second)
			return nil
		})
		b.approved(a, err)
		if took := time.Since(offered); took != 10*time.Second {
			b.Errorf("answered after %v", took)
		}
		if strings.Contains(b.said(), "the same again") {
			b.Error("the pad had to repeat itself")
		}
		b.taken(11000)
	})
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	withPad(t, "approve card-wait=10s\napprove", func(b *bench) {
		before, c := b.mark(), newCharge()
		ctx, cancel := context.WithTimeout(b.Context(), 2*time.Second)
		defer cancel()
		_, err := b.Authorize(ctx, c, b.accept)
		b.fate(err, pay.Unknown, context.DeadlineExceeded)
		_, err = b.Mark(ctx)
		b.fate(err, pay.NotSent, context.DeadlineExceeded)
		b.unchanged(c, before, false)
		b.taken()
	})
}

func TestMismatchIsHandedOver(t *testing.T) {
	t.Parallel()
	withPad(t, "approve amount=500", func(b *bench) {
		c, _, a, err := b.charge()
		if got := b.approved(a, err); got.Answers(c) || got.Amount != 500 {
			b.Errorf("approval %+v", got)
		}
		b.taken(500)
	})
}

func TestRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	withPad(t, "", func(b *bench) {
		for _, c := range []pay.Charge{
			{Currency: pay.EUR, Amount: 100}, {Currency: pay.KRW}, {Currency: pay.KRW, Amount: 10_000_000_000},
			{Currency: pay.KRW, Amount: 1, VAT: 100_000_000}, {Currency: pay.KRW, Amount: 1, Instalment: 99},
		} {
			_, err := b.Authorize(b.Context(), c, b.accept)
			b.fate(err, pay.NotSent, nil)
		}
		if strings.Contains(b.said(), "← B") {
			b.Error("something was sent")
		}
	})
}
