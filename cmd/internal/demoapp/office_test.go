package demoapp_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kioskd/agent/pay"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/web/webtest"
	"kioskd/sync/wire"
)

// TestOfficeAndKiosks is an operator's first day with nothing simulated but the pad:
// two kiosks enrol with codes from the page, one sells to a customer at its own
// screen, a price goes to one kiosk in ten and back, and two people refund.
func TestOfficeAndKiosks(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	kim := clerk{webtest.Sit(t, f.hq.URL()), f}
	kim.arrives()
	kim.enrols("kiosk-1")
	kim.enrols("kiosk-2")
	kim.offers(f.document(1, 4500), "100")
	kim.keeps(2)
	sold := kim.watches(f.kiosks[0])
	kim.triesPrice()
	kim.goesBack()
	kim.refunds(kim.hires("lee"), f.kiosks[0], sold)
}

// clerk sits at HQ.
type clerk struct {
	webtest.Person
	f *fleet
}

// arrives is the first to come in, and has this machine's word for it.
func (c clerk) arrives() {
	c.Helper()
	c.Goes("/users")
	c.Fills("#new-user", "kim")
	c.Presses("#add-user")
	c.ComesIn(c.Reads("#link"), "")
}

// hires adds a second person, at a browser of their own.
func (c clerk) hires(name string) clerk {
	c.Helper()
	c.Goes("/users")
	c.Fills("#new-user", name)
	c.Presses("#add-user")
	other := clerk{webtest.Sit(c.T, c.URL), c.f}
	other.ComesIn(c.Reads("#link"), "")
	return other
}

// enrols makes a code on the page, types it at a kiosk, and sees the kiosk come.
func (c clerk) enrols(id string) {
	c.Helper()
	c.Goes("/")
	c.Fills("#new-kiosk", id)
	c.Presses("#make-code")
	code := c.Reads("#code")
	c.Goes("/")
	c.f.begins(id, code)
	c.Sees(id)
}

// watches has a customer pay at a kiosk's screen, and sees the payment come up on a
// page that is open already. It returns the payment's page.
func (c clerk) watches(k *kiosk) (page string) {
	c.Helper()
	c.Goes("/payments")
	c.Sees("No payment has arrived yet")
	k.sells("americano")
	c.Sees(k.id)
	c.Sees("paid")
	c.Looks("a payment")
	var href string
	var ok bool
	c.Do(chromedp.AttributeValue(`td.code a`, "href", &href, &ok, chromedp.ByQuery))
	k.padHolds(4500)
	return href
}

// sells has a customer order and pay at the screen.
func (k *kiosk) sells(item string) {
	k.Helper()
	address, err := k.app.ScreenURL(k.Context())
	if err != nil {
		k.Fatal(err)
	}
	screen := browse(k.T, 1080, 1920)
	screen.do(chromedp.Navigate(address), chromedp.WaitVisible(`[data-screen="idle"]`))
	screen.tap("start", "item-"+item, "review", "pay")
	screen.sees("approved")
	screen.tap("done")
}

// document is a shop with one thing to sell, and says who may sign refunds.
func (f *fleet) document(version int, price pay.Amount) string {
	return fmt.Sprintf(`{"version":%d,"for":["*"],
  "catalogue":{"currency":"KRW","vat_percent":10,"items":[{"id":"americano","name":{"ko":"아메리카노","en":"Americano"},"price":%d,"tax":"taxed"}]},
  "limits":{"void_each":20000,"void_per_day":100000,"request":50000},"operators":[%q]}`,
		version, price, wire.EncodeKey(f.operator.Public().(ed25519.PublicKey)))
}

// triesPrice offers a dearer document to one kiosk in ten: one of two takes it, the
// other sells on at the old price.
func (c clerk) triesPrice() {
	c.Helper()
	c.offers(c.f.document(2, 4900), "10")
	c.keeps(1)
	c.Looks("a price on trial")
	c.f.prices(1)
}

// goesBack has the former document come back under the next version.
func (c clerk) goesBack() {
	c.Helper()
	c.Presses("#go-back")
	var former string
	c.Do(chromedp.Value("#document", &former, chromedp.ByQuery))
	c.offers(former, "100")
	c.keeps(2)
	c.f.prices(0)
}

// prices looks how many kiosks sell at the new price.
func (f *fleet) prices(want int) {
	f.Helper()
	dear := 0
	for _, k := range f.kiosks {
		switch got := k.price("americano"); got {
		case 4900:
			dear++
		case 4500:
		default:
			f.Errorf("%s sells at %d", k.id, got)
		}
	}
	if dear != want {
		f.Errorf("%d of %d kiosks sell at the new price, want %d", dear, len(f.kiosks), want)
	}
}

// offers signs a document where the key is, and offers it to so many percent.
func (c clerk) offers(document, percent string) {
	c.Helper()
	c.Goes("/settings/offer")
	c.Fills(`textarea[name="signed"]`, c.f.sign(document))
	c.Fills(`input[name="percent"]`, percent)
	c.Presses("#offer")
	c.Sees("The document is offered.")
}

// keeps waits until so many kiosks have said that they keep the document.
func (c clerk) keeps(kiosks int) {
	c.Helper()
	c.Do(chromedp.Poll(fmt.Sprintf(`document.querySelector(".tiles.small b").innerText === "%d"`, kiosks), nil, chromedp.WithPollingTimeout(webtest.Patience)))
}

// sign does what kioskhq settings sign does.
func (f *fleet) sign(document string) string {
	f.Helper()
	var line bytes.Buffer
	var head struct {
		Version uint64   `json:"version"`
		For     []string `json:"for"`
	}
	if err := json.Compact(&line, []byte(document)); err != nil {
		f.Fatal(err)
	}
	if err := json.Unmarshal(line.Bytes(), &head); err != nil {
		f.Fatal(err)
	}
	return f.text(desk.Signed{Version: head.Version, For: head.For, Key: wire.KeyName(f.settings.Public().(ed25519.PublicKey)),
		Signature: wire.Sign(f.settings, wire.PurposeSettings, line.Bytes()), Document: line.Bytes()})
}

func (f *fleet) text(v any) string {
	f.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		f.Fatal(err)
	}
	return string(text)
}

// refunds: one person asks; the other has the command signed where the operator's key
// is, and agrees. The money goes back at the pad, and both pages say so.
func (c clerk) refunds(other clerk, k *kiosk, payment string) {
	c.Helper()
	c.Goes(payment)
	c.Presses("#refund")
	c.Fills(`main input[name="reason"]`, "The coffee was cold.")
	c.Presses("main form button")
	c.Sees("Another person has to agree.")
	var at string
	c.Do(chromedp.Evaluate(`location.pathname`, &at))
	k.padHolds(4500)
	other.Goes(at)
	other.Fills(`textarea[name="signed"]`, other.signed(at))
	other.Presses(`form[action$="/agree"] button`)
	other.Sees("The refund is on its way")
	other.Sees("done")
	k.padHolds(0)
	c.Sees("lee") // at the first browser, by itself
	c.Goes(payment)
	c.Sees("given back")
}

// signed saves a refund's command and signs it, as kioskhq sign does.
func (c clerk) signed(refund string) string {
	c.Helper()
	var text string
	c.Do(chromedp.Evaluate(fmt.Sprintf(`fetch(%q).then((r) => r.text())`, refund+"/command.json"), &text, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	u, err := desk.ParseUnsigned([]byte(text))
	if err != nil {
		c.Fatal(err)
	}
	u.Command.Key = wire.KeyName(c.f.operator.Public().(ed25519.PublicKey))
	u.Command.Signature = wire.Sign(c.f.operator, wire.PurposeCommand, u.Command.SignedBytes(u.Kiosk))
	return c.f.text(u.Command)
}
