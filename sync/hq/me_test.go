package hq_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/webtoken"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// askToken asks for a token over a kiosk's connection.
func (k *line) askToken(app string) *wire.Answer {
	k.t.Helper()
	body, err := json.Marshal(wire.WebTokenAsk{App: app})
	if err != nil {
		k.t.Fatal(err)
	}
	k.say(&wire.Ask{ID: "1", Name: wire.AskWebToken, Body: body, Within: 10_000})
	return expect[*wire.Answer](k)
}

// me calls the protected resource.
func me(t *testing.T, h http.Handler, authorization string) (*http.Response, hq.Me) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil) // from far away, by any name
	r.Header.Set("Origin", "http://menu.localhost:8480")
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var m hq.Me
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return w.Result(), m
}

func TestWebToken(t *testing.T) {
	t.Parallel()
	l := open(t)
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	token, err := wire.ParseWebToken(k.askToken("menu").Body)
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Duration(token.Lifetime) * time.Millisecond; left > webtoken.Lifetime || left < webtoken.Lifetime-2*time.Second {
		t.Errorf("it counts for %v", left)
	}
	resp, m := me(t, l.h, "bearer "+token.Token)
	if resp.StatusCode != 200 || m.Kiosk != "k1" || m.App != "menu" || m.Subject != "k1" || m.Store != nil {
		t.Errorf("%s %+v", resp.Status, m)
	}
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("a page of another origin reads it by %q", got)
	}
	for _, app := range []string{"", "a b", "kioskhq"} {
		if a := k.askToken(app); a.Error != "bad-question" {
			t.Errorf("a token for app %q: %+v", app, a)
		}
	}
	var set webtoken.Set
	if code := l.get(hq.KeysPath, &set); code != 200 || len(set.Keys) != 1 {
		t.Errorf("public keys: %d %+v", code, set)
	}
	if strings.Contains(l.log.String(), token.Token) {
		t.Error("the token was logged")
	}
}

// TestMeStore: the shop is that of the newest settings for the kiosk.
func TestMeStore(t *testing.T) {
	t.Parallel()
	l := open(t)
	document := []byte(`{"version":1,"for":["k1"],"store":{"id":"s-1","name":"First Street","business_number":"123-45-67890"}}`)
	settings := hq.Settings{For: []string{"k1"}, Added: time.Now(), Settings: wire.Settings{Version: 1, Key: "k", Document: document,
		Signature: wire.Sign(seedKey(9), wire.PurposeSettings, document)}}
	if err := l.h.Offer(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	expect[*wire.Settings](k)
	token, err := wire.ParseWebToken(k.askToken("menu").Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, m := me(t, l.h, "Bearer "+token.Token); !strings.Contains(string(m.Store), "123-45-67890") {
		t.Errorf("the store is %s", m.Store)
	}
}

func TestMeRefuses(t *testing.T) {
	t.Parallel()
	l := open(t)
	stranger := webtoken.Maker{Issuer: "kioskhq", Key: seedKey(3), Rand: strings.NewReader(strings.Repeat("r", 16))}
	foreign, _, err := stranger.Make("k1", "menu", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for authorization, want := range map[string]string{
		"":                        `Bearer realm="kioskhq"`,
		"Basic YTpi":              `Bearer realm="kioskhq"`,
		"Bearer nonsense":         `Bearer realm="kioskhq", error="invalid_token"`,
		"Bearer " + foreign:       `Bearer realm="kioskhq", error="invalid_token"`,
		"Bearer " + foreign + "x": `Bearer realm="kioskhq", error="invalid_token"`,
	} {
		resp, _ := me(t, l.h, authorization)
		if got := resp.Header.Get("WWW-Authenticate"); resp.StatusCode != 401 || got != want {
			t.Errorf("%.20q: %s, %s", authorization, resp.Status, got)
		}
	}
	w := httptest.NewRecorder()
	l.h.ServeHTTP(w, httptest.NewRequest(http.MethodOptions, "/api/v1/me", nil))
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Headers") != "Authorization" {
		t.Errorf("a browser's question: %d %v", w.Code, w.Header())
	}
}

// TestStaleToken: a token counts to its end, and no second longer; and not at all
// once the kiosk's keys have been revoked.
func TestStaleToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		h, err := hq.New(hq.Options{Store: store, TokenKey: seedKey(5), Log: slog.New(slog.DiscardHandler),
			Token: func(string) (string, bool) { return "", false }})
		if err != nil {
			t.Fatal(err)
		}
		maker := webtoken.Maker{Issuer: "kioskhq", Key: seedKey(5), Rand: strings.NewReader(strings.Repeat("r", 64))}
		token, expires, err := maker.Make("k1", "menu", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Until(expires) - time.Second)
		if resp, _ := me(t, h, "Bearer "+token); resp.StatusCode != 200 {
			t.Errorf("a second before its end: %s", resp.Status)
		}
		time.Sleep(time.Second)
		if resp, _ := me(t, h, "Bearer "+token); resp.StatusCode != 401 {
			t.Errorf("at its end: %s", resp.Status)
		}
		if token, _, err = maker.Make("k1", "menu", time.Now()); err != nil {
			t.Fatal(err)
		}
		revokedKey(t, store)
		if resp, _ := me(t, h, "Bearer "+token); resp.StatusCode != 401 {
			t.Errorf("after the kiosk's key was revoked: %s", resp.Status)
		}
	})
}

// revokedKey gives k1 a key, and takes it back.
func revokedKey(t *testing.T, store hq.Store) {
	t.Helper()
	ctx := context.Background()
	if err := store.AddKey(ctx, hq.Key{Kiosk: "k1", Name: "key-1", Public: publicOf(seedKey(1)), Added: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := store.Revoke(ctx, "k1", "key-1", "stolen", time.Now()); err != nil {
		t.Fatal(err)
	}
}
