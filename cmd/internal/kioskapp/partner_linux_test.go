package kioskapp

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/link"
	"kioskd/drivers/ptyline"
	"kioskd/drivers/smartro/smartrosim"
	"kioskd/examples/thirdparty-server/shop"
	"kioskd/sync/thirdparty/reader"
	"kioskd/ui"
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

// TestAnnouncedDuringAPayment: as the setting says, it waits its turn behind the
// payment that runs and behind its result, or is refused; it never disturbs.
func TestAnnouncedDuringAPayment(t *testing.T) {
	for busy, want := range map[string]string{"queue": "", "refuse": "another payment is running"} {
		t.Run(busy, func(t *testing.T) {
			t.Parallel()
			c := meet(t, "card-wait=500s van=0s\n", config.ModeTerminal, func(c *config.Config) {
				c.ThirdParty.Ways, c.ThirdParty.Busy = []string{"websocket"}, busy
			})
			c.bill("bill-0001")
			c.bill("bill-0002")
			c.subscribed()
			c.shop.Push("bill-0001")
			c.see(agent.Authorizing)
			c.shop.Push("bill-0002")
			if v := c.see(agent.Approved); v.Payment.Key != "bill-0001" {
				t.Errorf("%s was disturbed", v.Payment.Key)
			}
			c.dismiss()
			if want == "" {
				c.see(agent.Authorizing)
				if v := c.see(agent.Approved); v.Payment.Key != "bill-0002" {
					t.Errorf("%s came next", v.Payment.Key)
				}
				return
			}
			if s := c.partnerState(); !strings.Contains(s.Refused, want) || !strings.Contains(s.Refused, "bill-0002") {
				t.Errorf("refused: %q", s.Refused)
			}
			if p, err := c.agent.Payment(c.ctx, "bill-0002"); err != nil || p.Status != pay.Ordered {
				t.Errorf("the refused one is %s, %v", p.Status, err)
			}
		})
	}
}

// TestModes: what belongs to the other mode is refused, with a reason.
func TestModes(t *testing.T) {
	t.Run("reader", func(t *testing.T) {
		t.Parallel()
		c := meet(t, "", config.ModeReader, func(c *config.Config) { c.Payments.Orders = config.OrdersServer })
		wish := agent.AppOrder{Key: "page-0001", Split: pay.Split{Supply: 100}}
		if _, err := (counter{c.agent, nil, c.inReaderMode}).OrderByApp(c.ctx, wish); !errors.Is(err, agent.FaultMode) {
			t.Errorf("a page's payment: %v", err)
		}
		args := json.RawMessage(`{"key":"hq-000001","lines":[{"name":"x","price":1,"quantity":1,"tax":"taxed"}]}`)
		if _, err := c.requestPayment(c.ctx, args); !errors.Is(err, agent.FaultMode) {
			t.Errorf("HQ's payment: %v", err)
		}
		if c.shop.Watchers() != 0 {
			t.Error("the server was asked as well")
		}
		c.bill("bill-0001")
		if err := c.client.Start(c.ctx, "bill-0001"); err != nil {
			t.Fatal(err)
		}
		if got := c.hear(c.results); got != "bill-0001 approved" {
			t.Errorf("the client stored %q", got)
		}
	})
	t.Run("terminal", func(t *testing.T) {
		t.Parallel()
		c := meet(t, "", config.ModeTerminal, func(*config.Config) {})
		c.bill("bill-0001")
		if err := c.client.Start(c.ctx, "bill-0001"); err != nil {
			t.Fatal(err)
		}
		if got := c.hear(c.refused); got != "bill-0001: this kiosk is in terminal mode: its payments are begun by a server" {
			t.Errorf("the client heard %q", got)
		}
		if c.agent.View().State != agent.Idle {
			t.Error("a payment has begun")
		}
	})
}

// TestReaderMode: a decline is told as well, a new attempt is the customer's, and a
// listing comes from the client.
func TestReaderMode(t *testing.T) {
	c := meet(t, "decline 6B\n", config.ModeReader, func(c *config.Config) { c.Payments.Orders = config.OrdersServer })
	c.bill("bill-0001")
	list, err := c.agent.Listing(c.ctx)
	if err != nil || len(list.Items) != 1 || list.Items[0].ID != "bill-0001" {
		t.Fatalf("listed %+v, %v", list, err)
	}
	if err := c.client.Start(c.ctx, "bill-0001"); err != nil {
		t.Fatal(err)
	}
	if got := c.hear(c.results); got != "bill-0001 declined" {
		t.Errorf("the client stored %q", got)
	}
	if err := c.client.Start(c.ctx, "bill-0001"); err != nil { // it may not begin again by itself
		t.Fatal(err)
	}
	if err := c.client.Start(c.ctx, "bill-0404"); err != nil {
		t.Fatal(err)
	}
	if got := c.hear(c.refused); !strings.Contains(got, "no payment item has this key") {
		t.Errorf("the client heard %q", got)
	}
	if c.agent.View().State != agent.Declined {
		t.Errorf("the screen shows %s", c.agent.View().State)
	}
	if _, err := c.agent.Pay(c.ctx, "bill-0001", 15_000); err != nil {
		t.Fatal(err)
	}
	if got := c.hear(c.results); got != "bill-0001 approved" {
		t.Errorf("the client stored %q", got)
	}
}

// TestPartnerSettings: settings put another partner in the place of the first, and
// take it away again; what waits is told to the one that comes.
func TestPartnerSettings(t *testing.T) {
	c := meet(t, "", "", func(*config.Config) {})
	part, url := partnerPart{c.App}, c.o.Config.ThirdParty.URL
	doc := settings.Document{ThirdParty: &settings.ThirdParty{Mode: config.ModeTerminal, URL: url, Ways: []string{"events"}}}
	if err := errors.Join(shopPart{c.App}.Check(c.ctx, doc), part.Check(c.ctx, doc), part.Apply(c.ctx, doc)); err != nil {
		t.Fatal(err)
	}
	c.bill("bill-0001")
	c.subscribed()
	c.shop.Push("bill-0001")
	c.see(agent.Approved)
	c.leave()
	if err := part.Healthy(c.ctx); err != nil {
		t.Error(err)
	}
	doc.ThirdParty.URL = "http://127.0.0.1:1"
	if err := part.Apply(c.ctx, doc); err != nil {
		t.Fatal(err)
	}
	c.until("nobody is found at another address", func() bool { return part.Healthy(c.ctx) != nil })
	if err := part.Apply(c.ctx, settings.Document{}); err != nil || c.partnerState() != nil {
		t.Errorf("%v, and there is still %+v", err, c.partnerState())
	}
	doc.ThirdParty.Mode = "both"
	if err := (shopPart{c.App}).Check(c.ctx, doc); err == nil {
		t.Error("a mode that is none was taken")
	}
}

// TestPartnerSecret: a secret is kept sealed, and shown nowhere.
func TestPartnerSecret(t *testing.T) {
	c := meet(t, "", "", func(*config.Config) {})
	sign := settings.ThirdPartySignIn{Kind: "token"}
	if _, err := c.partnerSecret(sign); err == nil || !strings.Contains(err.Error(), "kioskd thirdparty secret") {
		t.Errorf("without a secret: %v", err)
	}
	if err := c.PutSecret(c.ctx, " open-sesame\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := c.partnerSecret(sign); got != "open-sesame" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	sealed, err := filepath.Glob(filepath.Join(c.folder, "vault", inVaultSecret+"*"))
	if err != nil || len(sealed) != 1 {
		t.Fatalf("%v, %v", sealed, err)
	}
	if text := readFile(t, sealed[0]); strings.Contains(text, "sesame") {
		t.Error("the secret lies open on the disk")
	}
	var doc settings.Document
	if doc, err = settings.Parse([]byte(`{"version":1,"for":["*"],"thirdparty":{"mode":"terminal","sign_in":{"kind":"token","secret":"open-sesame"}}}`)); err != nil {
		t.Fatal(err)
	}
	if got, err := c.partnerSecret(doc.ThirdParty.SignIn); got != "open-sesame" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	whole := withDocument(c.o.Config, doc)
	text, err := whole.Write()
	shown, jsonErr := json.Marshal(whole)
	if said := fmt.Sprintf("%v %+v %#v %s %s", doc.ThirdParty.SignIn, doc, *doc.ThirdParty, text, shown); strings.Contains(said, "sesame") || err != nil || jsonErr != nil {
		t.Errorf("the secret is shown, %v, %v: %s", err, jsonErr, said)
	}
	for _, bad := range []string{"", " \n", strings.Repeat("x", maxSecret+1)} {
		if err := c.PutSecret(c.ctx, bad); err == nil {
			t.Errorf("a secret of %d bytes was taken", len(bad))
		}
	}
}

var _ ui.Agent = counter{}

// BenchmarkPushToPad is the time from a server's push, or a client's frame, to the
// first byte that the card pad hears of the payment: the first byte of the question
// for the pad's mark, which goes before every charge.
func BenchmarkPushToPad(b *testing.B) {
	for _, way := range []string{"websocket", "events", "poll", "serial"} {
		b.Run(way, func(b *testing.B) { benchmarkPush(b, way) })
	}
}

func benchmarkPush(b *testing.B, way string) {
	mode, orders := config.ModeTerminal, config.OrdersCatalogue
	if way == "serial" {
		mode, orders = config.ModeReader, config.OrdersServer
	}
	c := meet(b, "", mode, func(c *config.Config) {
		c.Payments.Orders, c.ThirdParty.Ways = orders, []string{way}
		if mode == config.ModeReader {
			c.ThirdParty.Ways = nil
		}
	})
	if way == "websocket" || way == "events" {
		c.subscribed()
	}
	var all []time.Duration
	for b.Loop() {
		key := fmt.Sprintf("bill-%06d", len(all))
		if way == "poll" { // bills are written at any time between two polls
			time.Sleep(mathrand.N(time.Second))
		}
		next := c.line.Next()
		begun := time.Now()
		c.announce(way, key)
		all = append(all, (<-next).Sub(begun))
		c.see(agent.Approved)
		c.leave()
	}
	report(b, all)
}

// announce has the payment of a key begin.
func (c *counterpart) announce(way, key string) {
	c.bill(key)
	switch way {
	case "websocket", "events":
		c.shop.Push(key)
	case "serial":
		if err := c.client.Start(c.ctx, key); err != nil {
			c.Fatal(err)
		}
	}
}
