package kioskapp

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/link"
	"kioskd/drivers/ptyline"
	"kioskd/drivers/smartro/smartrosim"
	"kioskd/examples/thirdparty-server/shop"
	"kioskd/sync/thirdparty/reader"
)

// counterpart is a kiosk with a simulated pad, an operator's server, and a client
// at the other end of a serial line.
type counterpart struct {
	testing.TB
	*App
	ctx     context.Context
	line    *ptyline.Line
	shop    *shop.Shop
	client  *reader.Client
	results chan string // that the client has stored
	refused chan string // that the client was told

	mu    sync.Mutex // guards bills
	bills []reader.Item
}

// quick is the pace of customers and VAN: a thousandth.
const quick = 1e-3

// meet opens a kiosk in a mode. change may change its configuration.
func meet(t testing.TB, script, mode string, change func(*config.Config)) *counterpart {
	t.Helper()
	data := t.TempDir() // outlives what runs in it
	ctx, cancel := context.WithCancel(context.Background())
	c := &counterpart{TB: t, ctx: ctx, results: make(chan string, 100), refused: make(chan string, 100)}
	var running sync.WaitGroup
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	run := func(f func(context.Context) error) {
		running.Go(func() {
			if err := f(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	conf := c.far(run)
	conf.ThirdParty.Mode = mode
	var err error
	if c.line, err = ptyline.OpenAt(smartrosim.Kind, script, quick); err != nil {
		t.Fatal(err)
	}
	conf.Data, conf.Pad.Port, conf.Screen.Listen = data, c.line.Port(), "127.0.0.1:0"
	change(&conf)
	if err := conf.Check(); err != nil {
		t.Fatal(err)
	}
	if c.App, err = Open(Options{Config: conf, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	run(c.line.Run)
	run(c.App.Run)
	if err := c.AwaitPad(ctx); err != nil {
		t.Fatal(err)
	}
	c.see(agent.Idle)
	return c
}

// far builds the server, and the client with its line.
func (c *counterpart) far(run func(func(context.Context) error)) config.Config {
	var err error
	if c.shop, err = shop.New(filepath.Join(c.TempDir(), "payments.jsonl"), ""); err != nil {
		c.Fatal(err)
	}
	web := httptest.NewServer(c.shop)
	c.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		if err := c.shop.Close(); err != nil {
			c.Error(err)
		}
	})
	cable, err := ptyline.Join()
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		if err := cable.Close(); err != nil {
			c.Error(err)
		}
	})
	conf, ports := config.Default(), cable.Ports()
	conf.ThirdParty.URL, conf.ThirdParty.Port = web.URL, ports[0]
	opener, err := link.Parse(ports[1])
	if err != nil {
		c.Fatal(err)
	}
	c.client, err = reader.NewClient(reader.ClientOptions{
		Opener: opener, Items: c.items, Store: c.store, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Refused: func(key, reason string) { c.refused <- key + ": " + reason },
	})
	if err != nil {
		c.Fatal(err)
	}
	run(c.client.Run)
	return conf
}

func (c *counterpart) items(context.Context) ([]reader.Item, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]reader.Item(nil), c.bills...), nil
}

func (c *counterpart) store(_ context.Context, r reader.Result) error {
	c.results <- r.PaymentKey + " " + r.Status
	return nil
}

// bill puts something to pay on both lists.
func (c *counterpart) bill(key string) {
	c.shop.Add(shop.Bill{PaymentKey: key, Name: "Consultation", Amount: 15_000})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bills = append(c.bills, reader.Item{PaymentKey: key, Name: "Consultation", Amount: 15_000})
}

// see waits until the screen shows a state.
func (c *counterpart) see(want agent.State) agent.View {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, 30*time.Second)
	defer cancel()
	if err := awaitState(ctx, c.agent, want); err != nil {
		c.Fatalf("the screen shows %s, want %s: %v", c.agent.View().State, want, err)
	}
	return c.agent.View()
}

func (c *counterpart) hear(from <-chan string) string {
	c.Helper()
	select {
	case s := <-from:
		return s
	case <-time.After(30 * time.Second):
		c.Fatal("nothing was heard")
		return ""
	}
}

// dismiss takes the result off the screen.
func (c *counterpart) dismiss() {
	c.Helper()
	if err := c.agent.Dismiss(c.ctx, c.agent.View().Payment.Key); err != nil {
		c.Fatal(err)
	}
}

// leave takes it off where nothing comes next.
func (c *counterpart) leave() {
	c.Helper()
	c.dismiss()
	c.see(agent.Idle)
}

// subscribed waits until the server's pushes reach the kiosk.
func (c *counterpart) subscribed() {
	c.Helper()
	c.until("the kiosk listens", func() bool { return c.shop.Watchers() > 0 })
}

// until looks again and again until a wish is true: a server has nothing to wait on.
func (c *counterpart) until(what string, wish func() bool) {
	c.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(30 * time.Second); !wish(); {
		select {
		case <-tick.C:
		case <-end:
			c.Fatalf("it never came true that %s", what)
		}
	}
}
