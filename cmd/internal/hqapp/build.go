package hqapp

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"kioskd/cmd/internal/portuse"
	"kioskd/sync/hq"
	"kioskd/sync/hq/bills"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/rest"
	"kioskd/sync/hq/web"
)

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
