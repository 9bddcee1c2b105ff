package kioskapp

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/drivers"
	"kioskd/drivers/desk"
)

// badPad is a driver that does what the test says.
type badPad struct {
	pay.Terminal
	run       func(context.Context) error
	authorize func(context.Context) (pay.Answer, error)
}

func (p *badPad) Run(ctx context.Context) error          { return p.run(ctx) }
func (p *badPad) Close() error                           { return nil }
func (p *badPad) Mark(context.Context) (pay.Mark, error) { return pay.Mark{Empty: true}, nil }
func (p *badPad) Authorize(ctx context.Context, _ pay.Charge, _ pay.Accept) (pay.Answer, error) {
	return p.authorize(ctx)
}

// TestBrokenCall: a driver that panics, or does not come back, costs the call.
func TestBrokenCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		leave := make(chan struct{})
		pad := &badPad{authorize: func(context.Context) (pay.Answer, error) { panic("9410091234567890") }}
		var log strings.Builder
		s := share(fitted(pad), slog.New(slog.NewTextHandler(&log, nil)))
		_, err := s.Authorize(ctx, pay.Charge{}, nil)
		if !errors.Is(err, desk.ErrFault) || pay.FateOf(err) != pay.Unknown {
			t.Errorf("a panic: %v, fate %s", err, pay.FateOf(err))
		}
		if said := log.String(); !strings.Contains(said, "broke") || strings.Contains(said, "9410") {
			t.Errorf("log: %s", said)
		}
		pad.authorize = func(context.Context) (pay.Answer, error) { <-leave; return pay.Answer{}, nil }
		began := time.Now()
		_, err = s.Authorize(ctx, pay.Charge{}, nil)
		if !errors.Is(err, errNoReturn) || pay.FateOf(err) != pay.Unknown || time.Since(began) != time.Minute+grace {
			t.Errorf("a driver that does not come back: %v after %v", err, time.Since(began))
		}
		hurry, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Mark(hurry); pay.FateOf(err) != pay.NotSent || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the next call: %v", err)
		}
		close(leave)
		synctest.Wait()
		if m, err := s.Mark(t.Context()); err != nil || !m.Empty {
			t.Errorf("once it is back: %+v, %v", m, err)
		}
	})
}

// TestBrokenDriver: a driver whose Run ends costs the cards and nothing else. The
// screen is served and says so, and the driver is started again.
func TestBrokenDriver(t *testing.T) {
	t.Parallel()
	var starts atomic.Int32
	healed := make(chan struct{})
	pad := &badPad{}
	driver := func(string) (drivers.Driver, error) {
		return drivers.Driver{New: func(o drivers.Options) (drivers.Pad, error) {
			pad.run = func(ctx context.Context) error {
				switch starts.Add(1) {
				case 1:
					return errors.New("it cannot go on")
				case 2:
					panic("broken")
				}
				o.Watcher.Link(pay.Link{Up: true, Pad: "a pad"})
				close(healed)
				<-ctx.Done()
				return nil
			}
			return pad, nil
		}}, nil
	}
	app := openWith(t, driver)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := app.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	v := awaitView(t, app, func(v agent.View) bool { return strings.Contains(v.Pad.Reason, "it cannot go on") })
	if v.Pad.Up || v.State != agent.Idle {
		t.Errorf("view %+v", v)
	}
	if r, err := http.Get(app.URL() + "api/v1/view"); err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("the screen: %v, %v", r, err)
	}
	o, err := app.Agent().Order(ctx, []agent.Pick{{Item: "item-1", Quantity: 1}}, "en")
	if err != nil {
		t.Error(err)
	}
	if _, err := app.Agent().Pay(ctx, o.Key, o.Total); !errors.Is(err, agent.FaultPad) {
		t.Errorf("a payment: %v", err)
	}
	<-healed
	awaitView(t, app, func(v agent.View) bool { return v.Pad.Up })
	cancel()
	running.Wait()
}

func openWith(t *testing.T, driver func(string) (drivers.Driver, error)) *App {
	t.Helper()
	c := config.Default()
	c.Data, c.Screen.Listen = t.TempDir(), "127.0.0.1:0"
	app, err := Open(Options{Config: c, Log: slog.New(slog.DiscardHandler), Driver: driver, Verify: func(context.Context, string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func awaitView(t *testing.T, a *App, is func(agent.View) bool) agent.View {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	v := a.Agent().View()
	for !is(v) {
		next, err := a.Agent().Wait(ctx, v.Seq)
		if err != nil {
			t.Fatalf("last view %+v: %v", v, err)
		}
		v = next
	}
	return v
}
