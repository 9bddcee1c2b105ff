package online

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// attempt is one payment by phone while its customer stands at the kiosk.
type attempt struct {
	*Phones
	payment agent.PhonePayment
	accept  pay.Accept
	step    pay.PhoneStep
	closed  bool      // HQ has been told to close it
	heard   time.Time // when HQ last knew how it stands
	news    <-chan struct{}
}

// Authorize implements agent.Phones.
func (p *Phones) Authorize(ctx context.Context, payment agent.PhonePayment, accept pay.Accept) (pay.Answer, error) {
	select {
	case <-p.abort: // of the attempt before
	default:
	}
	t := &attempt{Phones: p, payment: payment, accept: accept, news: p.nextNews()}
	first, err := t.begin(ctx)
	if err != nil {
		return pay.Answer{}, err
	}
	return t.attend(ctx, first)
}

// begin has HQ begin the attempt. Until its code is on the screen no phone can have
// seen it, so that a failure costs nothing; HQ is told to close what it may have
// begun.
func (t *attempt) begin(ctx context.Context) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, t.o.Limits.Begin)
	defer cancel()
	for {
		a, err := t.ask(ctx, t.question())
		if err == nil {
			err = t.show(a)
		}
		if err == nil {
			return a, nil
		}
		if errors.Is(err, ErrRefused) || !sleep(ctx, t.o.Limits.Look, t.nextNews()) {
			t.giveUp(ctx)
			return a, pay.Fail("begin a payment by phone", pay.NotSent, err)
		}
	}
}

func (t *attempt) question() wire.OnlineAsk {
	q := about(wire.OnlinePrepare, t.payment.Charge)
	q.Method, q.Language, q.Test = t.payment.Charge.Via, t.payment.Charge.Language, t.payment.Test
	q.Order = agent.WireOrder(t.payment.Order)
	return q
}

// giveUp tells HQ that nobody will pay. If it is not heard, the code runs out by
// itself.
func (t *attempt) giveUp(ctx context.Context) {
	if _, err := t.ask(context.WithoutCancel(ctx), about(wire.OnlineClose, t.payment.Charge)); err != nil {
		t.o.Log.Info("online: an attempt that nobody has seen was not closed", "key", t.payment.Charge.Key, "err", err)
	}
}

// show puts the code on the screen. HQ's clock does not matter.
func (t *attempt) show(a answer) error {
	t.heard = a.at
	if a.State != wire.OnlineWaiting && a.State != wire.OnlineBusy {
		return nil
	}
	if a.URL == "" {
		return errors.New("HQ tells no address for the phone")
	}
	t.noteShown(t.payment.Charge)
	left := min(time.Duration(a.Left)*time.Millisecond, t.o.Limits.Code)
	t.tell(pay.PhoneStep{State: pay.PhoneState(a.State), Code: a.URL, Until: a.at.Add(max(left, 0))})
	return nil
}

func (t *attempt) tell(s pay.PhoneStep) {
	if s != t.step {
		t.step = s
		t.payment.Show(s)
	}
}

// attend looks at the attempt until it has its end.
func (t *attempt) attend(ctx context.Context, a answer) (pay.Answer, error) {
	for {
		if end, is, err := t.ending(ctx, a); is {
			return end, err
		}
		if err := t.inDoubt(); err != nil {
			return pay.Answer{}, err
		}
		t.pause(ctx)
		if ctx.Err() != nil {
			return pay.Answer{}, pay.Fail("wait for a phone", pay.Unknown, context.Cause(ctx))
		}
		t.news = t.nextNews() // before the look, so that none is missed
		a = t.look(ctx)
	}
}

// ending returns the end of an attempt, if an answer is one. An approval is offered
// first: it is on disk before anybody acts on it.
func (t *attempt) ending(ctx context.Context, a answer) (pay.Answer, bool, error) {
	end, is := endOf(a.OnlineAnswer, t.payment.Charge, false)
	if !is || end.Approval == nil {
		return end, is, nil
	}
	if err := t.accept(ctx, pay.Offer{Approval: *end.Approval, Final: true}); err != nil {
		return pay.Answer{}, true, pay.Fail("record an approval by phone", pay.Unknown, err)
	}
	return end, true, nil
}

// inDoubt ends the wait when HQ has not known for too long, or has not ended what was
// closed.
func (t *attempt) inDoubt() error {
	quiet := time.Since(t.heard)
	if quiet < t.o.Limits.Doubt || !t.closed && t.step.State == pay.PhoneWaiting {
		return nil
	}
	return pay.Fail("wait for a phone", pay.Unknown, fmt.Errorf("HQ has not told for %s what became of it", quiet.Round(time.Second)))
}

// overdue reports whether the attempt should have ended: nobody waits for a phone
// any more.
func (t *attempt) overdue() bool { return t.closed || !time.Now().Before(t.step.Until) }

// pause waits for news, a wish to cancel, the end of the code's time, or a while.
func (t *attempt) pause(ctx context.Context) {
	wait := t.o.Limits.Look
	if left := time.Until(t.step.Until); !t.closed && left < wait {
		wait = max(left, 0)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.news:
	case <-t.abort:
		if !t.closed {
			t.closing()
		}
	case <-ctx.Done():
	}
	if !t.closed && t.overdue() {
		t.closing()
	}
}

// closing has the attempt closed at HQ from now on. The answer is the last look.
func (t *attempt) closing() {
	t.closed = true
	t.heard = time.Now() // HQ has its time to tell from now on
	s := t.step
	s.State = pay.PhoneClosing
	t.tell(s)
}

// look asks how it stands. The zero answer says nothing.
func (t *attempt) look(ctx context.Context) answer {
	do := wire.OnlineLook
	if t.closed {
		do = wire.OnlineClose
	}
	a, err := t.ask(ctx, about(do, t.payment.Charge))
	if err != nil {
		t.o.Log.Info("online: HQ does not tell how a payment by phone stands", "key", t.payment.Charge.Key, "err", err)
		return answer{}
	}
	if !t.closed {
		t.follow(a)
	}
	return a
}

// follow shows what the customer does. While HQ does not know either, the customer
// has agreed, and the screen says so.
func (t *attempt) follow(a answer) {
	s := t.step
	switch a.State {
	case wire.OnlineWaiting:
		t.heard, s.State = a.at, pay.PhoneWaiting
	case wire.OnlineBusy:
		t.heard, s.State = a.at, pay.PhoneBusy
	case wire.OnlineUnknown:
		s.State = pay.PhoneBusy
	}
	t.tell(s)
}
