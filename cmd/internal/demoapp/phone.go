package demoapp

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/street"
	providers "kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/points"
)

// Phone is a customer's phone, and the payment providers that it pays at: all of them
// simulated, on one address of this machine. What it reads is the code that the kiosk
// shows, and nothing else.
type Phone struct {
	street   *street.Street
	port     net.Listener
	currency pay.Currency
	card     string // of store points
	kiosk    *kioskapp.App
	log      *slog.Logger
}

// newPhone takes a port and returns the operator's file of providers that leads there.
func newPhone(folder, hq string, currency pay.Currency) (*Phone, *providers.File, error) {
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	p := &Phone{port: port, currency: currency}
	p.street = street.New(street.Options{Base: "http://" + port.Addr().String(), HQ: "http://" + hq})
	text := p.street.File(func(id string) string { return "file:" + secretOf(folder, id) })
	f, err := providers.Parse([]byte(text+"\n[points]\n"), "http://"+hq)
	if err == nil {
		err = keepSecrets(folder)
	}
	if err != nil {
		return nil, nil, errors.Join(err, port.Close())
	}
	return p, &f, nil
}

func secretOf(folder, id string) string { return filepath.Join(folder, id+".key") }

// keepSecrets writes what opens the simulated providers into files, where HQ reads it
// as it would read real secrets.
func keepSecrets(folder string) error {
	for id, secret := range street.Simulated {
		if err := os.WriteFile(secretOf(folder, id), []byte(secret), 0o600); err != nil {
			return fmt.Errorf("keep a provider's secret: %w", err)
		}
	}
	return nil
}

// gift is what is on the customer's card of points, in minor units.
const gift = 50_000

// meet makes the phone's owner a customer of the shop, with a card of points.
func (p *Phone) meet(d *Demo) (err error) {
	cards := points.Cards{Box: hqapp.ProviderBox(d.HQ.Handler().Store, points.ID)}
	p.kiosk, p.log = d.Kiosk, d.HQ.Handler().Log
	p.card, err = cards.New(context.Background(), rand.Reader, p.currency, gift)
	return err
}

// URL returns the address of the phone's first page.
func (p *Phone) URL() string { return "http://" + p.port.Addr().String() + "/" }

// run serves the phone and the providers until ctx ends.
func (p *Phone) run(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.home)
	mux.HandleFunc("GET /scan", p.scan)
	mux.Handle("/", p.street)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.street.Run(ctx) })
	g.Go(func() error { return ended(server.Serve(p.port)) })
	g.Go(func() error { <-ctx.Done(); return server.Close() })
	return g.Wait()
}

func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (p *Phone) close() error { return ended(ignoreClosed(p.port.Close())) }

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

//go:embed phone.html
var phoneHTML string

var phonePage = template.Must(template.New("phone").Parse(phoneHTML))

// home is the phone before it has read a code.
func (p *Phone) home(w http.ResponseWriter, r *http.Request) {
	p.show(w, r.URL.Query().Has("nothing"))
}

func (p *Phone) show(w http.ResponseWriter, nothing bool) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	err := phonePage.Execute(w, map[string]any{"Card": p.card, "Gift": gift, "Nothing": nothing})
	if err != nil {
		p.log.Debug("the demo's phone was not read", "err", err)
	}
}

// scanWithin is how long a phone is held before the screen.
const scanWithin = 30 * time.Second

// scan goes where the kiosk's code leads, as soon as there is one.
func (p *Phone) scan(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), scanWithin)
	defer cancel()
	for {
		v := p.kiosk.Agent().View()
		if v.Phone != nil && v.Phone.State == pay.PhoneWaiting {
			http.Redirect(w, r, v.Phone.Code, http.StatusSeeOther)
			return
		}
		if _, err := p.kiosk.Agent().Wait(ctx, v.Seq); err != nil {
			http.Redirect(w, r, "/?nothing", http.StatusSeeOther)
			return
		}
	}
}
