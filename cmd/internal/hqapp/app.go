// Package hqapp is HQ as a program: the handler, the operator's pages, the
// machines' door and a store behind one port. kioskhq serves it, the demo runs it beside a kiosk, and
// tests run it on port 0 in a temporary folder.
package hqapp

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"kioskd/cmd/internal/portuse"
	"kioskd/cmd/internal/traces"
	"kioskd/sync/hq"
	"kioskd/sync/hq/bills"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/rest"
	"kioskd/sync/hq/web"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/hq/webtoken"
)

// Config is what an HQ needs to know.
type Config struct {
	Listen string       // address, as in 127.0.0.1:8500; port 0 takes a free one
	Taken  net.Listener // in the place of Listen: a port that the caller has taken already
	Store  string       // sqlite:PATH, postgres://… or memory:
	Tokens Tokens

	// SettingsKey is the public key that signs settings; kiosks that enrol keep it.
	SettingsKey ed25519.PublicKey

	// Name, TokenKey and Issuers are about the tokens of web apps; see [hq.Options].
	Name     string
	TokenKey ed25519.PrivateKey
	Issuers  []webtoken.Issuer

	// Updates is a folder with the newest version of the agent, which is offered to
	// kiosks; "" for none.
	Updates string

	TestMode bool // see [CheckTestMode]

	// Providers are those of payments by phone; nil for none.
	Providers *config.File

	// Address is how people reach HQ's pages, as in https://hq.example.com; "" means
	// what it listens on.
	Address string

	// Proxy says that everything comes through a proxy of ours, with TLS.
	Proxy bool

	// Cert and Key are files for TLS in HQ itself, in PEM; "" for none.
	Cert, Key string

	// Drain is how long kiosks may take to go elsewhere when HQ stops, one after the
	// other; 0 lets all go at once. MostKiosks bounds how many there are; 0 for no
	// bound.
	Drain      time.Duration
	MostKiosks int

	// SilentAfter is for how long nothing may be heard of a kiosk before that is an
	// alarm; 0 means a quarter of an hour, less than 0 never.
	SilentAfter time.Duration

	// SecretsKey is the file with the key that seals secrets in the store; see
	// [SecretsKeyFile].
	SecretsKey string

	// WebhooksInside allows webhooks to this machine and to private networks.
	WebhooksInside bool

	// Metrics is the address where numbers are served for Prometheus; "" for none.
	Metrics string

	// Traces is the address of the collector to which spans of payments are sent, as
	// in http://127.0.0.1:4318; "" for none. [CheckTraces] says if it can be one.
	Traces string

	Log  *slog.Logger   // nil means slog.Default
	Rand io.Reader      // nil means crypto/rand
	Zone *time.Location // of times on pages; nil means this machine's
}

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

func build(c Config, store Store) (*App, error) {
	t := &teller{log: c.Log}
	flow, err := phones(c, store, t)
	if err != nil {
		return nil, err
	}
	offered, counted := updates{dir: c.Updates, log: c.Log}, newNumbers()
	hooks, err := hooksOf(c, store)
	if err != nil {
		return nil, err
	}
	tracing, err := tracesOf(c, counted)
	if err != nil {
		return nil, err
	}
	handler, err := hq.New(hq.Options{Update: offered.offer, Outbox: hooks, Store: store, Token: c.Tokens.Token, SettingsKey: c.SettingsKey,
		Name: c.Name, TokenKey: c.TokenKey, Issuers: c.Issuers, TestMode: c.TestMode, MostKiosks: c.MostKiosks, Online: online(flow), Stored: watch(counted, tracing), Log: c.Log, Rand: c.Rand})
	if err != nil {
		return nil, err
	}
	t.handler = handler
	listen, err := c.takePort()
	if err != nil {
		return nil, err
	}
	a := &App{hooks: hooks, phones: flow, drain: c.Drain, updates: offered, log: c.Log, store: store, handler: handler, listen: listen, tls: c.Cert != "", numbers: counted, traces: tracing}
	a.close = sync.OnceValue(func() error { return errors.Join(ignoreClosed(a.listen.Close()), a.numbers.close(), a.store.Close()) })
	err = a.furnish(c)
	if err == nil {
		err = counted.listen(c.Metrics)
	}
	if err != nil {
		return nil, errors.Join(err, ignoreClosed(listen.Close()))
	}
	return a, nil
}

// takePort takes the port, unless the caller has.
func (c Config) takePort() (net.Listener, error) {
	if c.Taken != nil {
		return c.Taken, nil
	}
	listen, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, portuse.Explain(fmt.Errorf("take HQ's port: %w", err), c.Listen, "another with --listen")
	}
	return listen, nil
}

// furnish puts desk, pages and the machines' door behind the port.
func (a *App) furnish(c Config) error {
	who := people.New(a.store, a.handler.Rand)
	at := &door.Door{People: who, Proxy: c.Proxy, Open: a.listen.Addr().(*net.TCPAddr).IP.IsLoopback() && !c.Proxy}
	a.desk = desk.New(desk.Options{HQ: a.handler, People: who, Check: checkDocument, Address: cmp.Or(c.Address, a.URL()), SilentAfter: c.SilentAfter, Webhooks: a.hooks, Phones: a.phones, Log: c.Log})
	site, err := web.New(web.Options{Desk: a.desk, Door: at, Zone: c.Zone, Schema: documents})
	if err != nil {
		return err
	}
	a.server = &http.Server{Handler: route(a.handler, site, rest.New(a.desk, at), a.desk.Bills, a.updates, a.phones), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelInfo)}
	if !a.tls {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return fmt.Errorf("read the certificate for TLS: %w", err)
	}
	a.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, GetConfigForClient: newPorter().hello}
	return nil
}

// route gives kiosks to the handler, programs to the machines' door, clients of the
// contract to the bills and the rest
// to the pages.
func route(h *hq.Handler, site, machines, owed http.Handler, offered updates, phones *pg.Flow) http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/sync", "/enrol", "/healthz", "/readyz", "/api/check-code", rest.Base + "/me", rest.Base + "/me/storage", hq.KeysPath} {
		mux.Handle(path, h)
	}
	mux.Handle("/api/", machines)
	mux.Handle(bills.Base+"/", owed)
	mux.Handle("GET /updates/", offered)
	if phones != nil {
		for _, path := range phonePaths {
			mux.Handle(path, phones)
		}
	}
	mux.Handle("/", site)
	return mux
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

// stopWithin bounds how long stopping may take: whatever a kiosk is not told
// in that time it learns when it comes back.
const stopWithin = 10 * time.Second

// Run serves until ctx ends, then lets sessions finish what they are storing,
// and closes the store.
func (a *App) Run(ctx context.Context) error {
	a.server.BaseContext = func(net.Listener) context.Context { return ctx } // ends pages that wait for events
	stopWatching := beside(func(ctx context.Context) { a.updates.watch(ctx, a.handler) })
	stopHearing := beside(a.hearOthers)
	stopRolling := beside(a.watchRollouts)
	stopPhones := beside(a.goOnPaying)
	stopNumbers := beside(a.tellNumbers)
	stopTraces := beside(a.sendTraces)
	err := a.serve(ctx)
	stopWatching()
	stopHearing()
	stopRolling()
	stopPhones()
	stopNumbers()
	stopTraces()
	return errors.Join(err, a.Close())
}

// serve serves until ctx ends, and returns when nobody is served any more.
func (a *App) serve(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- a.answer() }()
	select {
	case err := <-served:
		return errors.Join(fmt.Errorf("serve HQ: %w", err), a.stop())
	case <-ctx.Done():
		err := a.stop()
		<-served //nolint:errcheck // it says that the server was shut, which is what we asked for
		return err
	}
}

// beside runs something until the function that it returns is called, which waits
// for its end.
func beside(do func(context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); do(ctx) }()
	return func() { cancel(); <-done }
}

// hearOthers has HQ work together with other processes at the same store.
func (a *App) hearOthers(ctx context.Context) {
	if err := a.handler.Run(ctx); err != nil {
		a.log.Error("the other HQ processes are heard no more", "err", err)
	}
}

// watchRollouts stops roll-outs of settings that do harm.
func (a *App) watchRollouts(ctx context.Context) {
	if err := a.desk.Run(ctx); err != nil {
		a.log.Error("roll-outs are watched no more", "err", err)
	}
}

// goOnPaying ends payments by phone that somebody left.
func (a *App) goOnPaying(ctx context.Context) {
	if a.phones == nil {
		return
	}
	if err := a.phones.Run(ctx); err != nil {
		a.log.Error("payments by phone that were left do not go on", "err", err)
	}
}

// answer answers requests until the server is shut.
func (a *App) answer() error {
	if a.tls {
		return a.server.ServeTLS(guests{a.listen}, "", "")
	}
	return a.server.Serve(a.listen)
}

func (a *App) stop() error {
	if a.drain > 0 {
		a.handler.Leave(context.Background(), a.drain)
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	err := a.handler.Close(ctx)
	if shut := a.server.Shutdown(ctx); shut != nil {
		err = errors.Join(err, fmt.Errorf("end requests: %w", shut), a.server.Close())
	}
	return err
}

// Close gives the port and the store free. It may be called twice, and need not
// be after Run.
func (a *App) Close() error { return a.close() }

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
