package drivertest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// smartroSubject is a driver that passes, for others to be broken by.
func smartroSubject() Subject {
	return Subject{
		Driver: smartro.Listing, Options: drivers.Options{TerminalID: "9900000001"},
		Pad: smartrosim.Kind, Decline: "6B", Unsure: []string{"0A", "0C"}, Manners: []string{"repeat-last"},
		Currency: pay.KRW, Widest: pay.MaxAmount, Limit: 2 * time.Minute,
		MovesMoney: func(b []byte) bool {
			var f smartro.Frame
			return f.UnmarshalBinary(b) == nil && (f.Job == smartro.JobApprove || f.Job == smartro.JobCancel)
		},
		Reveal: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("******"), []byte(Secret)) },
	}
}

// broken is a driver with one bad habit.
type broken struct {
	drivers.Pad
	options   drivers.Options
	authorize func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error)
	mark      func(b *broken, ctx context.Context) (pay.Mark, error)
	resolve   func(b *broken, ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error)
	void      func(b *broken, ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error)
	last      pay.Answer
}

// Unwrap has the suite find the powers of the driver that was spoilt.
func (b *broken) Unwrap() pay.Terminal { return b.Pad }

func (b *broken) Authorize(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
	if b.authorize == nil {
		return b.Pad.Authorize(ctx, c, accept)
	}
	return b.authorize(b, ctx, c, accept)
}

func (b *broken) Mark(ctx context.Context) (pay.Mark, error) {
	if b.mark == nil {
		return b.Pad.Mark(ctx)
	}
	return b.mark(b, ctx)
}

func (b *broken) Resolve(ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	if b.resolve == nil {
		return b.Pad.Resolve(ctx, c, before)
	}
	return b.resolve(b, ctx, c, before)
}

func (b *broken) Void(ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
	if b.void == nil {
		return b.Pad.Void(ctx, v, accept)
	}
	return b.void(b, ctx, v, accept)
}

// careless throws away approvals that nobody waits for.
type careless struct{ pay.Watcher }

func (careless) Late(context.Context, pay.Offer) error { return nil }

func unsaved(context.Context, pay.Offer) error { return nil }

// habits are drivers that must not pass, and what the suite has to say of them.
var habits = []struct {
	name  string
	spoil broken
	late  bool // late approvals are dropped
	kind  string
	says  string
}{
	{name: "accept is ignored", kind: "manners of pads", says: "was never offered", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, _ pay.Accept) (pay.Answer, error) {
			return b.Pad.Authorize(ctx, c, unsaved)
		},
	}},
	{name: "accept comes after the confirmation", kind: "manners of pads", says: "was confirmed to the pad before", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			var offer pay.Offer
			a, err := b.Pad.Authorize(ctx, c, func(_ context.Context, o pay.Offer) error { offer = o; return nil })
			if a.Approval != nil {
				err = errors.Join(err, accept(ctx, offer))
			}
			return a, err
		},
	}},
	{name: "a failed accept is confirmed all the same", kind: "full disks", says: "was confirmed to the pad before", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			var failed error
			a, err := b.Pad.Authorize(ctx, c, func(ctx context.Context, o pay.Offer) error { failed = accept(ctx, o); return nil })
			return a, errors.Join(err, failed)
		},
	}},
	{name: "the charge is sent again", kind: "bad ends", says: "taken more often", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Authorize(ctx, c, accept)
			if err != nil && pay.FateOf(err) == pay.Unknown {
				return b.Pad.Authorize(ctx, c, accept)
			}
			return a, err
		},
	}},
	{name: "late approvals are dropped", kind: "aborts", says: "and nobody knows", late: true},
	{name: "the mark never changes", kind: "bad ends", says: "is told that it was not charged", spoil: broken{
		mark:    func(*broken, context.Context) (pay.Mark, error) { return pay.Mark{Empty: true}, nil },
		resolve: settledAnyway,
	}},
	{name: "a broken line is a decline", kind: "cable cut", says: "was refused for good", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Authorize(ctx, c, accept)
			if err != nil {
				return pay.Answer{Decline: &pay.Decline{Code: "??", Advice: pay.TryAgain}}, nil
			}
			return a, err
		},
	}},
	{name: "unknown is called not sent", kind: "silence for 3m", says: "was refused for good", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Authorize(ctx, c, accept)
			if err != nil {
				return a, &pay.Error{Op: "authorize", Fate: pay.NotSent, Err: errors.New("no answer")}
			}
			return a, err
		},
	}},
	{name: "resolve is satisfied too soon", kind: "restarts of the agent", says: "was refused for good", spoil: broken{resolve: settledAtOnce}},
	{name: "resolve guesses", kind: "bad ends", says: "told that", spoil: broken{
		resolve: func(b *broken, ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
			r, err := b.Pad.Resolve(ctx, c, before)
			if err == nil && r.Approval == nil {
				r.Approval = &pay.Approval{Ref: "guess", Number: "guess", Amount: c.Amount, Currency: c.Currency}
				r.Last = r.Approval.Mark()
			}
			return r, err
		},
	}},
	{name: "an old answer is given again", kind: "manners of pads", says: "offered as the answer", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			if b.last.Approval != nil {
				return b.last, accept(ctx, pay.Offer{Approval: *b.last.Approval, Final: true})
			}
			a, err := b.Pad.Authorize(ctx, c, accept)
			b.last = a
			return a, err
		},
	}},
	{name: "a lost void is called done", kind: "bad voids", says: "was given back, and the VAN still has it", spoil: broken{
		void: func(b *broken, ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Void(ctx, v, accept)
			if err == nil && a.Approval != nil {
				return a, nil
			}
			back := v.Approval
			back.Ref += "/back"
			return pay.Answer{Approval: &back}, accept(ctx, pay.Offer{Approval: back, Final: true, Voids: true})
		},
	}},
	{name: "a call never gives up", kind: "bad ends", says: "more than", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Authorize(ctx, c, accept)
			if err != nil {
				time.Sleep(5 * time.Minute)
			}
			return a, err
		},
	}},
	{name: "a charge leaves by itself", kind: "bad ends", says: "outside of a call", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Authorize(ctx, c, accept)
			if err != nil {
				time.AfterFunc(time.Minute, func() { _, _ = b.Pad.Authorize(context.Background(), c, unsaved) })
			}
			return a, err
		},
	}},
	{name: "an error says nothing of the money", kind: "cable cut", says: "does not say what became", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Authorize(ctx, c, accept)
			if err != nil {
				err = errors.New("failed")
			}
			return a, err
		},
	}},
	{name: "bad amounts are tried", kind: "refused before sending", says: "bytes were sent", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			c.Amount, c.VAT, c.Currency = max(1, min(c.Amount, 1000)), 0, pay.KRW
			return b.Pad.Authorize(ctx, c, accept)
		},
	}},
	{name: "a part goes back twice", kind: "voids", says: "the parts leave", spoil: broken{
		void: func(b *broken, ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
			a, err := b.Pad.Void(ctx, v, accept)
			if err != nil {
				v.Part += 10 // as if it were another one
				return b.Pad.Void(ctx, v, accept)
			}
			return a, err
		},
	}},
	{name: "a card number is logged", kind: "manners of pads", says: "a card number", spoil: broken{
		authorize: func(b *broken, ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			b.options.Log.Info("read", "card", "941009"+Secret+"1234")
			return b.Pad.Authorize(ctx, c, accept)
		},
	}},
}

func settledAnyway(b *broken, ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	r, err := b.Pad.Resolve(ctx, c, before)
	return pay.Resolution{Last: before, Settled: r.Settled}, err
}

func settledAtOnce(b *broken, ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	r, err := b.Pad.Resolve(ctx, c, before)
	r.Settled = true
	return r, err
}

// TestBrokenDrivers: each bad habit is found out, by the scenarios that are meant
// for it and in words that name it.
func TestBrokenDrivers(t *testing.T) {
	t.Parallel()
	list := scenarios(t, smartroSubject(), false)
	for _, habit := range habits {
		t.Run(habit.name, func(t *testing.T) {
			t.Parallel()
			s := smartroSubject()
			s.Driver.New = func(o drivers.Options) (drivers.Pad, error) {
				if habit.late {
					o.Watcher = careless{o.Watcher}
				}
				pad, err := smartro.Listing.New(o)
				b := habit.spoil
				b.Pad, b.options = pad, o
				return &b, err
			}
			if n := caught(t, s, list, habit.kind, habit.says); n == 0 {
				t.Errorf("no scenario of %q says %q", habit.kind, habit.says)
			}
		})
	}
}

// caught returns how many scenarios it took until one said the words; 0 is none.
func caught(t *testing.T, s Subject, list []scenario, kind, says string) int {
	tried := 0
	for _, c := range list {
		if c.kind != kind {
			continue
		}
		tried++
		if v := play(t, s, c); strings.Contains(strings.Join(v.faults, "\n"), says) {
			return tried
		}
	}
	return 0
}
