package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
)

// pad is a terminal that does what a test says.
type pad struct {
	mark      func(context.Context) (pay.Mark, error)
	authorize func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error)
	void      func(context.Context, pay.Void, pay.Accept) (pay.Answer, error)
	resolve   func(context.Context, pay.Charge, pay.Mark) (pay.Resolution, error)
	aborts    chan struct{}
}

func (p *pad) Mark(ctx context.Context) (pay.Mark, error) {
	if p.mark == nil {
		return pay.Mark{Empty: true}, nil
	}
	return p.mark(ctx)
}

func (p *pad) Authorize(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
	return p.authorize(ctx, c, accept)
}

func (p *pad) Void(ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
	return p.void(ctx, v, accept)
}

func (p *pad) Resolve(ctx context.Context, c pay.Charge, m pay.Mark) (pay.Resolution, error) {
	return p.resolve(ctx, c, m)
}

func (p *pad) Abort(ctx context.Context) error {
	select {
	case p.aborts <- struct{}{}:
		return nil
	case <-ctx.Done(): // a pad that hears nobody
		return ctx.Err()
	}
}

func (p *pad) Close() error { return nil }

// shop is an agent that runs against a pad, with a journal in memory.
type shop struct {
	*Agent
	t       *testing.T
	journal *brittle
	ctx     context.Context
}

// brittle is a journal whose disk fails from one kind of fact on.
type brittle struct {
	memory
	failsAt string
}

func (b *brittle) Append(ctx context.Context, facts ...queue.Fact) ([]queue.Fact, error) {
	for _, f := range facts {
		if f.Kind == b.failsAt {
			return nil, errors.New("input/output error")
		}
	}
	return b.memory.Append(ctx, facts...)
}

type bookmark struct{ at uint64 }

func (b *bookmark) Position() uint64 { return b.at }

func (b *bookmark) Ack(seq uint64) error {
	b.at = seq
	return nil
}

var testCatalogue = Catalogue{Currency: pay.KRW, VAT: 10, Items: []Item{
	{ID: "coffee", Name: map[string]string{"ko": "커피", "en": "Coffee"}, Price: 4500, Tax: pay.Taxed},
}}

// inShop runs a test in virtual time with a running agent and a connected pad.
func inShop(t *testing.T, p *pad, test func(*shop)) { inShopUnder(t, Policy{}, p, test) }

// inShopAt is inShop with another pad.
func inShopAt(t *testing.T, p pay.Terminal, test func(*shop)) { inShopUnder(t, Policy{}, p, test) }

// inShopUnder is inShop where the shop has decided something.
func inShopUnder(t *testing.T, decided Policy, p pay.Terminal, test func(*shop)) {
	synctest.Test(t, func(t *testing.T) {
		journal := &brittle{}
		a, err := New(Options{
			Journal: journal, Bookmark: &bookmark{}, Catalogue: testCatalogue,
			Store: pay.Store{ID: "s1", Name: "Shop"}, Policy: decided, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx, p) }()
		a.Link(pay.Link{Up: true, Pad: "test pad"})
		synctest.Wait()
		test(&shop{Agent: a, t: t, journal: journal, ctx: ctx})
		stop()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

func (s *shop) order() pay.Order {
	s.t.Helper()
	o, err := s.Order(s.ctx, []Pick{{Item: "coffee", Quantity: 2}}, "ko")
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

// see waits until the screen shows a state.
func (s *shop) see(want State) View {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Minute)
	defer cancel()
	for v := s.View(); ; {
		if v.State == want {
			return v
		}
		next, err := s.Wait(ctx, v.Seq)
		if err != nil {
			s.t.Fatalf("waiting to see %s, saw %s", want, v.State)
		}
		v = next
	}
}

func (s *shop) kinds() (kinds []string) {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	for _, f := range s.journal.facts {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

func approvalOf(c pay.Charge) pay.Approval {
	return pay.Approval{Ref: "ref-" + string(c.Key), Number: "12345678", Currency: c.Currency, Amount: c.Amount, VAT: c.VAT, Method: "credit"}
}

func approve(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
	a := approvalOf(c)
	if err := accept(ctx, pay.Offer{Approval: a, Final: true}); err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.Unknown, err)
	}
	return pay.Answer{Approval: &a}, nil
}
