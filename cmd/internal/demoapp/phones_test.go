package demoapp_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/street"
	providers "kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/points"
	"kioskd/ui/browsertest"
)

// patience is how long a browser waits for what a person would see.
const patience = 30 * time.Second

// shop is a kiosk, its HQ, the providers without the providers, and two browsers: one
// is the kiosk's screen, the other a customer's phone.
type shop struct {
	*testing.T
	demo   *demoapp.Demo
	street *street.Street
	seen   evidence
	folder string
	card   string // of points
	line   *line  // from the kiosk to HQ
	screen browser
	phone  browser
}

// open opens a shop whose codes are good for that long.
func open(t *testing.T, window time.Duration) *shop {
	t.Helper()
	s := &shop{T: t, folder: t.TempDir()}
	public, hq := later(t)
	vendor, providers := later(t)
	s.street = street.New(street.Options{Base: vendor, HQ: public, Secrets: planted})
	providers.Store(s.street)
	s.card = s.newCard(filepath.Join(s.folder, "hq"))
	demo, err := demoapp.Open(demoapp.Options{
		Folder: s.folder, Providers: s.file(public, window), Line: s.tap, Log: slog.New(slog.NewTextHandler(s.seen.in("the logs"), &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse("http://" + demo.HQ.Addr())
	if err != nil {
		t.Fatal(err)
	}
	hq.Store(httputil.NewSingleHostReverseProxy(to))
	s.demo = demo
	s.run(demo.Run)
	s.run(s.street.Run)
	s.screen, s.phone = browse(t, 1080, 1920), browse(t, 390, 844)
	s.screen.recorded(s.seen.in("what the screen was served"))
	s.phone.recorded(s.seen.in("what the phone was served"))
	address, err := demo.Kiosk.ScreenURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.screen.do(chromedp.Navigate(address), chromedp.WaitVisible(`[data-screen="idle"]`))
	return s
}

// later serves a handler that is there before anybody asks.
func later(t *testing.T) (address string, h *handler) {
	h = &handler{}
	return serve(t, h), h
}

type handler struct{ is atomic.Value }

func (h *handler) Store(real http.Handler) { h.is.Store(&real) }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*h.is.Load().(*http.Handler)).ServeHTTP(w, r)
}

func serve(t *testing.T, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// run runs something until the test ends.
func (s *shop) run(f func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	s.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && ctx.Err() == nil {
			s.Error(err)
		}
	})
}

// newCard makes a card of points in HQ's store before HQ has it.
func (s *shop) newCard(folder string) string {
	s.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		s.Fatal(err)
	}
	store, err := hqapp.OpenStore(s.Context(), "sqlite:"+filepath.Join(folder, "hq.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		s.Fatal(err)
	}
	code, err := points.Cards{Box: hqapp.ProviderBox(store, points.ID)}.New(s.Context(), rand.Reader, pay.KRW, onCard)
	if err != nil {
		s.Fatal(err)
	}
	if err := store.Close(); err != nil {
		s.Fatal(err)
	}
	return code
}

// file is the operator's file of providers.
func (s *shop) file(public string, window time.Duration) *providers.File {
	s.Helper()
	text := s.street.File(func(id string) string {
		path := filepath.Join(s.folder, id+".key")
		if err := os.WriteFile(path, []byte(planted[id]), 0o600); err != nil {
			s.Fatal(err)
		}
		return "file:" + path
	})
	f, err := providers.Parse([]byte(text+"[points]\n"), public)
	if err != nil {
		s.Fatal(err)
	}
	f.Window = window
	return &f
}

// browser is a Chromium of its own.
type browser struct {
	t   *testing.T
	ctx context.Context
}

func browse(t *testing.T, width, height int64) browser {
	t.Helper()
	b := browser{t, browsertest.Open(t, 10*time.Minute)}
	b.do(chromedp.EmulateViewport(width, height, chromedp.EmulateTouch))
	return b
}

func (b browser) do(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var at, text string
		_ = chromedp.Run(b.ctx, chromedp.Location(&at), chromedp.Text("body", &text))
		b.t.Fatalf("%v; the page at %s reads %q", err, at, text)
	}
}

func named(id string) string { return fmt.Sprintf(`[data-testid=%q]`, id) }

func (b browser) tap(ids ...string) {
	b.t.Helper()
	for _, id := range ids {
		b.do(chromedp.WaitEnabled(named(id)), chromedp.Click(named(id)))
	}
}

func (b browser) sees(screen string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(fmt.Sprintf(`[data-screen=%q]`, screen)))
}

// state waits until the phone's page is in a state.
func (b browser) state(state string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(fmt.Sprintf(`body[data-state=%q]`, state)))
}

// begin orders at the kiosk and has its code read by the phone.
func (s *shop) begin(way string) {
	s.Helper()
	s.screen.tap("start", "item-americano", "review", "pay")
	s.screen.tap("choice-phone-" + way)
	s.scan()
}

// scan has the phone read the code.
func (s *shop) scan() {
	s.Helper()
	var code string
	s.screen.sees("scan-code")
	s.screen.do(chromedp.AttributeValue(named("code"), "data-text", &code, nil))
	s.phone.do(chromedp.Navigate(code))
}

// TestByPhone: one Chromium is the kiosk, another the phone. And what HQ alone may
// know has got nowhere.
func TestByPhone(t *testing.T) {
	t.Parallel()
	s := open(t, time.Minute)
	for _, way := range ways {
		s.begin(way)
		s.leaves(way)
		s.screen.sees("declined")
		s.agree(way, pay.Declined, 0)
		s.screen.tap("back", "pay", "choice-phone-"+way)
		s.scan()
		s.pays(way)
		s.screen.sees("approved")
		s.agree(way, pay.Approved, 4500)
		s.screen.tap("done")
	}
	s.byAccount("tosspayments")
	s.forgedWebhooks()
	s.noSecretIsSeen()
}

// byAccount gives up once at the kiosk, and then pays into an account.
func (s *shop) byAccount(way string) {
	s.Helper()
	s.begin(way)
	s.screen.tap("abort")
	s.screen.sees("not-charged")
	s.screen.tap("retry")
	s.scan()
	s.chooses(pgsim.Deposit)
	s.screen.sees("issued")
	var account string
	s.screen.do(chromedp.Text(named("account"), &account))
	if !strings.ContainsAny(account, "0123456789") {
		s.Errorf("the account reads %q", account)
	}
	s.agree(way, pay.Issued, 4500)
	ledger := s.street.Provider(way).Ledger()
	if _, err := s.street.Obey(way + " deposit " + ledger[len(ledger)-1].Order); err != nil {
		s.Fatal(err)
	}
	s.screen.sees("approved")
	s.agree(way, pay.Approved, 9000)
}

// TestByPhoneTooLate: the time of the code runs out; what is paid after that is not
// taken, or goes back.
func TestByPhoneTooLate(t *testing.T) {
	t.Parallel()
	s := open(t, 8*time.Second)
	s.screen.tap("start", "item-americano", "review")
	for _, way := range ways {
		s.screen.tap("pay", "choice-phone-"+way)
		s.scan()
		s.mayPay(way)
		s.screen.sees("declined")
		s.pays(way)
		s.phone.do(chromedp.WaitVisible(`body[data-state]`))
		s.agree(way, pay.Declined, 0)
		s.screen.sees("declined")
		s.screen.tap("back")
	}
	s.notOfferedOffline()
}

// notOfferedOffline: while HQ is away nobody is asked to pay by phone, on the very page
// too that asks how to pay; paying by card goes on.
func (s *shop) notOfferedOffline() {
	s.Helper()
	byPhone, byCard := named("choice-phone-kakaopay"), named("choice-card")
	s.screen.tap("pay")
	s.screen.do(chromedp.WaitVisible(byPhone), chromedp.WaitVisible(byCard))
	s.line.cut(true)
	s.screen.do(chromedp.WaitNotPresent(byPhone), chromedp.WaitVisible(byCard))
	s.line.cut(false)
	s.screen.do(chromedp.WaitVisible(byPhone), chromedp.WaitVisible(byCard))
}
