package ui_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// tokens names the app in its token, or fails as told.
type tokens struct{ err error }

func (k *tokens) WebToken(_ context.Context, app string) (ui.WebToken, error) {
	return ui.WebToken{Token: "for-" + app, Expires: time.Now(), Left: 1000}, k.err
}

// TestToken: a web app gets a token for itself, by the name of its own origin.
func TestToken(t *testing.T) {
	t.Parallel()
	k := &tokens{}
	apps := &shelf{pages: map[string]string{"menu": "<h1>Menu</h1>"}}
	d := serve(t, ui.Options{Agent: fake.New(), Tokens: k, Apps: apps})
	apps.inUse = "menu"
	if got := read[ui.WebToken](t, d.ask("POST", "/api/v1/auth/token", "{}"), 200); got.Token != "for-_screen" || got.Left != 1000 {
		t.Errorf("the kiosk's own page got %+v", got)
	}
	app := d.appSession("menu.localhost")
	if got := read[ui.WebToken](t, d.program().ask("POST", "/api/v1/auth/token", "{}", d.at("menu.localhost"), bearer(app)), 200); got.Token != "for-menu" {
		t.Errorf("the web app got %+v", got)
	}
	refused(t, d.program().ask("POST", "/api/v1/auth/token", "{}"), 401)
	refused(t, d.ask("POST", "/api/v1/auth/token", "{}", header("Origin", "https://evil.example"), header("Sec-Fetch-Site", "cross-site")), 403)
	refused(t, d.ask("GET", "/api/v1/auth/token", ""), 405)
	k.err = fmt.Errorf("ask: %w", ui.ErrNoHQ)
	if p := refused(t, d.ask("POST", "/api/v1/auth/token", "{}"), 503); p.Type != "urn:kioskd:problem:hq-away" {
		t.Errorf("%+v", p)
	}
	k.err = errors.New("HQ says: none here")
	if p := refused(t, d.ask("POST", "/api/v1/auth/token", "{}"), 502); p.Detail != "HQ says: none here" {
		t.Errorf("%+v", p)
	}
}

func TestNoToken(t *testing.T) {
	t.Parallel()
	if p := refused(t, open(t).ask("POST", "/api/v1/auth/token", "{}"), 503); p.Type != "urn:kioskd:problem:no-hq" {
		t.Errorf("%+v", p)
	}
}

// appSession opens the web app in use as a browser does, and returns its session.
func (d door) appSession(name string) string {
	d.Helper()
	d.client = &http.Client{Jar: d.client.Jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	to, err := d.ask("GET", "/", "").Location()
	if err != nil {
		d.Fatal(err)
	}
	answer := d.ask("GET", to.RequestURI(), "", d.at(name))
	if len(answer.Cookies()) != 1 {
		d.Fatalf("%s at %s: no session", answer.Status, to)
	}
	return answer.Cookies()[0].Value
}
