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
	"kioskd/sync/hq/web/webtest"
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
	p.Opens("/")
	p.Sees("HQ has no users yet")
	p.Opens("/users")
	p.Fills("#new-user", "kim")
	p.Presses("#add-user")
	link := p.Reads("#link")
	p.Goes("/payments")
	p.Looks("sign-in")
	p.Sees("Sign in")
	p.Fills(`input[name="name"]`, "kim")
	p.Fills(`input[name="password"]`, "a guess that is wrong")
	p.Presses("main button")
	p.Sees("Name, password or code is wrong.")
	p.ComesIn(link, "")
}

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

const (
	paidKey = "0192f0c1-7a3e-7000-8000-0000abcd1234"
	toldKey = "0192f0c1-7a3e-7000-8000-0000abcd9999"
	lostKey = "0192f0c1-7a3e-7000-8000-0000efab5678"
)

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
	p.Opens("/webhooks")
	p.Fills("#webhook-url", other.URL+"/kiosk")
	p.Presses("#add-webhook")
	if secret := p.Reads("#secret"); !strings.HasPrefix(secret, "whsec_") {
		p.Errorf("secret %q", secret)
	}
	p.Looks("webhook secret")
	p.Presses("#test")
	p.Sees("heard")
	p.hears(told, `"type":"test"`)
	m.journal.Add(wire.KindStarted, toldKey, wire.Body{Charge: &wire.Charge{Amount: 7000, Currency: "KRW"}})
	m.journal.Add(wire.KindUnresolved, toldKey, wire.Body{Reason: "The pad was exchanged while it answered."})
	m.upload()
	p.hears(told, toldKey)
	p.Sees("a payment needs a person")
	p.Looks("webhook told")
	p.Opens("/webhooks")
	p.Sees("/kiosk")
}

// bills makes a bill at a kiosk, lets the kiosk ask for it, and takes it back.
func (p person) bills() {
	p.Helper()
	p.Opens("/bills")
	p.Sees("No bill is open.")
	p.Fills("#token-kiosk", "shop-1")
	p.Presses("#make-bill-token")
	if token := p.Reads("#bill-token"); !strings.HasPrefix(token, "kioskbill_") {
		p.Errorf("token %q", token)
	}
	p.Looks("bill token")
	p.Fills("#bill-kiosk", "shop-1")
	p.Fills("#bill-name", "Consultation")
	p.Fills("#bill-amount", "15000")
	p.Fills("#bill-key", "bill-0001")
	p.Presses("#add-bill")
	p.Sees("bill-0001")
	p.Looks("bill open")
	p.Presses(`form[action="/bills/bill-0001/announce"] button:first-of-type`)
	p.Sees("Done.")
	p.Presses(`button[formaction="/bills/bill-0001/withdraw"]`)
	p.Sees("No bill is open.")
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
	p.Opens("/users")
	p.Fills("#new-user", name)
	p.Presses("#add-user")
	other := p.o.person()
	other.ComesIn(p.Reads("#link"), "")
	other.Opens("/account")
	return other
}

// refunds: one person asks, and cannot agree; the other agrees, with a signature
// that was made elsewhere.
func (p person) refunds(other person, m *machine) {
	p.Helper()
	p.Goes("/payments/shop-1/" + paidKey)
	p.Presses("#refund")
	p.Looks("refund ask")
	p.Fills(`main input[name="reason"]`, "The tea was cold.")
	p.Presses("main form button")
	p.Sees("Another person has to agree.")
	p.Looks("refund asked")
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
	other.Opens("/refunds")
	other.Opens("/refunds/" + all[0].ID)
	other.Fills(`textarea[name="signed"]`, string(text))
	other.Presses(`form[action$="/agree"] button`)
	other.Sees("The refund is on its way")
	other.Sees("done")
	p.Sees("lee") // at the first browser, by itself
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
	p.Opens("/language?to=en&back=/account")
	p.Fills(`form[action="/account/second"] input[name="code"]`, "000000")
	p.Fills(`form[action="/account/second"] input[name="password"]`, webtest.Password)
	text := p.Reads("#secret")
	p.Presses(`form[action="/account/second"] button`)
	p.Sees("this is not the code that the app shows now")
	p.Fills(`form[action="/account/second"] input[name="code"]`, codeNow(p.T, text, 0))
	p.Fills(`form[action="/account/second"] input[name="password"]`, webtest.Password)
	p.Presses(`form[action="/account/second"] button`)
	p.Sees("Write these codes down now")
	p.Looks("recovery codes")
	p.Presses(`form[action="/sign-out"] button`)
	p.Fills(`input[name="name"]`, "kim")
	p.Fills(`input[name="password"]`, webtest.Password)
	p.Presses("main button")
	p.Looks("second step")
	p.Fills(`input[name="code"]`, "000000")
	p.Presses("main button")
	p.Looks("second step wrong")
	p.Fills(`input[name="code"]`, codeNow(p.T, text, 1)) // the one before counts no more
	p.Presses("main button")
	p.Do(chromedp.Poll(`document.querySelector("header form button") !== null`, nil))
	p.Opens("/language?to=ko&back=/users")
	p.Fills("#new-user", "NOT A NAME")
	p.Presses("#add-user")
	p.Sees("이름은 영문 소문자")
	p.Looks("refused in Korean")
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
	p.Opens("/books?day=2026-11-21")
	p.Fills(`textarea[name="statement"]`, "승인번호,금액\n30012345,12000\n77777777,500\n")
	p.Presses(`form[action="/books"][method="post"] button`)
	p.Sees("Differences: 1.")
	p.Looks("books")
	p.Opens("/audit?check")
	p.Sees("entries, whole")
	p.Opens("/nowhere")
	p.Opens("/language?to=ko&back=/")
	p.Sees("업로드 대기")
}
