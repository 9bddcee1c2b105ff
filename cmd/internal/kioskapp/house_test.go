package kioskapp

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kioskd/agent/look"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
)

// depot serves files, as HQ or a shop's own server would.
type depot struct {
	*httptest.Server
	files map[string]string // by path
}

func newDepot(t *testing.T, files map[string]string) depot {
	t.Helper()
	d := depot{httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch body, ok := files[r.URL.Path]; {
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/logo.png", http.StatusFound)
		case !ok:
			http.NotFound(w, r)
		default:
			_, _ = io.WriteString(w, body)
		}
	})), files}
	t.Cleanup(d.Close)
	return d
}

func (d depot) host() string { return strings.TrimPrefix(d.URL, "https://") }

// file names one of the depot's files, as settings would.
func (d depot) file(path string) settings.File {
	sum := sha256.Sum256([]byte(d.files[path]))
	return settings.File{URL: d.URL + path, SHA256: hex.EncodeToString(sum[:])}
}

// openTrusting opens an app that believes the depot's certificate, and runs it.
func openTrusting(t *testing.T, d depot) *App {
	t.Helper()
	c := config.Default()
	c.Data, c.Screen.Listen, c.Pad.Port = t.TempDir(), "127.0.0.1:0", "tcp://127.0.0.1:9"
	c.HQ.CAFile = filepath.Join(c.Data, "ca.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.Certificate().Raw})
	if err := os.WriteFile(c.HQ.CAFile, cert, 0o600); err != nil {
		t.Fatal(err)
	}
	app, err := Open(Options{Config: c, Log: slog.New(slog.DiscardHandler), Verify: func(context.Context, string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := app.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { stop(); running.Wait() })
	return app
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, body := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const png = "\x89PNG\r\n\x1a\n and the rest of it"

// eventually waits until something holds. It looks often, because what it waits
// for is done by real programs over real sockets.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never: " + what)
		}
	}
}

func TestScreenFromSettings(t *testing.T) {
	t.Parallel()
	d := newDepot(t, map[string]string{
		"/logo.png": png, "/one.zip": zipped(t, map[string]string{"index.html": "<p>one"}), "/two.zip": zipped(t, map[string]string{"index.html": "<p>two"}),
	})
	app := openTrusting(t, d)
	part := screenPart{app}
	one, two := d.file("/one.zip"), d.file("/two.zip")
	doc := settings.Document{Methods: []string{"card"}, Access: []string{d.host()}, Screen: &settings.Screen{
		Look: look.Look{Theme: &look.Theme{Logo: "/pictures/logo.png"}}, Pictures: map[string]settings.File{"logo.png": d.file("/logo.png")},
		App: &settings.App{Name: "bistro", Bundle: &one},
	}}
	if err := errors.Join(part.Check(t.Context(), doc), part.Apply(t.Context(), doc)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the app is shown", func() bool { return strings.HasSuffix(app.front(t), "<p>one") })
	if got := app.pages(); got.Pictures["logo.png"] == "" || got.Look.Theme.Logo == "" || got.Access[0] != d.host() {
		t.Errorf("the pages are told %+v", got)
	}
	doc.Screen.App = &settings.App{Name: "bistro", Bundle: &two}
	if err := part.Apply(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the new version is shown", func() bool { return strings.HasSuffix(app.front(t), "<p>two") })
	doc.Screen.App = &settings.App{Name: "bistro", Bundle: &one} // the former settings come back
	d.Close()
	if err := part.Apply(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the former version is shown without a network", func() bool { return strings.HasSuffix(app.front(t), "<p>one") })
	if err := part.Healthy(t.Context()); err != nil {
		t.Error(err)
	}
	if err := app.UseApp(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "the settings decide") {
		t.Errorf("the command line against the settings: %v", err)
	}
	if err := part.Apply(t.Context(), settings.Document{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the standard page is back", func() bool { return strings.Contains(app.front(t), `id="app"`) })
}

// front returns what a browser shows, by the names that browsers give this
// machine.
func (a *App) front(t *testing.T) string {
	t.Helper()
	address, err := a.ScreenURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	there := a.listener.Addr().String()
	_, port, _ := strings.Cut(there, ":")
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if strings.HasSuffix(addr, ".localhost:"+port) {
			addr = there
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	answer, err := (&http.Client{Jar: jar, Transport: transport}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer transport.CloseIdleConnections()
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestFilesThatAreNotTaken: a file that is not the one that was signed for is a
// fault of the settings; nothing of it stays, and the screen is as before.
func TestFilesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	d := newDepot(t, map[string]string{
		"/logo.png": png, "/script.png": "<script>alert(1)</script>", "/large.png": png + strings.Repeat("x", maxPicture),
		"/evil.zip": zipped(t, map[string]string{"index.html": "<p>", "../evil": "x"}), "/no.zip": "PK",
	})
	app := openTrusting(t, d)
	part := screenPart{app}
	other := d.file("/logo.png")
	other.SHA256 = strings.Repeat("00", 32)
	moved := settings.File{URL: d.URL + "/moved", SHA256: d.file("/logo.png").SHA256}
	for name, c := range map[string]struct {
		picture, bundle *settings.File
		why             string
	}{
		"another file":   {&other, nil, "not the file that was signed for"},
		"no picture":     {ptr(d.file("/script.png")), nil, "it is no png"},
		"too large":      {ptr(d.file("/large.png")), nil, "more than"},
		"not there":      {ptr(d.file("/nothing.png")), nil, "404"},
		"moved":          {&moved, nil, "302"},
		"hostile bundle": {nil, ptr(d.file("/evil.zip")), "leads elsewhere"},
		"no bundle":      {nil, ptr(d.file("/no.zip")), "no zip file"},
	} {
		screen := &settings.Screen{}
		if c.picture != nil {
			screen.Pictures = map[string]settings.File{"logo.png": *c.picture}
		} else {
			screen.App = &settings.App{Name: "bistro", Bundle: c.bundle}
		}
		app.house.Store(houseOf(config.Screen{}, settings.Document{Access: []string{d.host()}, Screen: screen}))
		if err := app.errands.all(t.Context()); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %q", name, err, c.why)
		} else if errors.Is(err, errFile) != (name != "moved") {
			t.Errorf("%s: %v is for good: %v", name, err, errors.Is(err, errFile))
		}
		app.errands.refuse(errFile)
		if part.Healthy(t.Context()) == nil {
			t.Errorf("%s: the screen calls itself healthy", name)
		}
	}
	if left, err := os.ReadDir(app.errands.folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func ptr[T any](v T) *T { return &v }

func TestScreenSettingsRefused(t *testing.T) {
	t.Parallel()
	app := openTrusting(t, newDepot(t, nil))
	sum := strings.Repeat("00", 32)
	for name, c := range map[string]struct {
		doc   settings.Document
		field string
	}{
		"a way to pay":       {settings.Document{Methods: []string{"cash"}}, "methods[0]"},
		"a phone without HQ": {settings.Document{Methods: []string{"phone"}}, "methods[0]"},
		"a way twice":        {settings.Document{Methods: []string{"card", "card"}}, "methods[1]"},
		"speech from anyone": {settings.Document{Screen: &settings.Screen{Look: look.Look{Sound: &look.Sound{SpeechURL: "https://tts.example/"}}}}, "screen.sound.speech_url"},
		"a stranger's picture": {settings.Document{Access: []string{"shop.example"}, Screen: &settings.Screen{Pictures: map[string]settings.File{"a.png": {URL: "https://shop.example.evil.example/a.png", SHA256: sum}}}},
			"screen.pictures.a.png.url"},
		"in the clear": {settings.Document{Access: []string{"shop.example"}, Screen: &settings.Screen{App: &settings.App{Name: "a", Bundle: &settings.File{URL: "http://shop.example/a.zip", SHA256: sum}}}},
			"screen.app.bundle.url"},
		"an app that is not there": {settings.Document{Screen: &settings.Screen{App: &settings.App{Name: "ghost"}}}, "screen.app.name"},
	} {
		var named *settings.Error
		if err := (screenPart{app}).Check(t.Context(), c.doc); !errors.As(err, &named) || named.Field != c.field {
			t.Errorf("%s: %v, want %s to be blamed", name, err, c.field)
		}
	}
}

// TestPhoneIsAWayToPay: where there is an HQ, which alone takes such payments.
func TestPhoneIsAWayToPay(t *testing.T) {
	t.Parallel()
	c := config.Default()
	c.HQ.URL = "wss://hq.example.com/sync"
	part := screenPart{&App{o: Options{Config: c}}}
	if err := part.Check(t.Context(), settings.Document{Methods: []string{"phone", "card"}}); err != nil {
		t.Error(err)
	}
}
