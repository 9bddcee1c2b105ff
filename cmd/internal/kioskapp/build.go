package kioskapp

import (
	"crypto/rand"
	"fmt"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/portuse"
	"kioskd/sync/uplink"
	"kioskd/ui"
	"kioskd/ui/launch"
)

func (a *App) openBooks() (err error) {
	if a.Books, err = openBooks(a.o); err != nil {
		return err
	}
	a.journal = &timedJournal{Queue: a.queue, numbers: a.numbers, told: a.trace}
	return a.openTraces()
}

func (a *App) buildAgent() error {
	mark, err := a.queue.Cursor(cursorAgent)
	if err != nil {
		return err
	}
	limits, atPad := agent.DefaultDeadlines, a.o.Config.Payments.AgentLimit.Time()
	limits.Ask, limits.Charge, limits.Void = a.o.Config.Stock.Deadline(), atPad, atPad
	options := agent.Options{
		Journal: a.journal, Bookmark: mark,
		Catalogue: a.o.Config.Catalogue, Store: a.o.Config.Store.Slip(),
		Policy: a.o.Config.Policy(), Deadlines: limits,
		Clock: a.clock, Test: a.o.Config.TestMode, Rand: rand.Reader, Log: a.o.Log,
		Hold: a.held, Gaps: a.gaps, Count: a.count,
	}
	if err := a.buildPhones(&options); err != nil {
		return err
	}
	options.Asker = a.shopServer()
	if a.o.Config.Payments.Orders == config.OrdersServer && !a.o.Offline {
		options.Bills = a.partners
	}
	if options.Keeper = a.ownKeeper(); options.Keeper != nil {
		if options.KeeperMark, err = openKeeperMark(a.vault); err != nil {
			return err
		}
	}
	a.agent, err = agent.New(options)
	return err
}

func (a *App) buildPad() error {
	f, err := a.fit(a.o.Config)
	if err == nil {
		a.pad = share(f, a.o.Log)
	}
	return err
}

func (a *App) buildUplink() (err error) {
	c := a.o.Config.HQ
	if c.URL == "" {
		return nil
	}
	sign, err := a.signIn()
	if err == nil {
		err = a.openDesk()
	}
	if err != nil {
		return err
	}
	trust, err := trust(c.CAFile, a.certTime, a.noteCertificate)
	if err != nil {
		return err
	}
	a.uplink, err = uplink.New(uplink.Options{
		URL: c.URL, Spare: c.Spare, Kiosk: a.o.Config.Kiosk.ID, Token: a.token, Sign: sign,
		TLS: trust, Metered: c.Metered, Rate: c.Rate, Orders: orders{a}, Changed: a.changed,
		Run: rand.Text(), Agent: a.o.Version, Source: uplink.FromQueue(a.queue, a.toHQ), Status: a.wireStatus, Forked: a.forked, Log: a.o.Log,
		Clock: a.wireClock, Heard: a.heardHQ, News: a.phones.News, Linked: a.phones.Linked,
	})
	return err
}

func (a *App) takePort() (err error) {
	if a.listener, err = ui.Listen(a.o.Config.Screen.Listen); err != nil {
		return portuse.Explain(fmt.Errorf("screen.listen: %w", err), a.o.Config.Screen.Listen, "screen.listen")
	}
	return nil
}

func (a *App) buildScreen() (err error) {
	if a.door, err = openDoor(a.o.Config.Data, a.listener.Addr().String()); err != nil {
		return err
	}
	launches, err := launch.Open(launch.Options{Keep: a.vault, Reusable: a.o.Config.TestMode})
	if err != nil {
		return err
	}
	a.server, err = ui.New(ui.Options{
		House: a.pages, Backstage: backstage{a}, Door: a.staffDoor, Storage: a.storage(), Apps: webApps{a.apps, a.house.Load},
		Agent: counter{a.agent, a.receipts, a.inReaderMode}, Paper: a.paper(), About: a.about(), Tokens: a.tokens(), Listener: a.listener, Control: Control(a, a.door.token), Controller: a.controller, Staff: a.staff,
		Starter: a.starter, Launches: launches,
		PageLimit: a.o.Config.Payments.PageLimit.Time(), Log: a.o.Log,
	})
	return err
}
