package kioskapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/agent"
	"kioskd/agent/command"
	"kioskd/agent/online"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/metrics"
	"kioskd/cmd/internal/portuse"
	"kioskd/cmd/internal/receipts"
	"kioskd/cmd/internal/traces"
	"kioskd/drivers"
	"kioskd/installer/update"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/ui"
	"kioskd/ui/apps"
	"kioskd/ui/launch"
	"kioskd/ui/storage"
)

// Options are what an App is opened with.
type Options struct {
	Config  config.Config
	Version string
	Log     *slog.Logger

	// Credentials is the folder of the credentials that systemd hands over, as in
	// the environment's CREDENTIALS_DIRECTORY; "" where there is none.
	Credentials string

	// Verify looks at the store before it is opened; see queue.Options.
	Verify func(ctx context.Context, path string) error

	// Driver finds the pad's driver by its name; nil means the list of all.
	Driver func(name string) (drivers.Driver, error)

	// Level, if not nil, is the level of Log, which settings may change.
	Level *slog.LevelVar

	// Bundle makes the support bundle that HQ asks for, and returns what HQ is told
	// of it; nil where nobody can.
	Bundle func(context.Context, *App) (any, error)

	// Installed is the version of the installed program, where this one is a newer
	// version beside it; "" where it is the installed one.
	Installed string

	// Watch is how long settings from HQ are watched before they are kept; 0 means a
	// minute.
	Watch time.Duration

	// Offline leaves screen and HQ alone: for commands typed while no agent runs.
	Offline bool
}

// App is a kiosk agent with everything it needs.
type App struct {
	*Books            // nil until they are open
	o                 Options
	journal           *timedJournal
	agent             *agent.Agent
	pad               *sharedPad
	receipts          *receipts.Receipts // nil without a printer
	token             string             // for HQ
	controller, staff string             // who may ask for what at the local API
	starter           string             // who may start the kiosk's browser
	uplink            *uplink.Uplink     // nil without HQ
	phones            *online.Phones     // nil without HQ
	keys              *keyring           // nil unless the kiosk has enrolled
	listener          net.Listener       // nil when offline
	numbers           *numbers           // for Prometheus
	traces            *traces.Sender     // nil without a collector
	server            *ui.Server
	door              *door
	begun             time.Time
	clock             *agent.Clock
	clockAfter        atomic.Uint64             // see clockMemory
	certified         atomic.Pointer[time.Time] // see noteCertificate
	changed           chan struct{}             // has an element when HQ should hear how the kiosk is
	days              days
	partners          *partners // the operator's own server or client

	file     config.Config     // what the kiosk's own file says
	settings *settings.Manager // nil where no key that signs them is known
	rules    atomic.Pointer[rules]
	apps     *apps.Shelf
	house    atomic.Pointer[house]
	errands  *errands
	offers   chan wire.Settings // the newest one that HQ has offered
	desk     *command.Desk      // nil without HQ
	locked   atomic.Bool        // by HQ
	mirror   *storage.Mirror    // of what web apps keep; nil without HQ

	updates    *update.Updater // nil where no key that signs them is known
	restarting sync.Once
	restarted  chan struct{} // closed by restarting

	hold    atomic.Pointer[agent.Fault] // a fork; see held
	alarmed string                      // epoch whose fork is recorded; of the goroutine that talks to HQ
}

// Open takes the data folder, so that no second agent can, and builds the app.
// What can be wrong without the journal is looked at before the journal is
// opened, and may be made.
func Open(o Options) (*App, error) {
	a := &App{o: o, begun: time.Now(), offers: make(chan wire.Settings, 1), restarted: make(chan struct{}), changed: make(chan struct{}, 1), numbers: newNumbers()}
	a.partners = &partners{app: a}
	made, err := HasJournal(o.Config.Data)
	if err == nil && !o.Offline {
		err = errors.Join(a.readTokens(), a.takePort(), a.takeMetricsPort())
	}
	if err == nil || made {
		err = errors.Join(err, a.openBooks()) // that another agent has it says more than a taken port
	}
	if err == nil {
		err = errors.Join(a.startClock(), a.openSettings(), a.buildAgent(), a.buildPad())
	}
	if err == nil && !o.Offline {
		err = errors.Join(a.openHouse(), a.buildReceipts(), a.buildUplink(), a.buildPartner(), a.buildScreen(), a.openUpdates())
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close frees the data folder and the screen's port. It may be called twice.
func (a *App) Close() error {
	var err error
	if a.door != nil {
		err = a.door.close()
	}
	if a.listener != nil {
		err = errors.Join(err, ignoreClosed(a.listener.Close()))
	}
	if a.numbers.listener != nil {
		err = errors.Join(err, ignoreClosed(a.numbers.listener.Close()))
	}
	if a.pad != nil {
		err = errors.Join(err, a.pad.Close())
	}
	if a.Books != nil {
		err = errors.Join(err, a.Books.Close())
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

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

// readTokens reads what this kiosk shares with HQ, with the machine that delivers
// its goods, and with the shop's people.
func (a *App) readTokens() (err error) {
	c := a.o.Config
	if c.HQ.URL != "" && c.HQ.TokenFile != "" {
		a.token, err = readToken("hq.token_file", c.HQ.TokenFile, "write the token that HQ holds for this kiosk into it")
	}
	if err == nil && c.Controller.TokenFile != "" {
		a.controller, err = readToken("controller.token_file", c.Controller.TokenFile, "write a secret into it that only the controller knows")
	}
	if err == nil && c.Staff.TokenFile != "" {
		a.staff, err = readToken("staff.token_file", c.Staff.TokenFile, "write a secret into it that only the staff know")
	}
	if err == nil && c.Screen.TokenFile != "" {
		a.starter, err = readToken("screen.token_file", c.Screen.TokenFile, "write a secret into it that only the user of the kiosk's browser may read")
	}
	return err
}

func readToken(setting, file, next string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w; %s", setting, err, next)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("%s: %s is empty; %s", setting, file, next)
	}
	return token, nil
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

// ScreenURL implements [Engineer]: the address that opens the screen once.
func (a *App) ScreenURL(context.Context) (string, error) {
	if a.server == nil {
		return "", ErrNotRunning
	}
	path, err := a.server.Launch()
	return "http://" + a.listener.Addr().String() + path, err
}

// URL returns the address of the local API, or "" when offline. A browser needs
// [App.ScreenURL].
func (a *App) URL() string {
	if a.listener == nil {
		return ""
	}
	return "http://" + a.listener.Addr().String() + "/"
}

// Agent returns the heart, for programs that hold the app in their own hands.
func (a *App) Agent() *agent.Agent { return a.agent }

// Run serves customers until ctx ends, then closes the app. Everything it
// started has ended when it returns.
func (a *App) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	lines, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	g.Go(func() error { return a.runPad(lines) })
	g.Go(func() error {
		defer hangUp() // the agent's last words to the pad and to HQ need them
		return a.agent.Run(ctx, a.pad)
	})
	if a.traces != nil {
		g.Go(func() error { a.traces.Run(lines); return nil }) // hears the agent's last word, too
	}
	g.Go(func() error { return a.tendClock(ctx) })
	g.Go(func() error { return watchNoise(ctx, a.padNoise, a.o.Log) })
	g.Go(func() error { return a.tendDays(ctx) })
	g.Go(func() error { return a.awaitRestart(ctx) })
	if a.updates != nil {
		g.Go(func() error { return a.updates.Run(ctx) })
	}
	if a.uplink != nil {
		g.Go(func() error { return a.uplink.Run(lines) })
		g.Go(func() error { return a.phones.Run(ctx) })
		g.Go(func() error { return a.desk.Run(ctx) })
		if a.keys != nil {
			g.Go(func() error { return a.keys.Run(ctx) })
		}
		g.Go(func() error { return a.tellChanges(ctx) })
	}
	if !a.o.Offline {
		g.Go(func() error { return a.runPartner(ctx) })
	}
	if a.numbers.listener != nil {
		g.Go(func() error { return metrics.Serve(ctx, a.numbers.listener, a.gather) })
	}
	if a.settings != nil {
		g.Go(func() error { return a.settings.Run(ctx) })
		g.Go(func() error { return a.takeOffers(ctx) })
	}
	g.Go(func() error { return a.tendHours(ctx) })
	if a.errands != nil {
		g.Go(func() error { return a.errands.run(ctx) })
	}
	if a.receipts != nil {
		g.Go(func() error { return a.runReceipts(ctx) })
	}
	if a.server != nil {
		g.Go(func() error { return a.server.Run(ctx) })
		g.Go(func() error { return a.runMirror(ctx) })
	}
	return errors.Join(g.Wait(), a.Close())
}

func (a *App) wireStatus() wire.Status {
	v, w := a.agent.View(), a.toHQ.Waiting()
	return wire.Status{
		At: time.Now(), State: string(v.State), Test: v.Test,
		Pad:     wire.Pad{Up: v.Pad.Up, Model: v.Pad.Pad, Reason: v.Pad.Reason},
		Waiting: wire.Waiting{Count: int(w.Count), Sum: w.Sum, Currency: string(a.agent.Catalogue().Currency), Oldest: w.Oldest},
		Journal: News(a.queue.Report()),
	}
}
