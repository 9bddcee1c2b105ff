package web_test

import (
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// enrols lets kiosks in with codes, and sees the fleet grow without a reload.
func (p person) enrols(ids ...string) (all []*machine) {
	p.Helper()
	for _, id := range ids {
		p.Goes("/")
		p.Fills("#new-kiosk", id)
		p.Presses("#make-code")
		code := p.Reads("#code")
		if id == ids[0] {
			p.Looks("code made")
		}
		p.Goes("/")
		all = append(all, enrolled(p.T, p.o.server.URL, id, code))
		p.Sees(id)
	}
	return all
}

// watches sees a payment arrive.
func (p person) watches(m *machine) {
	p.Helper()
	p.Opens("/payments")
	p.Sees("No payment has arrived yet")
	m.journal.Sale(paidKey, 12000)
	m.upload()
	p.Sees("ABCD 1234")
	p.Looks("payments")
	p.Opens("/payments/shop-1/" + paidKey)
	p.Opens("/payments/shop-1/" + paidKey + "/slip")
	p.Opens("/kiosks/shop-1")
}

// prices rolls a document out to all, another to one in ten, and goes back.
func (p person) prices(shop []*machine) {
	p.Helper()
	p.offers(p.o.document(1, 6000), "100")
	p.Sees("Offered to 100 %")
	p.waits(shop, 1, 3)

	p.Goes("/settings/edit")
	p.Fills("#document", p.o.document(2, 6500))
	p.Presses("#check")
	p.Sees("This is a good document.")
	p.Sees("catalogue.items[tea].price")
	p.Looks("settings edit")
	p.Fills("#document", `{"version": 2,`)
	p.Presses("#check")
	p.Sees("unexpected end")
	p.offers(p.o.document(2, 6500), "10")
	p.Sees("Offered to 10 %")
	p.waits(shop, 2, 1)
	p.Do(chromedp.Poll(`document.querySelector(".tiles.small b").innerText === "1"`, nil)) // kept by one
	p.Looks("rollout")

	p.Presses("#go-back")
	var former string
	p.Do(chromedp.Value("#document", &former, chromedp.ByQuery))
	if !strings.Contains(former, `"version": 3`) || !strings.Contains(former, `"price": 6000`) {
		p.Errorf("the way back is %s", former)
	}
	p.offers(former, "100")
	p.waits(shop, 3, 3)
	p.Opens("/settings")
	p.Opens("/settings/offer")
	p.Opens("/kiosks/shop-2")
	p.Sees("version 3: healthy")
}

// offers gives a document to HQ that was signed elsewhere.
func (p person) offers(document, percent string) {
	p.Helper()
	p.Goes("/settings/offer")
	p.Fills(`textarea[name="signed"]`, p.o.sign(document))
	p.Fills(`input[name="percent"]`, percent)
	p.Presses("#offer")
	p.Sees("The document is offered.")
}

// waits waits until so many kiosks have heard of a version, and sees that no more
// have.
func (p person) waits(shop []*machine, version uint64, want int) {
	p.Helper()
	heard := 0
	for deadline := time.Now().Add(80 * time.Second); time.Now().Before(deadline); {
		heard = 0
		for _, m := range shop {
			if m.heard(func(got wire.Message) bool { s, ok := got.(*wire.Settings); return ok && s.Version == version }) {
				heard++
			}
		}
		if heard == want {
			return
		}
		<-p.o.desk.HQ.Changed()
	}
	p.Errorf("%d kiosks have heard of version %d, want %d", heard, version, want)
}

// settles closes a case that needs a person.
func (p person) settles(m *machine) {
	p.Helper()
	p.Opens("/cases")
	p.Sees("Nothing waits for a person")
	m.journal.Add(wire.KindStarted, lostKey, wire.Body{Charge: &wire.Charge{Amount: 4500, Currency: "KRW"}})
	m.journal.Add(wire.KindUnresolved, lostKey, wire.Body{Reason: "The pad was exchanged while it answered."})
	m.upload()
	p.Sees("EFAB 5678")
	p.Looks("cases")
	p.Opens("/payments/shop-1/" + lostKey)
	p.Sees("Look in the VAN's portal")
	p.Fills(`#settle input[name="reason"]`, "The VAN has no approval at this time.")
	p.Presses("#settle button")
	p.Sees("Settled by kim")
	p.Opens("/cases")
	p.Sees("Nothing waits for a person")
}

// isAlarmed sees an alarm come up on a page that is open, looks after it, and settles
// it.
func (p person) isAlarmed() {
	p.Helper()
	p.Opens("/alarms")
	p.Sees("No alarm is open")
	two := hq.Trouble{Kiosk: "shop-2", Reason: hq.AlarmTwo, Detail: "Two machines have this kiosk's identity."}
	if err := p.o.desk.HQ.Raise(p.Context(), two); err != nil {
		p.Fatal(err)
	}
	p.Sees("two machines, one identity")
	p.Do(chromedp.Poll(`document.querySelector("header .badge")?.innerText.startsWith("1")`, nil))
	p.Looks("alarms open")
	p.Opens("/kiosks/shop-2")
	p.Sees("Two machines have this kiosk's identity.")
	p.Do(chromedp.Navigate(p.o.server.URL + "/alarms/" + two.AlarmID()))
	p.Looks("alarm")
	p.Presses("#take")
	p.Sees("The alarm is yours.")
	p.Fills(`#settle input[name="note"]`, "The spare machine had a copy of the disk; it is wiped.")
	p.Presses("#settle button")
	p.Sees("Settled by kim")
	p.Do(chromedp.Poll(`!document.querySelector("header .badge")`, nil))
}
