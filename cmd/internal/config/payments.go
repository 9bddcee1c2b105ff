package config

import (
	"fmt"
	"net/url"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// Payments says how is paid. Amounts are whole minor units.
type Payments struct {
	// How long a payment may take. Whoever knows most decides first: the pad, which
	// waits for the customer and the VAN; then the agent, which asks the pad what
	// became of the money; the page last, which only says that it goes on.
	AgentLimit Duration `toml:"agent_limit" json:"agent_limit"`
	PageLimit  Duration `toml:"page_limit" json:"page_limit"`

	// Orders says who sets the amounts: the kiosk's own "catalogue", the operator's
	// "server", or the "app" on the screen, up to AppLimit for one order.
	Orders   string `toml:"orders" json:"orders"`
	AppLimit int    `toml:"app_limit" json:"app_limit"`

	// AppRefunds lets a web app take back a payment that it can describe in full.
	AppRefunds bool `toml:"app_refunds" json:"app_refunds"`

	// Orphans says what happens to an approval at the pad that no order asked
	// for: "refund" by itself, where the pad can, or "list" for the staff.
	Orphans string `toml:"orphans" json:"orphans"`

	// LatePhone says what happens to a payment by phone that turns out to be paid
	// when its customer has left: "refund" by itself, or "list" for the staff, who
	// give out what was ordered.
	LatePhone string `toml:"late_phone" json:"late_phone"`

	// SignatureFrom is the smallest amount that the pad takes a signature for, 0
	// for never.
	SignatureFrom int `toml:"signature_from" json:"signature_from"`

	// InstalmentsFrom is the smallest amount that may be paid in months, and
	// InstalmentMonths which numbers of months are offered; none for no instalments.
	InstalmentsFrom  int   `toml:"instalments_from" json:"instalments_from"`
	InstalmentMonths []int `toml:"instalment_months" json:"instalment_months"`
}

// Stock is the shop's server that is asked before each sale; the word hq instead
// of a URL stands for HQ. Without either nobody is asked.
type Stock struct {
	URL        string `toml:"url" json:"url"`
	Offline    string `toml:"offline" json:"offline"` // "sell" or "refuse" when it does not answer
	DeadlineMS int    `toml:"deadline_ms" json:"deadline_ms"`
}

// Own is the server that keeps the shop's own points and coupons, by which orders
// may have been lowered; the word hq instead of a URL stands for HQ.
type Own struct {
	URL string `toml:"url" json:"url"`
}

// Controller is the machine that delivers the goods. With a token it may have
// money go back for what it could not deliver, so many times and so much a day.
type Controller struct {
	TokenFile    string `toml:"token_file" json:"token_file"`
	PerDay       int    `toml:"per_day" json:"per_day"`
	AmountPerDay int    `toml:"amount_per_day" json:"amount_per_day"`
}

// Staff are the shop's people, at the local API.
type Staff struct {
	TokenFile string `toml:"token_file" json:"token_file"`
}

// AskHQ is the stock.url or own.url that stands for HQ.
const AskHQ = "hq"

// Who sets the amounts of an order; see [Payments].
const (
	OrdersCatalogue = "catalogue"
	OrdersServer    = "server"
	OrdersApp       = "app"
)

const (
	orphansRefund = "refund"
	orphansList   = "list"
	offlineSell   = "sell"
	offlineRefuse = "refuse"
)

func (c Config) checkPayments() error {
	p := c.Payments
	if err := p.checkOrders(); err != nil {
		return err
	}
	if p.Orphans != orphansRefund && p.Orphans != orphansList {
		return fmt.Errorf("payments.orphans: %q is not %s or %s", p.Orphans, orphansRefund, orphansList)
	}
	if p.LatePhone != orphansRefund && p.LatePhone != orphansList {
		return fmt.Errorf("payments.late_phone: %q is not %s or %s", p.LatePhone, orphansRefund, orphansList)
	}
	if err := pay.Amount(p.SignatureFrom).Check(); err != nil {
		return fmt.Errorf("payments.signature_from: %w", err)
	}
	if err := c.Policy().Instalments.Check(); err != nil {
		return fmt.Errorf("payments.instalment_months or instalments_from: %w", err)
	}
	if err := c.Stock.check(); err != nil {
		return err
	}
	if c.Stock.URL == AskHQ && c.HQ.URL == "" {
		return fmt.Errorf("stock.url: HQ is to be asked, and hq.url names none")
	}
	if err := checkServer("own.url", c.Own.URL); err != nil {
		return err
	}
	if c.Own.URL == AskHQ && c.HQ.URL == "" {
		return fmt.Errorf("own.url: HQ keeps points and coupons, and hq.url names none")
	}
	return c.Controller.check()
}

func (p Payments) checkOrders() error {
	if err := pay.Amount(p.AppLimit).Check(); err != nil {
		return fmt.Errorf("payments.app_limit: %w", err)
	}
	switch p.Orders {
	case OrdersCatalogue, OrdersServer:
		return nil
	case OrdersApp:
		if p.AppLimit == 0 {
			return fmt.Errorf("payments.app_limit: with orders = %q, say the most that a page may ask for at once, in minor units", OrdersApp)
		}
		return nil
	}
	return fmt.Errorf("payments.orders: %q is not %s, %s or %s", p.Orders, OrdersCatalogue, OrdersServer, OrdersApp)
}

func (s Stock) check() error {
	if s.Offline != offlineSell && s.Offline != offlineRefuse {
		return fmt.Errorf("stock.offline: %q is not %s or %s", s.Offline, offlineSell, offlineRefuse)
	}
	if s.DeadlineMS < 100 || s.DeadlineMS > 30_000 {
		return fmt.Errorf("stock.deadline_ms: %d is not between 100 and 30000", s.DeadlineMS)
	}
	return checkServer("stock.url", s.URL)
}

// checkServer wants a URL, the word hq, or nothing.
func checkServer(setting, text string) error {
	if text == AskHQ {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || text != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%s: %q is no address of a server: write https://…", setting, text)
	}
	return nil
}

func (c Controller) check() error {
	if c.PerDay < 0 || pay.Amount(c.AmountPerDay).Check() != nil {
		return fmt.Errorf("controller.per_day, controller.amount_per_day: want 0 or more")
	}
	if c.TokenFile != "" && c.AmountPerDay == 0 {
		return fmt.Errorf("controller.amount_per_day: say how much may go back by itself in a day, in minor units")
	}
	return nil
}

// Policy returns what was decided, in the words of the agent.
func (c Config) Policy() agent.Policy {
	return agent.Policy{
		KeepOrphans:   c.Payments.Orphans == orphansList,
		KeepLatePhone: c.Payments.LatePhone == orphansList,
		RefuseOffline: c.Stock.Offline == offlineRefuse,
		Undelivered:   agent.Cap{Count: c.Controller.PerDay, Amount: pay.Amount(c.Controller.AmountPerDay)},
		Instalments:   agent.Instalments{From: pay.Amount(c.Payments.InstalmentsFrom), Months: c.Payments.InstalmentMonths},
		SignatureFrom: pay.Amount(c.Payments.SignatureFrom),
		AppOrders:     c.Payments.Orders == OrdersApp,
		AppLimit:      pay.Amount(c.Payments.AppLimit),
		AppRefunds:    c.Payments.AppRefunds,
	}
}

// Deadline is how long the shop's server has to answer.
func (s Stock) Deadline() time.Duration { return time.Duration(s.DeadlineMS) * time.Millisecond }
