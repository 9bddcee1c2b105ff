package web_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/hq/store/postgres/pgtest"
	"kioskd/sync/wire"
)

// TestBrowserWalk is an operator's first day: from an HQ without users to a refund
// by two people. axe-core looks at every page on the way.
//
// On PostgreSQL, too: there the same steps are taken at the same time.
func TestBrowserWalk(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) hq.Store{
		"memory":     func(*testing.T) hq.Store { return memory.New() },
		"postgresql": openPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, open(t))
		})
	}
}

func walk(t *testing.T, store hq.Store) {
	o := newOffice(t, store)
	kim := o.person()
	kim.arrives()
	shop := kim.enrols("shop-1", "shop-2", "shop-3")
	kim.watches(shop[0])
	kim.prices(shop)
	kim.settles(shop[0])
	kim.isAlarmed()
	kim.tellsOthers(shop[0])
	kim.bills()
	lee := kim.hires("lee")
	kim.refunds(lee, shop[0])
	kim.looksAround()
	kim.takesASecondStep()
	kim.album()
}

var server *pgtest.Cluster

func TestMain(m *testing.M) { pgtest.Main(m, func(c *pgtest.Cluster) { server = c }) }

func openPostgres(t *testing.T) hq.Store {
	t.Helper()
	address, err := pgtest.Need(t, server).Database(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := postgres.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// arrives: nobody can sign in yet, so this machine may add the first admin.
func (p person) arrives() {
	p.Helper()
	p.opens("/")
	p.sees("HQ has no users yet")
	p.opens("/users")
	p.fills("#new-user", "kim")
	p.presses("#add-user")
	link := p.reads("#link")
	p.do(chromedp.Navigate(p.o.server.URL + "/payments"))
	p.looks("sign-in")
	p.sees("Sign in")
	p.fills(`input[name="name"]`, "kim")
	p.fills(`input[name="password"]`, "a guess that is wrong")
	p.presses("main button")
	p.sees("Name, password or code is wrong.")
	p.comesIn(link, "")
}

// enrols lets kiosks in with codes, and sees the fleet grow without a reload.
func (p person) enrols(ids ...string) (all []*machine) {
	p.Helper()
	for _, id := range ids {
		p.do(chromedp.Navigate(p.o.server.URL + "/"))
		p.fills("#new-kiosk", id)
		p.presses("#make-code")
		code := p.reads("#code")
		if id == ids[0] {
			p.looks("code made")
		}
		p.do(chromedp.Navigate(p.o.server.URL + "/"))
		all = append(all, enrolled(p.T, p.o.server.URL, id, code))
		p.sees(id)
	}
	return all
}

const (
	paidKey = "0192f0c1-7a3e-7000-8000-0000abcd1234"
	toldKey = "0192f0c1-7a3e-7000-8000-0000abcd9999"
	lostKey = "0192f0c1-7a3e-7000-8000-0000efab5678"
)

// watches sees a payment arrive.
func (p person) watches(m *machine) {
	p.Helper()
	p.opens("/payments")
	p.sees("No payment has arrived yet")
	m.journal.Sale(paidKey, 12000)
	m.upload()
	p.sees("ABCD 1234")
	p.looks("payments")
	p.opens("/payments/shop-1/" + paidKey)
	p.opens("/payments/shop-1/" + paidKey + "/slip")
	p.opens("/kiosks/shop-1")
}

// prices rolls a document out to all, another to one in ten, and goes back.
func (p person) prices(shop []*machine) {
	p.Helper()
	p.offers(p.o.document(1, 6000), "100")
	p.sees("Offered to 100 %")
	p.waits(shop, 1, 3)

	p.do(chromedp.Navigate(p.o.server.URL + "/settings/edit"))
	p.fills("#document", p.o.document(2, 6500))
	p.presses("#check")
	p.sees("This is a good document.")
	p.sees("catalogue.items[tea].price")
	p.looks("settings edit")
	p.fills("#document", `{"version": 2,`)
	p.presses("#check")
	p.sees("unexpected end")
	p.offers(p.o.document(2, 6500), "10")
	p.sees("Offered to 10 %")
	p.waits(shop, 2, 1)
	p.do(chromedp.Poll(`document.querySelector(".tiles.small b").innerText === "1"`, nil)) // kept by one
	p.looks("rollout")

	p.presses("#go-back")
	var former string
	p.do(chromedp.Value("#document", &former, chromedp.ByQuery))
	if !strings.Contains(former, `"version": 3`) || !strings.Contains(former, `"price": 6000`) {
		p.Errorf("the way back is %s", former)
	}
	p.offers(former, "100")
	p.waits(shop, 3, 3)
	p.opens("/settings")
	p.opens("/settings/offer")
	p.opens("/kiosks/shop-2")
	p.sees("version 3: healthy")
}

// offers gives a document to HQ that was signed elsewhere.
func (p person) offers(document, percent string) {
	p.Helper()
	p.do(chromedp.Navigate(p.o.server.URL + "/settings/offer"))
	p.fills(`textarea[name="signed"]`, p.o.sign(document))
	p.fills(`input[name="percent"]`, percent)
	p.presses("#offer")
	p.sees("The document is offered.")
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
	p.opens("/cases")
	p.sees("Nothing waits for a person")
	m.journal.Add(wire.KindStarted, lostKey, wire.Body{Charge: &wire.Charge{Amount: 4500, Currency: "KRW"}})
	m.journal.Add(wire.KindUnresolved, lostKey, wire.Body{Reason: "The pad was exchanged while it answered."})
	m.upload()
	p.sees("EFAB 5678")
	p.looks("cases")
	p.opens("/payments/shop-1/" + lostKey)
	p.sees("Look in the VAN's portal")
	p.fills(`#settle input[name="reason"]`, "The VAN has no approval at this time.")
	p.presses("#settle button")
	p.sees("Settled by kim")
	p.opens("/cases")
	p.sees("Nothing waits for a person")
}

// isAlarmed sees an alarm come up on a page that is open, looks after it, and settles
// it.
func (p person) isAlarmed() {
	p.Helper()
	p.opens("/alarms")
	p.sees("No alarm is open")
	two := hq.Trouble{Kiosk: "shop-2", Reason: hq.AlarmTwo, Detail: "Two machines have this kiosk's identity."}
	if err := p.o.desk.HQ.Raise(p.Context(), two); err != nil {
		p.Fatal(err)
	}
	p.sees("two machines, one identity")
	p.do(chromedp.Poll(`document.querySelector("header .badge")?.innerText.startsWith("1")`, nil))
	p.looks("alarms open")
	p.opens("/kiosks/shop-2")
	p.sees("Two machines have this kiosk's identity.")
	p.do(chromedp.Navigate(p.o.server.URL + "/alarms/" + two.AlarmID()))
	p.looks("alarm")
	p.presses("#take")
	p.sees("The alarm is yours.")
	p.fills(`#settle input[name="note"]`, "The spare machine had a copy of the disk; it is wiped.")
	p.presses("#settle button")
	p.sees("Settled by kim")
	p.do(chromedp.Poll(`!document.querySelector("header .badge")`, nil))
}

// tellsOthers adds a webhook, and sees that a test and a payment were heard.
func (p person) tellsOthers(m *machine) {
	p.Helper()
	told := make(chan string, 10)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Webhook-Signature") == "" {
			p.Errorf("%v %v", err, r.Header)
		}
		told <- string(b)
	}))
	defer other.Close()
	p.opens("/webhooks")
	p.fills("#webhook-url", other.URL+"/kiosk")
	p.presses("#add-webhook")
	if secret := p.reads("#secret"); !strings.HasPrefix(secret, "whsec_") {
		p.Errorf("secret %q", secret)
	}
	p.looks("webhook secret")
	p.presses("#test")
	p.sees("heard")
	p.hears(told, `"type":"test"`)
	m.journal.Add(wire.KindStarted, toldKey, wire.Body{Charge: &wire.Charge{Amount: 7000, Currency: "KRW"}})
	m.journal.Add(wire.KindUnresolved, toldKey, wire.Body{Reason: "The pad was exchanged while it answered."})
	m.upload()
	p.hears(told, toldKey)
	p.sees("a payment needs a person")
	p.looks("webhook told")
	p.opens("/webhooks")
	p.sees("/kiosk")
}

// bills makes a bill at a kiosk, lets the kiosk ask for it, and takes it back.
func (p person) bills() {
	p.Helper()
	p.opens("/bills")
	p.sees("No bill is open.")
	p.fills("#token-kiosk", "shop-1")
	p.presses("#make-bill-token")
	if token := p.reads("#bill-token"); !strings.HasPrefix(token, "kioskbill_") {
		p.Errorf("token %q", token)
	}
	p.looks("bill token")
	p.fills("#bill-kiosk", "shop-1")
	p.fills("#bill-name", "Consultation")
	p.fills("#bill-amount", "15000")
	p.fills("#bill-key", "bill-0001")
	p.presses("#add-bill")
	p.sees("bill-0001")
	p.looks("bill open")
	p.presses(`form[action="/bills/bill-0001/announce"] button:first-of-type`)
	p.sees("Done.")
	p.presses(`button[formaction="/bills/bill-0001/withdraw"]`)
	p.sees("No bill is open.")
}

// hears waits for what another server is told.
func (p person) hears(told <-chan string, says string) {
	p.Helper()
	select {
	case got := <-told:
		if !strings.Contains(got, says) {
			p.Errorf("told %s, want %s", got, says)
		}
	case <-time.After(time.Minute):
		p.Fatalf("nobody was told %s", says)
	}
}

// hires adds a second person, at a browser of their own.
func (p person) hires(name string) person {
	p.Helper()
	p.opens("/users")
	p.fills("#new-user", name)
	p.presses("#add-user")
	other := p.o.person()
	other.comesIn(p.reads("#link"), "")
	other.opens("/account")
	return other
}

// refunds: one person asks, and cannot agree; the other agrees, with a signature
// that was made elsewhere.
func (p person) refunds(other person, m *machine) {
	p.Helper()
	p.do(chromedp.Navigate(p.o.server.URL + "/payments/shop-1/" + paidKey))
	p.presses("#refund")
	p.looks("refund ask")
	p.fills(`main input[name="reason"]`, "The tea was cold.")
	p.presses("main form button")
	p.sees("Another person has to agree.")
	p.looks("refund asked")
	all, err := p.o.desk.Refunds(p.Context())
	if err != nil || len(all) != 1 {
		p.Fatalf("%d refunds, %v", len(all), err)
	}
	signed := all[0].Command
	signed.Key = wire.KeyName(p.o.operator.Public().(ed25519.PublicKey))
	signed.Signature = wire.Sign(p.o.operator, wire.PurposeCommand, signed.SignedBytes("shop-1"))
	text, err := json.MarshalIndent(signed, "", "  ")
	if err != nil {
		p.Fatal(err)
	}
	if _, err := p.o.desk.Agree(p.Context(), people.Who{Name: "kim", Session: "s", Scopes: people.Scopes}, all[0].ID, &signed); err == nil {
		p.Error("who asked has agreed")
	}
	other.opens("/refunds")
	other.opens("/refunds/" + all[0].ID)
	other.fills(`textarea[name="signed"]`, string(text))
	other.presses(`form[action$="/agree"] button`)
	other.sees("The refund is on its way")
	other.sees("done")
	p.sees("lee") // at the first browser, by itself
	if !m.heard(func(got wire.Message) bool { c, ok := got.(*wire.Command); return ok && c.ID == signed.ID }) {
		p.Error("the kiosk was not told")
	}
	if r, err := p.o.desk.Refund(p.Context(), signed.ID); err != nil || r.State != desk.RefundSent || r.DecidedBy != "lee" {
		p.Errorf("%+v, %v", r, err)
	}
}

// takesASecondStep sets up a code of the phone, and signs in with it.
func (p person) takesASecondStep() {
	p.Helper()
	p.opens("/language?to=en&back=/account")
	p.fills(`form[action="/account/second"] input[name="code"]`, "000000")
	p.fills(`form[action="/account/second"] input[name="password"]`, secret)
	text := p.reads("#secret")
	p.presses(`form[action="/account/second"] button`)
	p.sees("this is not the code that the app shows now")
	p.fills(`form[action="/account/second"] input[name="code"]`, codeNow(p.T, text, 0))
	p.fills(`form[action="/account/second"] input[name="password"]`, secret)
	p.presses(`form[action="/account/second"] button`)
	p.sees("Write these codes down now")
	p.looks("recovery codes")
	p.presses(`form[action="/sign-out"] button`)
	p.fills(`input[name="name"]`, "kim")
	p.fills(`input[name="password"]`, secret)
	p.presses("main button")
	p.looks("second step")
	p.fills(`input[name="code"]`, "000000")
	p.presses("main button")
	p.looks("second step wrong")
	p.fills(`input[name="code"]`, codeNow(p.T, text, 1)) // the one before counts no more
	p.presses("main button")
	p.do(chromedp.Poll(`document.querySelector("header form button") !== null`, nil))
	p.opens("/language?to=ko&back=/users")
	p.fills("#new-user", "NOT A NAME")
	p.presses("#add-user")
	p.sees("이름은 영문 소문자")
	p.looks("refused in Korean")
}

// codeNow is the code of RFC 6238 so many steps of half a minute from now.
func codeNow(t *testing.T, text string, steps int64) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, time.Now().Unix()/30+steps)
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1_000_000)
}

// looksAround looks at what is left: books, audit, and a page that is not there.
func (p person) looksAround() {
	p.Helper()
	p.opens("/books?day=2026-11-21")
	p.fills(`textarea[name="statement"]`, "승인번호,금액\n30012345,12000\n77777777,500\n")
	p.presses(`form[action="/books"][method="post"] button`)
	p.sees("Differences: 1.")
	p.looks("books")
	p.opens("/audit?check")
	p.sees("entries, whole")
	p.opens("/nowhere")
	p.opens("/language?to=ko&back=/")
	p.sees("업로드 대기")
}
