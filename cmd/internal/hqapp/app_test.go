package hqapp_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/hqapp"
	"kioskd/queue"
	"kioskd/sync/hq"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

const token = "0123456789abcdef"

func start(t *testing.T, store string) (app *hqapp.App, stop func()) {
	t.Helper()
	app, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: store, Tokens: hqapp.Tokens{"kiosk-1": token}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	return app, func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	}
}

// A real queue, a real HQ on SQLite: stopped and started again in the middle.
func TestQueueToHQAcrossRestarts(t *testing.T) {
	t.Parallel()
	store := "sqlite:" + filepath.Join(t.TempDir(), "data", "hq.db")
	q, err := queue.Open(t.TempDir(), queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	}()
	cursor, err := q.Cursor("hq")
	if err != nil {
		t.Fatal(err)
	}
	for round := range uint64(2) {
		app, stop := start(t, store)
		appendFacts(t, q, 250)
		upload(t, q, cursor, app, 250*(round+1))
		stop()
	}
	app, stop := start(t, store)
	defer stop()
	facts, err := app.Handler().Store.Facts(t.Context(), hq.FactFilter{Kiosk: "kiosk-1", Epoch: q.Epoch()})
	if err != nil || len(facts) != 500 {
		t.Fatalf("%d facts at HQ, %v, want 500", len(facts), err)
	}
	sent, err := q.From(1, queue.Limit{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range sent {
		if string(f.Line) != string(facts[i].Line) {
			t.Fatalf("fact %d is %s at HQ, %s in the queue", f.Seq, facts[i].Line, f.Line)
		}
	}
}

func appendFacts(t *testing.T, q *queue.Queue, n int) {
	t.Helper()
	facts := make([]queue.Fact, n)
	for i := range facts {
		facts[i] = queue.Fact{At: time.Now(), Kind: wire.KindApproved, Key: "key-1", Ref: `a "ref"`, Sum: 11000, Body: []byte(`{"v":1, "reason":"<&>\u2028"}`)}
	}
	if _, err := q.Append(t.Context(), facts...); err != nil {
		t.Fatal(err)
	}
}

// upload runs an uplink until HQ has acknowledged everything.
func upload(t *testing.T, q *queue.Queue, cursor *queue.Cursor, app *hqapp.App, upto uint64) {
	t.Helper()
	up, err := uplink.New(uplink.Options{
		URL: "ws://" + app.Addr() + "/sync", Kiosk: "kiosk-1", Token: token, Source: uplink.FromQueue(q, cursor),
		Status: func() wire.Status { return wire.Status{At: time.Now(), State: "idle"} }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan error, 1)
	go func() { done <- up.Run(ctx) }()
	for cursor.Position() < upto && ctx.Err() == nil {
		select {
		case <-app.Handler().Changed():
		case <-time.After(5 * time.Millisecond): // the acknowledgement is on its way
		}
	}
	if cursor.Position() != upto {
		t.Errorf("acknowledged up to %d, want %d: %+v", cursor.Position(), upto, up.State())
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("uplink: %v", err)
	}
}

func TestDoors(t *testing.T) {
	t.Parallel()
	app, stop := start(t, "memory:")
	defer stop()
	for path, want := range map[string]string{"/": "No kiosk", "/payments": "Payments", "/healthz": "ok", "/api/v1/payments": `"payments":[]`,
		"/api/v1/me/storage": "a web app on a kiosk gets one", "/thirdparty/payment-items": "kioskbill_"} {
		resp, err := http.Get("http://" + app.Addr() + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		closed := strings.Contains(want, "web app") || strings.Contains(want, "kioskbill_") // without a token
		if err != nil || (resp.StatusCode == 200) == closed || !strings.Contains(string(b), want) {
			t.Errorf("%s: %d %s, %v, want %q", path, resp.StatusCode, b, err, want)
		}
	}
}

// A browser that waits for events does not keep HQ from stopping.
func TestStopsWhileAPageWaits(t *testing.T) {
	t.Parallel()
	app, stop := start(t, "memory:")
	resp, err := http.Get("http://" + app.Addr() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	before := time.Now()
	stop()
	if took := time.Since(before); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
}

// TestURL: what is printed can be opened.
func TestURL(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"0.0.0.0:0", ":0", "127.0.0.1:0"} {
		app, err := hqapp.New(hqapp.Config{Listen: listen, Store: "memory:", Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		if got := app.URL(); !strings.HasPrefix(got, "http://127.0.0.1:") {
			t.Errorf("listening on %s: %s", listen, got)
		}
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTakenPort(t *testing.T) {
	t.Parallel()
	taken, stop := start(t, "memory:")
	defer stop()
	_, err := hqapp.New(hqapp.Config{Listen: taken.Addr(), Store: "memory:"})
	if err == nil || !strings.Contains(err.Error(), "is used by another program: end it or set another with --listen") {
		t.Error(err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	taken, stop := start(t, "memory:")
	defer stop()
	for name, c := range map[string]hqapp.Config{
		"a taken port":     {Listen: taken.Addr(), Store: "memory:"},
		"no such store":    {Listen: "127.0.0.1:0", Store: "postgres"},
		"a store nowhere":  {Listen: "127.0.0.1:0", Store: "sqlite:"},
		"a folder as file": {Listen: "127.0.0.1:0", Store: "sqlite:" + t.TempDir()},
	} {
		if app, err := hqapp.New(c); err == nil {
			t.Errorf("%s was taken", name)
			_ = app.Close()
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	got, err := hqapp.ParseTokens("# kiosks\n\nkiosk-1  " + token + "\r\nkiosk-2\t" + token + "\n")
	if err != nil || len(got) != 2 || got["kiosk-2"] != token {
		t.Errorf("got %v, %v", got, err)
	}
	for name, text := range map[string]string{
		"three words":    "kiosk-1 " + token + " x",
		"one word":       token,
		"a bad id":       "kiosk/1 " + token,
		"twice the same": "k " + token + "\nk " + token,
		"a short token":  "kiosk-1 secret-tokn",
	} {
		_, err := hqapp.ParseTokens(text)
		if err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: got %v, want an error that names the line", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "secret-tokn")) {
			t.Errorf("%s: the error tells the token: %v", name, err)
		}
	}
	if _, err := hqapp.ReadTokens(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "write one line per kiosk") {
		t.Errorf("a file that is not there: %v", err)
	}
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte("kiosk-1 "+token), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := hqapp.ReadTokens(file); err != nil || got["kiosk-1"] != token {
		t.Errorf("file: %v, %v", got, err)
	}
	if got, err := hqapp.EnvTokens("X", "a "+token+", b "+token); err != nil || len(got) != 2 {
		t.Errorf("variable: %v, %v", got, err)
	}
}

func FuzzParseTokens(f *testing.F) {
	f.Add("kiosk-1 " + token + "\n# x")
	f.Fuzz(func(t *testing.T, text string) {
		tokens, err := hqapp.ParseTokens(text)
		if err != nil {
			return
		}
		for kiosk, token := range tokens {
			if wire.CheckName(kiosk) != nil || len(token) < hqapp.MinToken {
				t.Errorf("%q gave kiosk %q a token of %d characters", text, kiosk, len(token))
			}
		}
	})
}
