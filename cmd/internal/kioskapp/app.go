package kioskapp

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"kioskd/agent"
	"kioskd/agent/command"
	"kioskd/agent/online"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/receipts"
	"kioskd/cmd/internal/traces"
	"kioskd/installer/update"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/ui"
	"kioskd/ui/apps"
	"kioskd/ui/storage"
)

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
