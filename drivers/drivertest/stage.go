package drivertest

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
)

// stage is the world of one scenario.
type stage struct {
	subject  Subject
	scenario scenario
	ctx      context.Context // of the pad and the shop, not of the agent
	diary    *diary
	pad      *sim.Pad
	cable    *cable
	book     *book
	runs     int

	mu    sync.Mutex // guards clerk, which accidents reach for
	clerk *clerk
}

// play lets a scenario happen and judges it.
func play(t *testing.T, s Subject, c scenario) (v verdict) {
	synctest.Test(t, func(t *testing.T) {
		if c.wait > 0 {
			time.Sleep(c.wait)
		}
		ctx, cancel := context.WithCancel(t.Context())
		g, err := newStage(ctx, s, c)
		if err != nil {
			t.Fatal(err)
		}
		var pad sync.WaitGroup
		pad.Go(func() {
			if err := g.pad.Run(ctx); err != nil {
				g.diary.fault("the simulated pad broke: %v", err)
			}
		})
		g.perform()
		v = g.diary.end(g.cable)
		cancel()
		time.Sleep(g.cable.closing()) // what is left behind must end, too
		pad.Wait()
		g.cable.pen.Wait()
	})
	return v
}

func newStage(ctx context.Context, s Subject, c scenario) (*stage, error) {
	script, err := s.Pad.Parse("approve\n" + c.script)
	if err != nil {
		return nil, err
	}
	g := &stage{subject: s, scenario: c, ctx: ctx, diary: &diary{began: time.Now()}}
	g.cable, g.book = &cable{stage: g}, &book{stage: g, disk: c.disk}
	place := c.place
	if place == nil {
		place = time.UTC
	}
	g.pad, err = sim.New(s.Pad, sim.Options{Script: script, Say: g.diary.write, Location: place})
	return g, err
}

// perform is the day at the kiosk: what the scenario is about, what has to be
// settled after it, and the next customer.
func (g *stage) perform() {
	g.boot()
	g.clerk.waitForPad()
	g.earlierCustomer()
	g.scenario.act(g)
	g.settle()
	g.expect()
	g.cable.calm()
	g.sleep(quiet)
	g.settle()
	g.judge()
	if !g.scenario.last {
		g.nextCustomer()
		g.judge()
	}
	g.shut()
	g.searchSecret()
}

// earlierCustomer fills the pad's memory, so that an empty one means that it was
// lost. The first payment of a pad's life has no such luck: if the pad then loses
// its memory, the payment looks like one that never was.
func (g *stage) earlierCustomer() {
	p := g.clerk.pay(g.book.next())
	if g.book.read(p).Status != pay.Approved {
		g.diary.fault("a payment that nothing hindered is %s", g.book.read(p).Status)
	}
}

// expect holds the payment against what the scenario promises.
func (g *stage) expect() {
	if want := g.scenario.want; want != "" {
		if p := g.book.read(g.book.payments[1]); p.Status != want || p.Recovered {
			g.diary.fault("the payment is %s (recovered %v), and nothing hindered it from being %s", p.Status, p.Recovered, want)
		}
	}
}

// quiet is how long the pad may still surprise us, with nobody asking.
const quiet = 3 * time.Minute

// sleep lets time pass while the agent runs; if it loses power meanwhile, it is
// started again.
func (g *stage) sleep(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// boot starts the agent.
func (g *stage) boot() {
	g.book.mend()
	g.runs++
	g.cable.hand(g.runs)
	c, err := newClerk(g, g.runs)
	if err != nil {
		g.diary.fault("the driver cannot be built: %v", err)
	}
	g.mu.Lock()
	g.clerk = c
	g.mu.Unlock()
	g.diary.note("the agent starts")
	c.start()
}

// shut ends the agent in good order.
func (g *stage) shut() {
	g.clerk.stop()
	g.cable.hand(0)
}

// settle brings every payment to an end, with as many starts of the agent as it
// takes.
func (g *stage) settle() {
	for range 10 {
		g.clerk.settle()
		if !g.clerk.gone() {
			return
		}
		g.restart()
	}
	g.diary.fault("the agent does not stay up")
}

// restart ends the agent in good order and starts it again.
func (g *stage) restart() {
	g.shut()
	g.diary.note("somebody starts the agent again")
	g.sleep(3 * time.Second)
	g.boot()
}

// kill takes the agent's power away: whatever it was doing, not a byte leaves it
// any more and nothing is written down.
func (g *stage) kill() {
	g.mu.Lock()
	c := g.clerk
	g.mu.Unlock()
	g.diary.note("the agent loses power")
	c.die()
	g.cable.hand(0)
	g.cable.cut(0)
	g.cable.pen.Go(func() { _ = c.driver.Close() }) // what a dead driver says nobody hears
}

// abort has somebody touch "cancel".
func (g *stage) abort() {
	g.mu.Lock()
	c := g.clerk
	g.mu.Unlock()
	g.cable.pen.Go(c.abort)
}

// restartPad switches the pad off and on.
func (g *stage) restartPad(forget bool) {
	g.cable.pen.Go(func() {
		if err := g.pad.Restart(g.ctx, forget); err != nil {
			g.diary.note("%v", err)
		}
	})
}

// nextCustomer pays, when what was planned for others has been used up.
func (g *stage) nextCustomer() {
	g.diary.note("the next customer")
	for range 20 {
		g.clerk.waitForPad()
		p := g.clerk.pay(g.book.next())
		g.settle()
		if g.book.read(p).Approval != nil {
			return
		}
		g.sleep(time.Minute)
	}
	g.diary.fault("no later customer could pay")
}
