// Package hqapp is HQ as a program: the handler, the operator's pages, the
// machines' door and a store behind one port. kioskhq serves it, the demo runs it beside a kiosk, and
// tests run it on port 0 in a temporary folder.
package hqapp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"kioskd/cmd/internal/traces"
	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/webhook"
)

// App is an HQ that has its port and its store, and serves once [App.Run] is
// called.
type App struct {
	log     *slog.Logger
	store   Store
	handler *hq.Handler
	phones  *pg.Flow // nil without providers
	desk    *desk.Desk
	hooks   *webhook.Hooks
	server  *http.Server
	listen  net.Listener
	tls     bool
	updates updates
	drain   time.Duration
	numbers *numbers
	traces  *traces.Sender // nil without a collector
	close   func() error
}

// New opens the store and takes the port, so that what is wrong is said at
// once. Run or Close gives both free.
func New(c Config) (*App, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.TestMode {
		if err := CheckTestMode(c.Listen, c.Store); err != nil {
			return nil, err
		}
	}
	store, err := OpenStore(context.Background(), c.Store, c.Log)
	if err != nil {
		return nil, err
	}
	a, err := build(c, store)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return a, nil
}

// FirstLink returns the address at which the first admin comes in, or nothing
// when there are users.
func (a *App) FirstLink(ctx context.Context) (string, error) {
	code, err := a.desk.People.FirstLink(ctx)
	if code == "" || err != nil {
		return "", err
	}
	return a.desk.Link(code), nil
}

// Addr returns the address that HQ listens on.
func (a *App) Addr() string { return a.listen.Addr().String() }

// URL returns the address of the pages for a browser on this machine, also when
// HQ listens everywhere.
func (a *App) URL() string {
	at := a.listen.Addr().(*net.TCPAddr).AddrPort()
	if at.Addr().IsUnspecified() {
		at = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port())
	}
	if a.tls {
		return "https://" + at.String()
	}
	return "http://" + at.String()
}

// Handler returns the HQ inside.
func (a *App) Handler() *hq.Handler { return a.handler }

// Close gives the port and the store free. It may be called twice, and need not
// be after Run.
func (a *App) Close() error { return a.close() }

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
