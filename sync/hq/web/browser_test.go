package web_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/rest"
	"kioskd/sync/hq/web"
	"kioskd/sync/hq/web/webtest"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/wire"
)

// office is an HQ on a real socket, and the keys that are on no server.
type office struct {
	*testing.T
	server             *httptest.Server
	desk               *desk.Desk
	settings, operator ed25519.PrivateKey
}

func newOffice(t *testing.T, store hq.Store, change ...func(*desk.Options)) *office {
	t.Helper()
	o := &office{T: t}
	var public ed25519.PublicKey
	var err1, err2 error
	public, o.settings, err1 = ed25519.GenerateKey(rand.Reader)
	_, o.operator, err2 = ed25519.GenerateKey(rand.Reader)
	hooks := webhook.New(webhook.Options{Store: store, Inside: true, Log: slog.New(slog.DiscardHandler)})
	h, err3 := hq.New(hq.Options{Store: store, Outbox: hooks, SettingsKey: public, Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	who := people.New(h.Store, rand.Reader)
	at := &door.Door{People: who, Open: true}
	options := desk.Options{HQ: h, People: who, Webhooks: hooks, Log: h.Log}
	for _, c := range change {
		c(&options)
	}
	o.desk = desk.New(options)
	pages, err := web.New(web.Options{Desk: o.desk, Door: at})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/sync", h)
	mux.Handle("/enrol", h)
	mux.Handle("/api/", rest.New(o.desk, at))
	mux.Handle("/", pages)
	o.server = httptest.NewServer(mux)
	o.desk.Address = o.server.URL
	o.runs(h)
	return o
}

// runs lets HQ work until the test ends.
func (o *office) runs(h *hq.Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	heard := make(chan error, 1)
	go func() { heard <- h.Run(ctx) }()
	go func() { done <- o.desk.Run(ctx) }()
	o.Cleanup(func() {
		cancel()
		last, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := errors.Join(<-done, <-heard, h.Close(last)); err != nil {
			o.Error(err)
		}
		o.server.CloseClientConnections()
		o.server.Close()
	})
}

// sign signs a document on one line, as kioskhq settings sign does elsewhere.
func (o *office) sign(document string) string {
	o.Helper()
	var line bytes.Buffer
	if err := json.Compact(&line, []byte(document)); err != nil {
		o.Fatal(err)
	}
	document = line.String()
	var head struct {
		Version uint64   `json:"version"`
		For     []string `json:"for"`
	}
	if err := json.Unmarshal([]byte(document), &head); err != nil {
		o.Fatal(err)
	}
	text, err := json.Marshal(desk.Signed{Version: head.Version, For: head.For, Key: wire.KeyName(o.settings.Public().(ed25519.PublicKey)),
		Signature: wire.Sign(o.settings, wire.PurposeSettings, []byte(document)), Document: []byte(document)})
	if err != nil {
		o.Fatal(err)
	}
	return string(text)
}

// document is what a kiosk in the walk is to sell, and at what price.
func (o *office) document(version, price int) string {
	return fmt.Sprintf(`{"version":%d,"for":["*"],"store":{"name":"Seventh Street"},"catalogue":{"currency":"KRW","items":[{"id":"tea","name":{"ko":"차","en":"Tea"},"price":%d}]},"operators":[%q]}`,
		version, price, wire.EncodeKey(o.operator.Public().(ed25519.PublicKey)))
}

// person sits at a browser of their own, at this office.
type person struct {
	webtest.Person
	o *office
}

func (o *office) person() person {
	o.Helper()
	return person{webtest.Sit(o.T, o.server.URL), o}
}

// album takes the pages once more, in Korean and in the dark.
func (p person) album() {
	if webtest.Album() == "" {
		return
	}
	pages := []string{"/", "/payments", "/payments/shop-1/" + paidKey, "/settings/2", "/books?day=2026-11-21", "/refunds", "/users", "/alarms", "/webhooks", "/bills"}
	for _, path := range pages {
		p.Do(chromedp.Navigate(p.o.server.URL + path))
		p.Picture("ko " + path)
	}
	p.Do(emulation.SetDeviceMetricsOverride(390, 844, 1, true))
	for _, path := range []string{"/", "/alarms", "/webhooks", "/bills", "/settings/2"} {
		p.Do(chromedp.Navigate(p.o.server.URL + path))
		p.Picture("narrow " + path)
	}
	p.Do(emulation.ClearDeviceMetricsOverride())
	p.Do(chromedp.Navigate(p.o.server.URL + "/language?to=en&back=/"))
	p.Picture("/") // at the day's end, with kiosks
	p.Do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	for _, path := range pages {
		p.Do(chromedp.Navigate(p.o.server.URL + path))
		p.Picture("dark " + path)
	}
}
