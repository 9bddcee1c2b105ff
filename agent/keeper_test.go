package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// keeper keeps points, and is not there for a while.
type keeper struct {
	mu    sync.Mutex // guards what follows
	away  int        // how many more calls nobody answers
	heard []string
}

func (k *keeper) hear(what, id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.away > 0 {
		k.away--
		return errors.New("no answer")
	}
	k.heard = append(k.heard, what+" "+id[strings.LastIndex(id, "/"):])
	return nil
}

func (k *keeper) Reserve(_ context.Context, id string, _ pay.Order) (bool, string, error) {
	err := k.hear("reserve", id)
	return err == nil, "", err
}
func (k *keeper) Commit(_ context.Context, id string) error  { return k.hear("commit", id) }
func (k *keeper) Release(_ context.Context, id string) error { return k.hear("release", id) }

func (k *keeper) goAway(calls int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.away = calls
}

func (k *keeper) hears(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	if diff := cmp.Diff(want, k.heard); diff != "" {
		t.Errorf("heard (-want +got)\n%s", diff)
	}
	k.heard = nil
}

// pointShop is a shop whose customers have points.
type pointShop struct {
	*shop
	keeper *keeper
	mark   *bookmark
	end    func()
}

func (p *pointShop) open(t *testing.T, journal *brittle, pad *pad) {
	t.Helper()
	a, err := New(Options{
		Journal: journal, Bookmark: &bookmark{}, Catalogue: testCatalogue, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Keeper: p.keeper, KeeperMark: p.mark,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, pad) }()
	a.Link(pay.Link{Up: true})
	synctest.Wait()
	p.shop = &shop{Agent: a, t: t, journal: journal, ctx: ctx}
	p.end = func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// orderWithPoints stores an order that somebody else has priced.
func (p *pointShop) orderWithPoints() pay.Order {
	p.t.Helper()
	key, err := pay.NewKey(rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	o, err := testCatalogue.Order(key, []Pick{{Item: "coffee", Quantity: 1}}, "en")
	if err != nil {
		p.t.Fatal(err)
	}
	o.By, o.Own = pay.ByServer, &pay.Own{Method: "points", Ref: "member-1", Amount: 500}
	if err := p.StoreOrder(p.ctx, o); err != nil {
		p.t.Fatal(err)
	}
	return o
}

func (p *pointShop) pay(o pay.Order, ends State) {
	p.t.Helper()
	if _, err := p.Pay(p.ctx, o.Key, o.Total); err != nil {
		p.t.Fatal(err)
	}
	p.see(ends)
}

// TestPoints: what is set aside is spent when the rest is paid and goes back when
// it is not; also when nobody answers for a while, and across restarts.
func TestPoints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pad := &pad{authorize: approve}
		p := &pointShop{keeper: &keeper{}, mark: &bookmark{}}
		p.open(t, &brittle{}, pad)
		p.pay(p.orderWithPoints(), Approved)
		p.keeper.hears(t, "reserve /1", "commit /1")

		pad.authorize = func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error) {
			p.keeper.goAway(2)
			return pay.Answer{Decline: &pay.Decline{Code: "69"}}, nil
		}
		o := p.orderWithPoints()
		p.pay(o, Declined)
		p.keeper.hears(t, "reserve /1")
		time.Sleep(time.Minute)
		p.keeper.hears(t, "release /1")

		pad.authorize = func(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
			p.keeper.goAway(100)
			return approve(ctx, c, accept)
		}
		p.pay(o, Approved)
		p.keeper.hears(t, "reserve /2")
		p.end()
		p.keeper.goAway(0)
		p.open(t, p.journal, pad)
		time.Sleep(time.Minute)
		p.keeper.hears(t, "commit /2")
		p.end()
		p.open(t, p.journal, pad)
		time.Sleep(time.Hour)
		p.keeper.hears(t)
		if last, _ := p.journal.Last(); p.mark.at != last {
			t.Errorf("told up to %d of %d", p.mark.at, last)
		}
		p.end()
	})
}

// TestPointsNotKept: without anybody who keeps points, or without an answer,
// nothing is charged.
func TestPointsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		charged := &pad{authorize: func(context.Context, pay.Charge, pay.Accept) (pay.Answer, error) {
			t.Error("a charge went out")
			return pay.Answer{}, nil
		}}
		p := &pointShop{keeper: &keeper{away: 1}, mark: &bookmark{}}
		p.open(t, &brittle{}, charged)
		p.pay(p.orderWithPoints(), Failed)
		if v := p.View(); v.Fault == nil || !v.Fault.Is(FaultOwn) {
			t.Errorf("fault %v", v.Fault)
		}
		p.keeper.hears(t, "release /1") // it may have been reserved
		p.end()
	})
	inShop(t, &pad{}, func(s *shop) {
		p := pointShop{shop: s}
		p.pay(p.orderWithPoints(), Failed)
		if !slices.Contains(s.kinds(), "not-sent") {
			t.Errorf("facts %v", s.kinds())
		}
	})
}
