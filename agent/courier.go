package agent

import (
	"context"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// deliver tells the keeper what became of reservations, until ctx ends. What could
// not be told is tried again, after ever longer waits.
func (a *Agent) deliver(ctx context.Context) {
	for tries := 0; ctx.Err() == nil; {
		seq := a.View().Seq
		open, err := a.deliverAll(ctx)
		wait := time.Minute // some endings show on no screen
		switch {
		case err != nil:
			a.o.Log.Warn("points or coupons not settled yet", "cause", err)
			wait = a.o.Limits.Retries[min(tries, len(a.o.Limits.Retries)-1)]
			tries++
		case !open:
			tries = 0
		}
		a.until(ctx, seq, wait, err == nil)
	}
}

// until waits for a time, or, where that matters, for another view.
func (a *Agent) until(ctx context.Context, seq uint64, wait time.Duration, views bool) {
	patience, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if !views {
		<-patience.Done()
		return
	}
	_, _ = a.views.wait(patience, seq) // whatever ended the wait is looked at
}

// deliverAll goes through what the journal holds since the bookmark, which moves on
// to where nothing is open any more.
func (a *Agent) deliverAll(ctx context.Context) (open bool, err error) {
	last, _ := a.o.Journal.Last()
	seen := map[string]bool{}
	err = queue.Each(a.o.Journal, a.o.KeeperMark.Position()+1, func(f queue.Fact) error {
		if f.Key == "" || seen[f.Key] || f.Seq > last {
			return nil
		}
		seen[f.Key] = true
		waits, err := a.deliverOne(ctx, pay.Key(f.Key))
		open = open || waits
		return err
	})
	if err != nil || open || last <= a.o.KeeperMark.Position() {
		return open, err
	}
	return false, a.o.KeeperMark.Ack(last)
}

// deliverOne reports whether a key's payment is open still.
func (a *Agent) deliverOne(ctx context.Context, key pay.Key) (open bool, err error) {
	facts, err := a.o.Journal.Find(string(key))
	if err != nil {
		return false, FaultMemory.because(err)
	}
	r, err := reservationOf(key, facts)
	if err == nil && r.wants == dead {
		r, err = a.ifNobody(ctx, r)
	}
	switch {
	case err != nil:
		return false, err
	case r.wants == dead:
		return true, nil
	case r.wants == held:
		p, err := Fold(facts)
		return r.attempt > 0 && p.Status.Open(), err
	case r.settled():
		return false, nil
	}
	return false, a.tell(ctx, r)
}

// ifNobody judges an attempt of which the books say nothing but that it was to
// begin. Where the machine is at rest, and they still say nothing more, it never
// will.
func (a *Agent) ifNobody(ctx context.Context, r reservation) (reservation, error) {
	if err := a.ask(ctx, idleAsked{}); err != nil {
		return r, ctx.Err() // somebody is at it
	}
	facts, err := a.o.Journal.Find(string(r.key))
	if err != nil {
		return r, FaultMemory.because(err)
	}
	now, err := reservationOf(r.key, facts)
	if now.wants == dead && now.attempt == r.attempt {
		now.wants = released
	}
	return now, err
}

// noteTold writes down what the keeper has done.
func (a *Agent) noteTold(ctx context.Context, r reservation) error {
	now := time.Now()
	fact, err := a.encode(now, Fact{Kind: string(r.wants), Key: r.key, Body: wire.Body{
		Version: wire.BodyVersion, Test: a.o.Test, Attempt: r.attempt,
	}})
	if err != nil {
		return err
	}
	if _, err := a.o.Journal.Append(context.WithoutCancel(ctx), fact); err != nil {
		return FaultMemory.because(err)
	}
	return nil
}
