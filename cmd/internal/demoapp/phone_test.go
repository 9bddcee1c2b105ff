package demoapp_test

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kioskd/cmd/internal/demoapp"
	"kioskd/sync/hq/pg/pgsim"
)

// openDemo opens the demo as the program does, with nobody's own providers.
func openDemo(t *testing.T, driver string) *shop {
	t.Helper()
	s := &shop{T: t, folder: t.TempDir()}
	demo, err := demoapp.Open(demoapp.Options{Folder: s.folder, Driver: driver, Phones: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s.demo = demo
	s.run(demo.Run)
	s.screen, s.phone = browse(t, 1080, 1920), browse(t, 390, 844)
	address, err := demo.Kiosk.ScreenURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.screen.do(chromedp.Navigate(address), chromedp.WaitVisible(`[data-screen="idle"]`))
	s.phone.do(chromedp.Navigate(demo.Phone.URL()), chromedp.Text("#card", &s.card))
	// What a link opens in a tab of its own would be out of this browser's sight.
	s.phone.do(chromedp.RemoveAttribute("#scan", "target"))
	return s
}

// scanAtPhone has the demo's phone read the code, and waits for the page behind it.
func (s *shop) scanAtPhone() {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.phone.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click("#scan")); err != nil {
		s.Fatal(err)
	}
}

// TestDemoByPhone: whoever runs the demo pays with the phone that stands beside it,
// and finds the payment on HQ's page.
func TestDemoByPhone(t *testing.T) {
	t.Parallel()
	s := openDemo(t, "smartro")
	s.screen.tap("start", "item-americano", "review", "pay", "choice-phone-kakaopay")
	s.screen.sees("scan-code")
	s.picture("demo-1-code", s.screen)
	s.picture("demo-2-phone", s.phone)
	s.scanAtPhone()
	s.mayPay("kakaopay")
	s.picture("demo-3-provider", s.phone)
	s.chooses(pgsim.Pay)
	s.screen.sees("approved")
	s.phone.state("done")
	s.picture("demo-4-done", s.phone)
	s.picture("demo-5-approved", s.screen)
	s.atHQ("kakaopay")
}

// atHQ waits until HQ's page lists a payment by that way.
func (s *shop) atHQ(way string) {
	s.Helper()
	s.phone.do(chromedp.Navigate("http://"+s.demo.HQ.Addr()+"/payments"), chromedp.WaitVisible("main"))
	s.picture("demo-6-hq", s.phone)
	var page string
	s.phone.do(chromedp.Text("main", &page))
	if !strings.Contains(page, "4,500") {
		s.Errorf("HQ's page of payments reads %q, and no payment by %s", page, way)
	}
}

// TestDemoByPoints: the shop in Berlin has no provider that takes euros, and its own
// points.
func TestDemoByPoints(t *testing.T) {
	t.Parallel()
	s := openDemo(t, "zvt")
	s.screen.tap("start", "item-espresso", "review", "pay")
	s.screen.do(chromedp.WaitVisible(named("choice-phone-points")), chromedp.WaitNotPresent(named("choice-phone-kakaopay")))
	s.screen.tap("choice-phone-points")
	s.screen.sees("scan-code")
	s.scanAtPhone()
	s.pays("points")
	s.screen.sees("approved")
}

// picture keeps what a browser shows where KIOSKD_PICTURES names a folder.
func (s *shop) picture(name string, b browser) {
	folder := os.Getenv("KIOSKD_PICTURES")
	if folder == "" {
		return
	}
	var png []byte
	b.do(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(folder+"/"+name+".png", png, 0o600); err != nil {
		s.Error(err)
	}
}
