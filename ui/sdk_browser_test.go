package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

const appPage = `<!doctype html><meta charset="utf-8"><title>shop</title><script src="/sdk/v1/kiosk.global.js"></script>
<body><h1>The app's own page</h1></body>`

// inApp opens a web app of one page that has loaded the SDK, as the kiosk does. The
// scripts run before those of every page and frame.
func inApp(t *testing.T, page string, scripts ...string) finger {
	t.Helper()
	apps := &shelf{pages: map[string]string{"shop": page}}
	d := serve(t, ui.Options{
		Agent: fake.New(), Paper: fake.NewPaper(), Apps: apps,
		About: ui.About{Kiosk: "k1", Serial: "SN-0042", Version: "v1.2.3", VAN: "SMARTRO", Orders: "app", AppLimit: 300_000, AppRefunds: true},
	})
	apps.inUse = "shop"
	f := browser(t, d, scripts...)
	f.do(chromedp.Navigate(d.url + d.launch()))
	return f
}

// outcome is what became of a promise: its value, or the error's names.
type outcome struct {
	Value json.RawMessage
	Code  string
	Name  string
	Fault int
	Said  string // the advice
}

// calls evaluates a promise of the page and waits for its outcome.
func (f finger) calls(script string) (o outcome) {
	f.Helper()
	wrapped := fmt.Sprintf(`(async () => { try { return JSON.stringify({value: await (%s)}) } catch (e) { return JSON.stringify({code: e.code ?? String(e), name: e.name, fault: e.fault, said: e.advice}) } })()`, script)
	var text string
	f.do(chromedp.Evaluate(wrapped, &text, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		f.Fatalf("%s: %v", text, err)
	}
	return o
}

// begins evaluates a promise and does not wait; its outcome is read by ends.
func (f finger) begins(name, script string) {
	f.Helper()
	f.do(chromedp.Evaluate(fmt.Sprintf(`void (window[%q] = Promise.resolve(%s)); window[%q].catch(() => {}); 0`, name, script, name), nil))
}

func (f finger) ends(name string) outcome {
	f.Helper()
	return f.calls(fmt.Sprintf("window[%q]", name))
}

// pending reports that a promise has not settled for a moment.
func (f finger) pending(name string) bool {
	f.Helper()
	o := f.calls(fmt.Sprintf(`Promise.race([window[%q].then(() => 1, () => 1), new Promise(r => setTimeout(r, 400, 2))])`, name))
	return string(o.Value) == "2"
}

// inScreens is a selector's look into the kiosk's screens over the app's page.
func (f finger) inScreens(screen string) {
	f.Helper()
	look := fmt.Sprintf(`document.querySelector("#kioskd-screens iframe")?.contentDocument?.querySelector('[data-screen=%q]') != null`, screen)
	f.do(chromedp.Poll(look, nil, chromedp.WithPollingInterval(20*time.Millisecond)))
}

func (f finger) noScreens() {
	f.Helper()
	f.do(chromedp.Poll(`document.querySelector("#kioskd-screens") === null`, nil, chromedp.WithPollingInterval(20*time.Millisecond)))
}

// approve has the fake agent show an approval of a key.
func (f finger) approve(key pay.Key) pay.Payment {
	f.Helper()
	p := f.booked(key)
	p.Status, p.Approval = pay.Approved, fake.Approval(p.Order)
	f.agent.Book(p)
	f.agent.Show(fake.Ended(p.Order, agent.Approved, pay.Approved))
	return p
}

func (f finger) booked(key pay.Key) pay.Payment {
	f.Helper()
	p, err := f.agent.Payment(f.ctx, key)
	if err != nil {
		f.Fatal(err)
	}
	return p
}

const ownOrder = `kiosk.orders.createOwn({key: "page-order-1", amounts: {supply: 9091, vat: 909, tax_free: 0, service: 0}, lines: [{item: "", name: "Tea", price: 10000, quantity: 1, tax: "taxed"}]})`

// TestSDKPays: a page orders, the kiosk's screens lie over it while the customer
// pays, and it goes on with what the card company said.
func TestSDKPays(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage)
	info := f.calls(`kiosk.connect().then((i) => [i.serial_number, i.merchant.business_number, kiosk.supports("refund"), kiosk.supports("teleport")])`)
	if string(info.Value) != `["SN-0042","123-45-67890",true,false]` {
		t.Errorf("about the kiosk: %s %s", info.Value, info.Code)
	}
	if o := f.calls(ownOrder); o.Code != "" {
		t.Fatalf("order: %+v", o)
	}
	f.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000, screens: "payment"})`)
	f.inScreens("insert-card")
	f.approve("page-order-1")
	o := f.ends("paid")
	var got struct {
		Outcome string
		Payment struct {
			Approval   struct{ Number string }
			ApprovedMS int64 `json:"approved_ms"`
		}
	}
	if err := json.Unmarshal(o.Value, &got); err != nil || got.Outcome != "approved" || got.Payment.Approval.Number != "30047211" || got.Payment.ApprovedMS == 0 {
		t.Errorf("%+v, %v", o, err)
	}
	f.noScreens()
	for gone := f.server.Presence().Beats; ; f.do(chromedp.Sleep(20 * time.Millisecond)) {
		if p := f.server.Presence(); !p.Away && p.Beats > gone+1 { // one may be the screens' goodbye
			break // the app's page beats again by itself
		}
	}
	want := []string{"app-order page-order-1 {9091 909 0 0} 1 lines", "pay page-order-1 10000", "dismiss page-order-1"}
	if diff := cmp.Diff(want, f.agent.Heard()); diff != "" {
		t.Errorf("what the agent heard (-want +got):\n%s", diff)
	}
}

// TestSDKReload: a page that was loaded anew finds the running payment, with its
// screens, and hears of its end.
func TestSDKReload(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage)
	f.calls(ownOrder)
	f.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000})`)
	f.inScreens("insert-card")
	f.do(chromedp.Reload())
	f.begins("paid", `kiosk.payment.resume()`)
	f.inScreens("insert-card")
	f.approve("page-order-1")
	f.inScreens("approved")
	if !f.pending("paid") {
		t.Error("the page was told before its customer had left the kiosk's screens")
	}
	f.agent.Show(fake.Idle())
	if o := f.ends("paid"); o.Code != "" || len(f.intents("pay")) != 1 {
		t.Errorf("%+v, payments %q", o, f.intents("pay"))
	}
	f.noScreens()
	if o := f.calls(`kiosk.payment.resume()`); string(o.Value) != "" {
		t.Errorf("nothing runs, and there is %s to resume", o.Value)
	}
}

// TestSDKUnknown: what nobody knows is never told as an ending. The promise waits
// under the kiosk's own screen, and fails by name once a person has to look.
func TestSDKUnknown(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage)
	f.calls(ownOrder)
	f.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000, screens: "payment"})`)
	f.inScreens("insert-card")
	p := f.booked("page-order-1")
	for _, moving := range []agent.State{agent.Uncertain, agent.Resolving} {
		p.Status = pay.Uncertain
		f.agent.Book(p)
		f.agent.Show(fake.Ended(p.Order, moving, pay.Uncertain))
		f.inScreens("uncertain")
		if !f.pending("paid") {
			t.Errorf("an unknown outcome (%s) was told: %+v", moving, f.ends("paid"))
		}
	}
	p.Status = pay.Unresolved
	f.agent.Book(p)
	f.agent.Show(fake.Ended(p.Order, agent.Unresolved, pay.Unresolved))
	f.inScreens("unresolved")
	if !f.pending("paid") {
		t.Error("told while the kiosk's own screen stands")
	}
	f.agent.Show(fake.Idle())
	if o := f.ends("paid"); o.Code != "unresolved" || o.Name != "KioskError" || o.Said == "" {
		t.Errorf("%+v, want the error unresolved", o)
	}
}

// TestSDKRefusals: whatever goes wrong has a name, and says what to do next.
func TestSDKRefusals(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage)
	if o := f.calls(`(async () => kiosk.supports("refund"))()`); o.Code != "not-connected" {
		t.Errorf("before connect: %+v", o)
	}
	for script, code := range map[string]string{
		`kiosk.payment.start({key: "x", amount: 1})`:                                                         "invalid",
		`kiosk.payment.start({key: "order-1", amount: 0.5})`:                                                 "invalid",
		`kiosk.payment.start({key: "order-1", amount: "1"})`:                                                 "invalid",
		`kiosk.payment.start({key: "order-1", amount: -1})`:                                                  "invalid",
		`kiosk.payment.start({key: "order-1", amount: 1, screens: "some"})`:                                  "invalid",
		`kiosk.payment.start({key: "nobody-knows", amount: 1})`:                                              "not-found",
		`kiosk.payment.get("../../etc")`:                                                                     "invalid",
		`kiosk.orders.create([{item: "gold", quantity: 1}])`:                                                 "invalid",
		`kiosk.orders.createOwn({key: "order-1"})`:                                                           "invalid",
		`kiosk.orders.createOwn({key: "order-1", amounts: {supply: 1e99, vat: 0, tax_free: 0, service: 0}})`: "invalid",
		`kiosk.access.set({text: 900})`:                                                                      "invalid",
	} {
		if o := f.calls(script); o.Code != code || o.Name != "KioskError" || o.Said == "" {
			t.Errorf("%s: %+v, want %s with advice", script, o, code)
		}
	}
	for fault, code := range map[*agent.Fault]string{
		agent.FaultAmount: "amount", agent.FaultConflict: "conflict", agent.FaultBusy: "busy", agent.FaultPad: "pad", agent.FaultResolving: "not-now",
		agent.FaultClosed: "not-now", agent.FaultAppAmount: "not-allowed", agent.FaultAppLimit: "not-allowed", agent.FaultMemory: "refused",
	} {
		f.agent.Refuse(fmt.Errorf("no: %w", fault))
		if o := f.calls(ownOrder); o.Code != code || o.Fault != fault.Number || o.Said != fault.Next {
			t.Errorf("fault %d: %+v, want %s", fault.Number, o, code)
		}
	}
}

// TestSDKHandsOverModes: the page that takes the order hands over how its
// customer is served, and the next one begins as usual.
func TestSDKHandsOverModes(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage)
	f.begins("seen", `new Promise((told) => kiosk.onView((v) => v.modes.text === 150 && told(v.modes)))`)
	f.calls(`kiosk.access.set({text: 150, language: "ja"})`)
	if o := f.calls(`kiosk.access.set({contrast: true})`); string(o.Value) != `{"language":"ja","text":150,"contrast":true,"low":false,"speech":false,"private":false}` {
		t.Errorf("%s %s", o.Value, o.Code)
	}
	if o := f.ends("seen"); o.Code != "" {
		t.Errorf("%+v", o)
	}
	if o := f.calls(`kiosk.access.reset().then(() => kiosk.access.get())`); string(o.Value) != `{"text":100,"contrast":false,"low":false,"speech":false,"private":false}` {
		t.Errorf("the next customer has %s %s", o.Value, o.Code)
	}
}

// TestSDKFromElsewhere: a page that the kiosk does not serve is told by name why
// it reaches nothing; what it tries all the same reaches nobody.
func TestSDKFromElsewhere(t *testing.T) {
	t.Parallel()
	d := open(t)
	foreign := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<!doctype html><title>elsewhere</title>`)
	}))
	t.Cleanup(foreign.Close)
	f := browser(t, d)
	_, port, _ := strings.Cut(strings.TrimPrefix(foreign.URL, "http://"), ":")
	f.do(chromedp.Navigate(d.url+d.launch()), chromedp.WaitVisible(`[data-screen="idle"]`), chromedp.Navigate("http://elsewhere.example:"+port))
	load := fmt.Sprintf(`import(%q).then(({kiosk}) => `, d.url+"/sdk/v1/kiosk.js")
	const cut = `window.reach ??= window.fetch; window.fetch = () => Promise.reject(new TypeError("Failed to fetch"))`
	for _, c := range []struct{ state, fetch, code string }{{"prompt", "", "not-served-by-kiosk"}, {"granted", cut, "unreachable"}, {"denied", cut, "local-network-blocked"}} {
		state, code := c.state, c.code
		f.do(chromedp.Evaluate(fmt.Sprintf(`Object.defineProperty(navigator, "permissions", {configurable: true, value: {query: async () => ({state: %q})}}); %s; 0`, state, c.fetch), nil))
		if o := f.calls(load + `kiosk.orders.create([{item: "water", quantity: 1}]))`); o.Code != code || o.Said == "" {
			t.Errorf("permission %s: %+v, want %s", state, o, code)
		}
	}
	f.calls(fmt.Sprintf(`reach(%q, {method: "POST", mode: "no-cors", credentials: "include", body: %q})`, d.url+"/api/v1/orders", goodOrder))
	if heard := f.agent.Heard(); len(heard) > 0 {
		t.Errorf("the agent heard %q", heard)
	}
}

// TestSDKIgnoresMessages: the SDK hears the agent and nobody else, whatever a
// window sends.
func TestSDKIgnoresMessages(t *testing.T) {
	t.Parallel()
	f := inApp(t, appPage)
	f.calls(ownOrder)
	f.begins("paid", `kiosk.payment.start({key: "page-order-1", amount: 10000})`)
	f.inScreens("insert-card")
	before := f.agent.Heard()
	f.do(chromedp.Evaluate(`for (const data of [{type: "SUCCESS"}, {event: "view", state: "approved", payment: {key: "page-order-1", status: "approved"}}, "approved", {kiosk: "close"}]) {
		window.postMessage(data, "*"); document.querySelector("#kioskd-screens iframe").contentWindow.postMessage(data, "*") }`, nil))
	if !f.pending("paid") {
		t.Errorf("a message ended a payment: %+v", f.ends("paid"))
	}
	f.inScreens("insert-card")
	if diff := cmp.Diff(before, f.agent.Heard()); diff != "" {
		t.Errorf("a message reached the agent (-before +after):\n%s", diff)
	}
}
