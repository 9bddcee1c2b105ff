package demoapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/padapp"
	"kioskd/cmd/internal/version"
	providers "kioskd/sync/hq/pg/config"
)

// Options are what a demo is made of. The zero value takes free ports and a pad
// that approves everything.
type Options struct {
	Folder string // for everything it keeps
	Driver string // smartro (the default) or zvt
	Screen string // address of the screen, "" for a free port
	HQ     string // address of HQ, "" for a free port

	// App is a web app that customers meet: a folder or a zip file, or the address of
	// its first page on another server. Its pages set the amounts.
	App string

	// Providers are those of payments by phone; nil for none.
	Providers *providers.File

	// Phones has customers pay by phone, too: at simulated providers, with a simulated
	// phone. It stands in the place of Providers.
	Phones bool

	// Line, if not nil, gets HQ's address and returns the one that the kiosk dials.
	Line func(hq string) string

	// Traces is the address of a collector of OpenTelemetry, "" for none.
	Traces string

	Script   string       // what the pad does; empty approves everything
	Pace     float64      // of the simulated customer and VAN; 0 means 1
	Dialogue func(string) // hears the pad's dialogue in words; may be nil

	Log *slog.Logger
}

// Demo is a kiosk, its pad and its HQ, ready to run.
type Demo struct {
	Kiosk *kioskapp.App
	Pad   *padapp.App
	HQ    *hqapp.App
	ID    string // of the kiosk at HQ
	Phone *Phone // nil without [Options.Phones]

	plugged context.Context // ends when the pad is pulled for good
	pull    context.CancelFunc
}

// Open builds all three.
func Open(o Options) (*Demo, error) {
	c, err := Shop(o.Driver)
	if err != nil {
		return nil, fmt.Errorf("the demo's shop: %w", err)
	}
	o.Driver = c.Pad.Driver
	d := &Demo{ID: c.Kiosk.ID}
	d.plugged, d.pull = context.WithCancel(context.Background())
	if err := d.openPad(o); err != nil {
		return nil, err
	}
	token := rand.Text()
	err = d.openHQ(o, c, token)
	if err == nil {
		err = d.openKiosk(o, c, token)
	}
	if err == nil && d.Phone != nil {
		err = d.Phone.meet(d)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Demo) openPad(o Options) (err error) {
	listen := "pty:" + filepath.Join(o.Folder, "pad")
	if runtime.GOOS == "windows" {
		listen = "tcp://127.0.0.1:0"
	}
	d.Pad, err = padapp.New(padapp.Config{Driver: o.Driver, Listen: listen, Script: o.Script, Pace: o.Pace, Say: o.Dialogue})
	if err == nil {
		err = d.Pad.Listen()
	}
	if err != nil {
		return fmt.Errorf("the demo's pad: %w", err)
	}
	return nil
}

// openHQ takes HQ's port before anything else: it stands in the codes that phones read.
func (d *Demo) openHQ(o Options, c config.Config, token string) error {
	port, err := takeOrFree(o.HQ)
	if err != nil {
		return fmt.Errorf("the demo's HQ: %w", err)
	}
	if o.Phones {
		d.Phone, o.Providers, err = newPhone(o.Folder, port.Addr().String(), c.Catalogue.Currency)
	}
	if err == nil {
		d.HQ, err = newHQ(o, port, hqapp.Tokens{d.ID: token})
	}
	if err != nil {
		_ = port.Close() // HQ may have closed it
		return fmt.Errorf("the demo's HQ: %w", err)
	}
	return nil
}

func newHQ(o Options, port net.Listener, tokens hqapp.Tokens) (*hqapp.App, error) {
	folder := filepath.Join(o.Folder, "hq")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	store := "sqlite:" + filepath.Join(folder, "hq.db")
	key, err := hqapp.TokenKey(store, "", rand.Reader)
	if err != nil {
		return nil, err
	}
	return hqapp.New(hqapp.Config{Taken: port, Store: store, Tokens: tokens, TokenKey: key, Providers: o.Providers, Traces: o.Traces, Log: o.Log})
}

func (d *Demo) openKiosk(o Options, c config.Config, token string) (err error) {
	c.Data = filepath.Join(o.Folder, "kiosk")
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	hq := d.HQ.Addr()
	if o.Line != nil {
		hq = o.Line(hq)
	}
	c.HQ = config.HQ{URL: "ws://" + hq + "/sync", TokenFile: filepath.Join(o.Folder, "token"), Storage: true}
	if err := os.WriteFile(c.HQ.TokenFile, []byte(token), 0o600); err != nil {
		return err
	}
	c.Screen.Listen, c.Traces.Collector = freeIfTaken(o.Screen), o.Traces
	c.Pad.Port = d.Pad.Address()
	site, err := o.site()
	if err != nil {
		return err
	}
	if site != nil {
		c.Screen.App, c.Screen.AppURL, c.Screen.Access = appName, o.App, []string{site.Host}
	}
	if err := c.Check(); err != nil {
		return err
	}
	if o.App != "" {
		c.Payments.Orders, c.Payments.AppLimit, c.Payments.AppRefunds = config.OrdersApp, appLimit, true
	}
	d.Kiosk, err = kioskapp.Open(kioskapp.Options{Config: c, Version: version.String(), Log: o.Log})
	if err == nil && o.App != "" && site == nil {
		err = d.Kiosk.MountApp(appName, o.App)
	}
	return err
}

// appName is what the web app is called: it is reached as http://app.localhost.
const appName = "app"

// site returns the address of a web app that another server serves, nil where the
// app is a folder or a file.
func (o Options) site() (*url.URL, error) {
	if !strings.HasPrefix(o.App, "http://") && !strings.HasPrefix(o.App, "https://") {
		return nil, nil
	}
	return url.Parse(o.App)
}

// appLimit is the most that the demo's web app may ask for at once, in minor units.
const appLimit = 1_000_000

// takeOrFree takes the address, or any free port of this machine where it is taken
// or not given.
func takeOrFree(address string) (net.Listener, error) {
	if address != "" {
		if l, err := net.Listen("tcp", address); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// freeIfTaken is the same for somebody who takes the port later.
func freeIfTaken(address string) string {
	const free = "127.0.0.1:0"
	if address == "" {
		return free
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return free
	}
	if err := l.Close(); err != nil {
		return free
	}
	return address
}

// Close frees everything. It may be called twice.
func (d *Demo) Close() error {
	var err error
	if d.Kiosk != nil {
		err = d.Kiosk.Close()
	}
	if d.Phone != nil {
		err = errors.Join(err, d.Phone.close())
	}
	if d.HQ != nil {
		err = errors.Join(err, d.HQ.Close())
	}
	if d.Pad != nil {
		err = errors.Join(err, d.Pad.Close())
	}
	return err
}

// PullPad takes the pad away for the rest of the demo.
func (d *Demo) PullPad() { d.pull() }

func (d *Demo) runPad(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(d.plugged, stop)()
	return d.Pad.Run(ctx)
}

// Run serves until ctx ends. The kiosk stops first, so that its pad is there to
// the last.
func (d *Demo) Run(ctx context.Context) error {
	behind, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g, behind := errgroup.WithContext(behind)
	g.Go(func() error { return d.runPad(behind) })
	g.Go(func() error { return d.HQ.Run(behind) })
	if d.Phone != nil {
		g.Go(func() error { return d.Phone.run(behind) })
	}
	front, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { <-behind.Done(); cancel() }()
	err := d.Kiosk.Run(front)
	stop()
	return errors.Join(err, g.Wait())
}
