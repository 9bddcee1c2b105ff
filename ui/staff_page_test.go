package ui_test

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
	"kioskd/ui/pin"
)

const staffPIN = "271828"

// safe is a vault in memory.
type safe struct {
	mu     sync.Mutex // guards values
	values map[string][]byte
}

func (s *safe) Get(name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return v, nil
}

func (s *safe) Put(name string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[name] = value
	return nil
}

// behindDoor serves a kiosk whose staff page opens with a PIN.
func behindDoor(t *testing.T) (door, *fake.Backstage) {
	t.Helper()
	d := pin.New(&safe{values: map[string][]byte{}}, nil)
	if err := d.Set(t.Context(), staffPIN); err != nil {
		t.Fatal(err)
	}
	shop := &fake.Backstage{}
	return serve(t, ui.Options{Agent: fake.New(), Paper: fake.NewPaper(), Backstage: shop, Door: d, Staff: "the-people"}), shop
}

// onStaff sends requests to the staff page's origin.
func (d door) onStaff() door {
	_, port, _ := strings.Cut(strings.TrimPrefix(d.url, "http://"), ":")
	d.url = "http://staff.localhost:" + port
	return d
}

// TestStaffSession: what is behind the PIN is for who entered it, on the staff
// page's own origin.
func TestStaffSession(t *testing.T) {
	t.Parallel()
	d, shop := behindDoor(t)
	at := d.onStaff()
	if got := at.ask("POST", "/api/v1/staff/session", `{"pin":"`+staffPIN+`"}`).StatusCode; got != 401 {
		t.Errorf("a program that was not launched signs in: %d", got)
	}
	if got := d.ask("GET", "/staff", "").StatusCode; got != 200 { // the kiosk's own page leads there
		t.Fatalf("the way to the staff page: %d", got)
	}
	for _, path := range []string{"", "/overview", "/sales", "/totals"} {
		if p := refused(t, at.ask("GET", "/api/v1/staff"+path, ""), 401); p.Type != "urn:kioskd:problem:signed-out" {
			t.Errorf("%s before the PIN: %s", path, p.Type)
		}
	}
	if p := refused(t, at.ask("POST", "/api/v1/staff/session", `{"pin":"000000"}`), 401); p.Type != "urn:kioskd:problem:pin" {
		t.Errorf("a wrong PIN: %s", p.Type)
	}
	if got := at.ask("POST", "/api/v1/staff/session", `{"pin":"`+staffPIN+`"}`).StatusCode; got != 204 {
		t.Fatalf("the PIN: %d", got)
	}
	for request, status := range map[string]int{
		"GET ": 200, "GET /overview": 200, "GET /sales": 200, "GET /totals?day=2026-01-05": 200, "GET /totals?day=5.1.": 400,
		"POST /pad-test": 200, "POST /send-now": 202,
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := at.ask(method, "/api/v1/staff"+path, "").StatusCode; got != status {
			t.Errorf("%s: %d, want %d", request, got, status)
		}
	}
	if got := at.ask("POST", "/api/v1/staff/order-1/override", `{"name":"Kim","reason":"stuck"}`).StatusCode; got != 204 {
		t.Errorf("an override: %d", got)
	}
	if got := d.ask("POST", "/api/v1/staff/session", `{"pin":"`+staffPIN+`"}`).StatusCode; got != 403 {
		t.Errorf("the customers' page signs in: %d", got)
	}
	if got := d.ask("GET", "/api/v1/staff", "").StatusCode; got != 401 {
		t.Errorf("the customers' page reads the list: %d", got)
	}
	if got := at.ask("POST", "/api/v1/orders", goodOrder, header("Origin", d.url)).StatusCode; got != 403 {
		t.Errorf("from another origin: %d", got)
	}
	at.ask("DELETE", "/api/v1/staff/session", "")
	refused(t, at.ask("GET", "/api/v1/staff/overview", ""), 401)
	if diff := cmp.Diff([]string{"override order-1 Kim stuck"}, only(d.agent.Heard(), "override")); diff != "" {
		t.Errorf("the agent heard (-want +got):\n%s", diff)
	}
	if heard := shop.Heard(); len(heard) != 3 {
		t.Errorf("backstage heard %q", heard)
	}
}

func only(heard []string, kind string) (some []string) {
	for _, h := range heard {
		if strings.HasPrefix(h, kind) {
			some = append(some, h)
		}
	}
	return some
}

// TestStaffLockout: guessing by the API gets slow, and nobody tells how near.
func TestStaffLockout(t *testing.T) {
	t.Parallel()
	d, _ := behindDoor(t)
	d.ask("GET", "/staff", "")
	at := d.onStaff()
	for range 5 {
		refused(t, at.ask("POST", "/api/v1/staff/session", `{"pin":"111112"}`), 401)
	}
	if p := refused(t, at.ask("POST", "/api/v1/staff/session", `{"pin":"`+staffPIN+`"}`), 429); p.Type != "urn:kioskd:problem:locked" {
		t.Errorf("the right PIN at a locked door: %s", p.Type)
	}
}

// TestStaffTypes compares the staff page's types with our structs.
func TestStaffTypes(t *testing.T) {
	t.Parallel()
	compareTypes(t, map[string]any{
		"Overview": ui.Overview{}, "Waiting": ui.Waiting{}, "HQ": ui.HQ{}, "Disk": ui.Disk{}, "PadTest": ui.PadTest{},
		"DayTotals": ui.DayTotals{}, "Sale": ui.Sale{}, "Case": agent.Case{},
	}, "web/src/staff/api.ts")
}

// TestStaffLeaves: a page that somebody walked away from is shut.
func TestStaffLeaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := ui.NewGuests()
		first := g.Admit()
		for range 20 {
			time.Sleep(time.Minute)
			if !g.Knows(first) {
				t.Fatal("forgotten while at work")
			}
		}
		time.Sleep(10 * time.Minute)
		if g.Knows(first) {
			t.Error("signed in after ten minutes alone")
		}
		second := g.Admit()
		for i := 0; g.Knows(second); i++ {
			if i > 31 {
				t.Fatal("signed in for ever")
			}
			time.Sleep(time.Minute)
		}
		third := g.Admit()
		g.Dismiss(third)
		if g.Knows(third) || g.Knows("") {
			t.Error("known after signing out")
		}
	})
}

// TestBrowserStaff: a person signs in, tests the pad, decides a case, gives money
// back, prints a slip again, and leaves.
func TestBrowserStaff(t *testing.T) {
	t.Parallel()
	d, shop := behindDoor(t)
	shop.Sell(ui.Sale{Key: "order-7", Reference: "ORDR 7", At: fake.At, Status: pay.Approved, Amount: 9000, Left: 9000, Currency: pay.KRW, Number: "30047211"})
	f := browser(t, d)
	f.do(chromedp.Navigate(d.url+d.launch()), chromedp.WaitVisible(named("store")))
	f.hold("store")
	f.sees("staff-pin")
	f.tap("staff-language-en", "key-1", "key-2", "key-3", "key-4", "key-5", "key-5", "key-open")
	f.do(chromedp.Poll(`document.querySelector('[data-testid="pin-says"]').textContent === "This is not the PIN"`, nil))
	f.enterPIN()
	f.sees("staff")
	if got := f.reads("state-waiting"); !strings.Contains(got, "3 records, ₩12,000") {
		t.Errorf("waiting: %q", got)
	}
	if got := f.reads("net"); got != "₩54,000" {
		t.Errorf("net of the day: %q", got)
	}
	f.tap("pad-test")
	f.saysOnStaff("The pad answered in 42 ms (Smartro TL-3500)")
	f.tap("send-now")
	f.saysOnStaff("HQ is being called")
	f.tap("override")
	f.do(chromedp.SendKeys(named("ask-name"), "Kim"), chromedp.SendKeys(named("ask-reason"), "asked the card company"))
	f.tap("ask-do")
	f.saysOnStaff("Kim let the kiosk go on: asked the card company")
	f.tap("refund")
	if got := f.js(`return document.querySelector("#ask").textContent`); !strings.Contains(got, "₩9,000 of payment ORDR 7") {
		t.Errorf("asked with %q", got)
	}
	f.do(chromedp.SendKeys(named("ask-reason"), "cold coffee"))
	f.tap("ask-do")
	f.saysOnStaff("The money is on its way back")
	f.tap("reprint")
	f.saysOnStaff("The receipt is being printed")
	heard := f.agent.Heard()
	if got := only(heard, "override"); len(got) != 1 || got[0] != "override order-1 Kim asked the card company" {
		t.Errorf("overrides %q", got)
	}
	if got := only(heard, "refund"); len(got) != 1 || !strings.HasPrefix(got[0], "refund order-7 staff-") || !strings.HasSuffix(got[0], " 0 cold coffee") {
		t.Errorf("refunds %q", got)
	}
	f.tap("staff-lock")
	f.sees("staff-pin")
	f.do(chromedp.Reload())
	f.sees("staff-pin")
	f.tap("staff-leave")
	f.sees("idle")
}

// TestBrowserStaffCode: where the kiosk says that something is wrong, a finger kept
// on the code leads to the staff page, and a touch of it does not.
func TestBrowserStaffCode(t *testing.T) {
	t.Parallel()
	d, _ := behindDoor(t)
	f := browse(t, d)
	f.agent.Refuse(agent.FaultPadSilent)
	f.tap("start", "item-water", "review", "pay")
	f.sees("no-pad")
	f.toStaffBy("staff-code")
	f.agent.Refuse(nil)
	f.do(chromedp.Navigate(f.url + "/"))
	unresolved := fake.Ended(f.order(), agent.Unresolved, pay.Unresolved)
	unresolved.Fault = agent.FaultUnresolved
	f.agent.Show(unresolved)
	f.sees("unresolved")
	f.toStaffBy("fault")
}

func (f finger) toStaffBy(code string) {
	f.Helper()
	f.do(chromedp.Click(named(code)), chromedp.WaitVisible(named(code)))
	f.hold(code)
	f.sees("staff-pin")
}

// TestBrowserStaffLockout: the screen says how long to wait.
func TestBrowserStaffLockout(t *testing.T) {
	t.Parallel()
	d, _ := behindDoor(t)
	f := browser(t, d)
	f.do(chromedp.Navigate(d.url+d.launch()), chromedp.WaitVisible(named("store")), chromedp.Navigate(d.url+"/staff"))
	f.sees("staff-pin")
	f.tap("staff-language-en")
	for range 5 {
		f.tap("key-9", "key-9", "key-open")
		f.do(chromedp.Poll(`document.querySelector('[data-testid="pin-dots"]').textContent === "–"`, nil))
	}
	f.enterPIN()
	f.do(chromedp.Poll(`document.querySelector('[data-testid="pin-says"]').textContent.startsWith("Too many wrong PINs. Please wait (")`, nil))
}

func (f finger) enterPIN() {
	f.Helper()
	for _, digit := range staffPIN {
		f.tap("key-" + string(digit))
	}
	f.tap("key-open")
}

// hold keeps a finger on something, by a clock that runs fast.
func (f finger) hold(id string) {
	f.Helper()
	f.do(chromedp.Evaluate(`{ const slow = window.setTimeout; window.setTimeout = (f, ms, ...more) => slow(f, ms / 50, ...more);
		document.querySelector('[data-testid="`+id+`"]').dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, clientX: 10, clientY: 10})); }`, nil))
}

func (f finger) saysOnStaff(words string) {
	f.Helper()
	err := chromedp.Run(f.ctx, chromedp.Poll(`document.querySelector('[data-testid="staff-says"]').textContent.trim() === `+"`"+words+"`", nil, chromedp.WithPollingTimeout(10*time.Second)))
	if err != nil {
		f.Fatalf("the page says %q, want %q", f.reads("staff-says"), words)
	}
}
