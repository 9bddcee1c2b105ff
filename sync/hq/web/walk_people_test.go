package web_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/web/webtest"
	"kioskd/sync/wire"
)

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
