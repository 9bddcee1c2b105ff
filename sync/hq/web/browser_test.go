package web_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/rest"
	"kioskd/sync/hq/web"
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

func newOffice(t *testing.T, store hq.Store) *office {
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
	o.desk = desk.New(desk.Options{HQ: h, People: who, Webhooks: hooks, Log: h.Log})
	pages, err := web.New(web.Options{Desk: o.desk, Door: at})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/sync", h)
	mux.Handle("/enrol", h)
	mux.Handle("/api/", rest.New(o.desk, at, nil))
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

// person sits at a browser of their own.
type person struct {
	*testing.T
	ctx  context.Context
	o    *office
	axe  string
	font string          // script that loads one, for pictures
	seen map[string]bool // pages that axe has looked at
}

func (o *office) person() person {
	o.Helper()
	found := false
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		_, err := exec.LookPath(name)
		found = found || err == nil
	}
	if !found {
		o.Skip("no Chromium on this machine: install it (Debian: apt-get install chromium) to test the pages")
	}
	axe, err := os.ReadFile("../../../ui/testdata/axe/axe.min.js")
	if err != nil {
		o.Fatal(err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900), chromedp.Flag("hide-scrollbars", true), chromedp.WSURLReadTimeout(90*time.Second))
	ctx, cancel := context.WithTimeout(o.Context(), 8*time.Minute)
	o.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, flags...)
	o.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {})) // it is too old to know some events
	o.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil { // the browser lives as long as its first context
		o.Fatal(err)
	}
	p := person{T: o.T, ctx: ctx, o: o, axe: string(axe), font: fontScript(o.T), seen: map[string]bool{}}
	p.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
	return p
}

func (p person) do(actions ...chromedp.Action) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 90*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var shown string
		also := chromedp.Run(p.ctx, chromedp.Evaluate(`location.pathname + ": " + document.body?.innerText?.slice(0, 1500)`, &shown))
		p.Fatal(err, "; the page shows ", shown, also)
	}
}

// opens opens a page, and has axe look at it.
func (p person) opens(path string) {
	p.Helper()
	p.do(chromedp.Navigate(p.o.server.URL + path))
	p.looks(path)
}

// awaited has a script's promise waited for.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// objections is what axe-core says, a line for each element.
const objections = `axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
  .then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + (n.failureSummary ?? "").split("\n").slice(1, 3).join(" "))))`

// looks has axe look at the page as it is.
func (p person) looks(what string) {
	p.Helper()
	if p.picture(what); p.seen[what] {
		return
	}
	p.seen[what] = true
	var found []string
	p.do(chromedp.WaitReady("main"), chromedp.Evaluate(p.axe, nil), chromedp.Evaluate(objections, &found, awaited))
	for _, v := range found {
		p.Errorf("%s: axe: %s", what, v)
	}
}

// picture keeps what the page looks like, where somebody wants to know.
func (p person) picture(what string) {
	dir := os.Getenv("KIOSKHQ_PICTURES")
	if dir == "" {
		return
	}
	what = ids.ReplaceAllString(strings.ToLower(what), "")
	if strings.HasSuffix(what, "/") {
		what += "fleet"
	}
	name := strings.Trim(unnamed.ReplaceAllString(what, "-"), "-")
	var png []byte
	p.do(chromedp.Evaluate(p.font, nil, awaited), chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.Error(err)
	}
}

// ids are what differs each time; unnamed is what no file is called.
var (
	ids     = regexp.MustCompile(`(/0192f[-0-9a-f]+|/[0-9a-f]{16}|\?.*)`)
	unnamed = regexp.MustCompile(`[^a-z0-9]+`)
)

// fontScript loads the typeface of the kiosk's screen, since the machine that takes
// pictures may have none for Korean. Operators' machines have their own.
func fontScript(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("(async () => { const load = async (text, weight) => { const raw = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); const f = new FontFace('Pretendard', raw, {weight}); await f.load(); document.fonts.add(f); };")
	for name, weight := range map[string]string{"Regular": "400", "Bold": "700"} {
		font, err := os.ReadFile("../../../ui/web/fonts/Pretendard-" + name + ".subset.woff2")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "await load(%q, %q);", base64.StdEncoding.EncodeToString(font), weight)
	}
	return b.String() + "return true; })()"
}

// album takes the pages once more, in Korean and in the dark.
func (p person) album() {
	if os.Getenv("KIOSKHQ_PICTURES") == "" {
		return
	}
	pages := []string{"/", "/payments", "/payments/shop-1/" + paidKey, "/settings/2", "/books?day=2026-11-21", "/refunds", "/users", "/alarms", "/webhooks", "/bills"}
	for _, path := range pages {
		p.do(chromedp.Navigate(p.o.server.URL + path))
		p.picture("ko " + path)
	}
	p.do(emulation.SetDeviceMetricsOverride(390, 844, 1, true))
	for _, path := range []string{"/", "/alarms", "/webhooks", "/bills", "/settings/2"} {
		p.do(chromedp.Navigate(p.o.server.URL + path))
		p.picture("narrow " + path)
	}
	p.do(emulation.ClearDeviceMetricsOverride())
	p.do(chromedp.Navigate(p.o.server.URL+"/language?to=en&back=/"), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	for _, path := range pages {
		p.do(chromedp.Navigate(p.o.server.URL + path))
		p.picture("dark " + path)
	}
}

// sees waits until the page says something, by itself.
func (p person) sees(text string) {
	p.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.Fatal(err)
	}
	p.do(chromedp.Poll(fmt.Sprintf(`(document.querySelector("main")?.innerText ?? "").includes(%s)`, quoted), nil, chromedp.WithPollingTimeout(80*time.Second)))
}

// fills fills a field, whatever stood there.
func (p person) fills(field, text string) {
	p.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.Fatal(err)
	}
	p.do(chromedp.WaitReady(field, chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).value = %s; true`, field, quoted), nil))
}

// presses presses a button and waits for the page that it leads to.
func (p person) presses(button string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 90*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(button, chromedp.ByQuery, chromedp.NodeVisible)); err != nil {
		p.Fatalf("press %s: %v", button, err)
	}
}

func (p person) reads(what string) (text string) {
	p.Helper()
	p.do(chromedp.Text(what, &text, chromedp.ByQuery))
	return strings.TrimSpace(text)
}

const secret = "four cups of barley tea"

// comesIn follows a one-time link and sets a password.
func (p person) comesIn(link, name string) {
	p.Helper()
	p.do(chromedp.Navigate(link), chromedp.Poll(`document.getElementById("code").value !== "" && location.hash === ""`, nil))
	p.looks("welcome")
	if name != "" {
		p.fills(`input[name="name"]`, name)
	}
	p.fills(`input[name="password"]`, secret)
	p.presses("main button")
	p.sees("You are signed in.")
}
