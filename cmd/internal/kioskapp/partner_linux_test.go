package kioskapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
)

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
