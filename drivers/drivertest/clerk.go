package drivertest

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
)

// clerk is one run of the agent: a driver, and what the agent does with it. Its
// methods belong to the scenario's goroutine, except where they say otherwise.
type clerk struct {
	stage  *stage
	driver drivers.Pad
	ctx    context.Context // ends with the power
	cut    context.CancelCauseFunc
	ended  chan struct{} // closed when the driver's Run has returned

	buyer    bool // the payment company wants to know who pays
	attended bool // somebody stands at the pad when something is taken back

	mu      sync.Mutex // guards what is below
	up      bool
	broken  bool        // nothing can be written down: no more sales
	inCall  bool        // a call that moves money runs
	unsaved []pay.Offer // offers of this call that could not be written down
}

func newClerk(g *stage, run int) (*clerk, error) {
	c := &clerk{stage: g, ended: make(chan struct{})}
	c.ctx, c.cut = context.WithCancelCause(g.ctx)
	o := g.subject.Options
	o.Link, o.Watcher, o.Location = g.cable.opener(run), c, time.UTC
	o.Log = slog.New(slog.NewTextHandler(g.diary, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	c.driver, err = g.subject.Driver.New(o)
	return c, err
}

func (c *clerk) start() {
	go func() {
		defer close(c.ended)
		if err := c.driver.Run(c.ctx); err != nil {
			c.stage.diary.fault("Run ended with %v", err)
		}
	}()
}

// stop ends the run in good order; the driver must end all that it began.
func (c *clerk) stop() {
	began := time.Now()
	if err := c.driver.Close(); err != nil {
		c.stage.diary.fault("Close: %v", err)
	}
	<-c.ended
	c.cut(errPower)
	if took := time.Since(began); took > time.Minute {
		c.stage.diary.fault("closing took %v", took)
	}
}

// die ends the run in bad order. Any goroutine may call it.
func (c *clerk) die() { c.cut(errPower) }

// dead reports that the run is over. Any goroutine may call it.
func (c *clerk) dead() bool { return c.ctx.Err() != nil }

// breakDown notes that the book cannot be written. Any goroutine may call it.
func (c *clerk) breakDown() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = true
}

// gone reports that this run can do no more: it is dead, or cannot write.
func (c *clerk) gone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.broken || c.dead()
}

// Link is called by the driver.
func (c *clerk) Link(l pay.Link) {
	c.stage.diary.note("link: up %v %s%s", l.Up, l.Pad, l.Reason)
	if l.Up == (l.Reason != "") {
		c.stage.diary.fault("a link that is up=%v with the reason %q", l.Up, l.Reason)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up = l.Up
}

// Progress is called by the driver.
func (c *clerk) Progress(p pay.Progress) { c.stage.diary.note("progress: %s", p) }

// absence is how long a pad may be away: longer than any VAN of the scripts takes.
const absence = 15 * time.Minute

// waitForPad waits until the pad is there.
func (c *clerk) waitForPad() {
	for end := time.Now().Add(absence); time.Now().Before(end); time.Sleep(250 * time.Millisecond) {
		c.mu.Lock()
		up := c.up
		c.mu.Unlock()
		if up || c.gone() {
			return
		}
	}
	c.stage.diary.fault("the pad does not come back")
}

// call makes one call to the driver, and holds it to its time and to the words of
// its error.
func (c *clerk) call(what string, money bool, do func(context.Context) error) error {
	c.calling(money)
	defer c.calling(false)
	limit := c.stage.subject.Limit + c.stage.book.disk.slow
	ctx, cancel := context.WithTimeout(c.ctx, 2*limit)
	defer cancel()
	began := time.Now()
	err := do(ctx)
	c.mustStayUnconfirmed()
	if took := time.Since(began); took > limit {
		c.stage.diary.fault("%s took %v, more than %v", what, took.Round(time.Second), limit)
	}
	var known *pay.Error
	if err != nil && !errors.As(err, &known) {
		c.stage.diary.fault("%s: the error %q does not say what became of the money", what, err)
	}
	if err != nil {
		c.stage.diary.note("%s: %v", what, err)
	}
	return err
}

func (c *clerk) calling(money bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inCall = money
}

// ask makes a call that never moves money.
func (c *clerk) ask(what string, do func(context.Context) error) error {
	err := c.call(what, false, do)
	if err != nil && pay.FateOf(err) != pay.NotSent {
		c.stage.diary.fault("%s moves no money, and its error says %s: %v", what, pay.FateOf(err), err)
	}
	return err
}

// abort asks the pad to stop. Any goroutine may call it.
func (c *clerk) abort() {
	ctx, cancel := context.WithTimeout(c.ctx, c.stage.subject.Limit)
	defer cancel()
	c.stage.diary.note("abort: %v", c.driver.Abort(ctx))
}
