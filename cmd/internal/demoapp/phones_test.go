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
	providers "kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/toss"
	"kioskd/sync/hq/pg/points"
)

// patience is how long a browser waits for what a person would see.
const patience = 30 * time.Second

// shop is a kiosk, its HQ, the providers without the providers, and two browsers: one
// is the kiosk's screen, the other a customer's phone.
type shop struct {
	*testing.T
	demo   *demoapp.Demo
	toss   *toss.Sim
	card   string // of points
	screen browser
	phone  browser
}

// open opens a shop whose codes are good for that long.
func open(t *testing.T, window time.Duration) *shop {
	t.Helper()
	s := &shop{T: t}
	folder := t.TempDir()
	var hq atomic.Pointer[httputil.ReverseProxy]
	public := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hq.Load().ServeHTTP(w, r) }))
	s.toss = toss.New(toss.Options{Options: pgsim.Options{Hook: public + "/hooks/tosspayments"}})
	vendor := serve(t, s.toss)
	s.card = s.newCard(filepath.Join(folder, "hq"))
	demo, err := demoapp.Open(demoapp.Options{Folder: folder, Providers: s.file(folder, public, vendor, window), Log: slog.New(slog.DiscardHandler)})
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
	s.run(s.toss.Run)
	s.screen, s.phone = browse(t, 1080, 1920), browse(t, 390, 844)
	address, err := demo.Kiosk.ScreenURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.screen.do(chromedp.Navigate(address), chromedp.WaitVisible(`[data-screen="idle"]`))
	return s
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
	code, err := points.Cards{Box: hqapp.ProviderBox(store, points.ID)}.New(s.Context(), rand.Reader, pay.KRW, 100_000)
	if err != nil {
		s.Fatal(err)
	}
	if err := store.Close(); err != nil {
		s.Fatal(err)
	}
	return code
}

// file is the operator's file of providers.
func (s *shop) file(folder, public, vendor string, window time.Duration) *providers.File {
	s.Helper()
	secret := filepath.Join(folder, "toss.key")
	if err := os.WriteFile(secret, []byte("test_sk_sim"), 0o600); err != nil {
		s.Fatal(err)
	}
	text := fmt.Sprintf("public_url = %q\ntest = true\n[tosspayments]\nclient_key = \"test_ck_sim\"\nsecret_key = %q\nbase_url = %q\nscript_url = %q\n[points]\n",
		public, "file:"+secret, vendor, vendor+"/v2/standard")
	f, err := providers.Parse([]byte(text), "")
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
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, leave := chromedp.NewContext(ctx)
	t.Cleanup(func() { leave(); stop() })
	b := browser{t, ctx}
	if err := chromedp.Run(ctx, chromedp.EmulateViewport(width, height, chromedp.EmulateTouch)); err != nil {
		t.Fatalf("this test needs Chromium: %v", err)
	}
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

// chooses presses a button on the provider's page.
func (b browser) chooses(c pgsim.Choice) {
	b.t.Helper()
	b.do(chromedp.Click(fmt.Sprintf(`button[value=%q]`, c), chromedp.NodeVisible))
}

// begin orders at the kiosk and has its code read by the phone.
func (s *shop) begin(way string) (code string) {
	s.Helper()
	s.screen.tap("start", "item-americano", "review", "pay")
	s.screen.tap("choice-phone-" + way)
	s.screen.sees("scan-code")
	s.screen.do(chromedp.AttributeValue(named("code"), "data-text", &code, nil))
	s.phone.do(chromedp.Navigate(code))
	return code
}

// ledger is what Toss would swear to: what it has taken and not given back.
func (s *shop) balance(want pay.Amount) {
	s.Helper()
	for range 100 {
		if s.toss.Balance() == want {
			return
		}
		time.Sleep(100 * time.Millisecond) // a refund goes to the vendor beside everything else
	}
	s.Errorf("the provider holds %d, want %d", s.toss.Balance(), want)
}

// TestByPhone: one Chromium is the kiosk, another the phone.
func TestByPhone(t *testing.T) {
	t.Parallel()
	s := open(t, time.Minute)

	s.begin("tosspayments")
	s.phone.chooses(pgsim.Pay)
	s.screen.sees("approved")
	s.balance(4500)
	s.screen.tap("done")

	s.begin("points")
	s.phone.do(chromedp.SendKeys(`input[name="code"]`, s.card, chromedp.NodeVisible), chromedp.Submit(`input[name="code"]`))
	s.screen.sees("approved")
	s.screen.tap("done")

	s.begin("tosspayments")
	s.phone.chooses(pgsim.Leave)
	s.screen.sees("declined")
	s.screen.tap("back")

	s.screen.tap("pay", "choice-phone-tosspayments")
	s.screen.sees("scan-code")
	s.screen.tap("abort")
	s.screen.sees("not-charged")
	s.screen.tap("retry")
	s.screen.sees("scan-code")
	var code string
	s.screen.do(chromedp.AttributeValue(named("code"), "data-text", &code, nil))
	s.phone.do(chromedp.Navigate(code))
	s.phone.chooses(pgsim.Deposit)
	s.screen.sees("issued")
	var account string
	s.screen.do(chromedp.Text(named("account"), &account))
	if !strings.ContainsAny(account, "0123456789") {
		t.Errorf("the account reads %q", account)
	}
	s.balance(4500)
	all := s.toss.Payments()
	if err := s.toss.Deposit(all[len(all)-1].Order); err != nil {
		t.Fatal(err)
	}
	s.screen.sees("approved")
	s.balance(9000)
}

// TestByPhoneTooLate: the time of the code runs out; what is paid after that goes back.
func TestByPhoneTooLate(t *testing.T) {
	t.Parallel()
	s := open(t, 10*time.Second)
	s.begin("tosspayments")
	s.phone.do(chromedp.WaitVisible(fmt.Sprintf(`button[value=%q]`, pgsim.Pay)))
	s.screen.sees("declined")
	s.phone.chooses(pgsim.Pay)
	s.phone.do(chromedp.WaitVisible(`body[data-state]`))
	s.balance(0)
	s.screen.sees("declined")
}
