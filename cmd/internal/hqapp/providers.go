package hqapp

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/store/memory"
)

// Store is all that HQ keeps.
type Store interface {
	hq.Store
	pg.Store
}

// ReadProviders reads the operator's file of providers. An address for phones, if
// there is one, stands in the place of the file's.
func ReadProviders(path, address string) (*config.File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the file of providers: %w", err)
	}
	f, err := config.Parse(text, address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &f, nil
}

// OpenProviders makes the providers of a file: a wrong key or setting is said here.
func OpenProviders(f *config.File, office hq.Office) ([]pg.Opened, error) {
	client := &http.Client{Transport: transport()}
	return f.Open(all.Kinds(), client, func(kind string) pg.Box { return ProviderBox(office, kind) })
}

// CheckProviders makes the providers of a file and keeps nothing.
func CheckProviders(f *config.File) ([]pg.Opened, error) { return OpenProviders(f, memory.New()) }

// ProviderBox is where a provider keeps what is its own.
func ProviderBox(office hq.Office, kind string) pg.Box {
	return pg.OfficeBox{Office: office, Kind: "pg-" + kind}
}

// transport speaks TLS 1.2 or later, as net/http does by itself, and waits no longer
// for a connection than a customer would.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSHandshakeTimeout = 10 * time.Second
	return t
}

// phones makes the flow of payments by phone, or nothing where there is no file.
func phones(c Config, store Store, t *teller) (*pg.Flow, error) {
	if c.Providers == nil {
		return nil, nil
	}
	opened, err := OpenProviders(c.Providers, store)
	if err != nil {
		return nil, err
	}
	_, shared := hq.Store(store).(hq.Shared)
	return pg.New(pg.Options{Store: store, Providers: opened, Base: c.Providers.PublicURL, Test: c.Providers.Test, Late: c.Providers.Late,
		Window: c.Providers.Window, Call: c.Providers.Call, Purposes: c.Providers.Purposes(purposes, &http.Client{Transport: transport()}), Origins: c.Providers.Origins, Alone: !shared, Tell: t.tell, Heed: t.heed, Log: c.Log, Rand: c.Rand})
}

// purposes are what customers pay for by phone. An order's goods are given by the
// kiosk, which is told; a delivery fee has no goods, only its record. The operator's
// file may name more, and have the shop's own system asked and told.
var purposes = map[string]map[string]string{
	pg.PurposeOrder: {"ko": "주문", "en": "Order", "ja": "ご注文", "zh": "订单"},
	"delivery-fee":  {"ko": "배달비", "en": "Delivery fee", "ja": "配達料", "zh": "配送费"},
}

// teller has a kiosk look at its attempt, at whichever process it is connected.
type teller struct {
	handler *hq.Handler
	log     *slog.Logger
}

const tellWithin = 5 * time.Second

func (t *teller) tell(a pg.Attempt) {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	if err := t.handler.HintOnline(ctx, a.Kiosk, a.Key, a.Number); err != nil {
		t.log.Info("a kiosk was not told of a payment by phone; it looks by itself", "kiosk", a.Kiosk, "key", a.Key, "err", err)
	}
}

// heed has the list of alarms say what an attempt says.
func (t *teller) heed(ctx context.Context, a pg.Attempt) error { return a.Alarm(ctx, t.handler) }

// online is the flow as the handler takes it: an interface that holds no flow would
// not be nil.
func online(f *pg.Flow) hq.Online {
	if f == nil {
		return nil
	}
	return f
}

// phonePaths are the addresses of the flow.
var phonePaths = strings.Fields("/pay/ /pay-assets/ /hooks/")
