package pg_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
	shopsystem "kioskd/sync/hq/pg/shop"
	"kioskd/sync/wire"
)

// shopSecret is in the environment of these tests.
const shopSecret = "whsec_c2l4dGVlbi1ieXRlcy1hbmQtZWlnaHQtbW9yZQ=="

// backOffice is the shop's own system.
type backOffice struct {
	t      *testing.T
	answer func(http.ResponseWriter) // to a question

	mu     sync.Mutex // guards what follows
	asked  []shopsystem.Payment
	told   []shopsystem.Payment
	deaf   int // so many news are not taken
	names  []string
	forged int
}

func (b *backOffice) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var p shopsystem.Payment
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		b.t.Errorf("the shop's system was sent %q: %v", body, err)
	}
	question := strings.HasSuffix(r.URL.Path, "/may-pay")
	b.mu.Lock()
	if !ours(r.Header, body) {
		b.forged++
	}
	if question {
		b.asked = append(b.asked, p)
	} else {
		b.told, b.names = append(b.told, p), append(b.names, r.Header.Get("Webhook-Id"))
	}
	deaf := !question && b.deaf > 0
	if deaf {
		b.deaf--
	}
	b.mu.Unlock()
	switch {
	case question:
		b.answer(w)
	case deaf:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// ours reports whether HQ has signed a message, as anybody would look it up.
func ours(h http.Header, body []byte) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(shopSecret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(h.Get("Webhook-Id") + "." + h.Get("Webhook-Timestamp") + "." + string(body)))
	return err == nil && h.Get("Webhook-Signature") == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func says(text string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { _, _ = w.Write([]byte(text)) }
}

// withShop has the shop's system asked and told, as the operator's file says.
func withShop(t *testing.T, b *backOffice) func(*pg.Options) {
	t.Helper()
	file, err := config.Parse([]byte("public_url = 'https://hq.test'\ntest = true\n[points]\n[purposes.order]\n"+
		"ask = 'https://shop.test/may-pay'\ntell = 'https://shop.test/news?from=hq'\nsecret = 'env:SHOP_TEST_SECRET'\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	purposes := file.Purposes(nil, &http.Client{Transport: pgsimtest.Town{"shop.test": b}})
	return func(o *pg.Options) { o.Purposes = purposes }
}

// TestShopAsked: the shop's own system decides right before the money is taken, at
// every provider; whatever is no yes is a no, and nothing was taken.
func TestShopAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter)
		line   line
		want   string
		reason string
	}{
		"yes":                       {says(`{"approve":true}`), tossLine, wire.OnlineApproved, ""},
		"yes, taken at once":        {says(`{"approve":true}`), together, wire.OnlineApproved, ""},
		"stock is gone":             {says(`{"approve":false,"reason":"The last cake was sold."}`), bootpayLine, wire.OnlineRefused, "The last cake was sold."},
		"coupon was used elsewhere": {says(`{"approve":false}`), kakaoLine, wire.OnlineRefused, "the shop cannot give what was ordered"},
		"gone, taken at once":       {says(`{"approve":false,"reason":"sold out"}`), together, wire.OnlineRefused, "sold out"},
		"neither":                   {says(`{}`), tossLine, wire.OnlineRefused, "the shop has not said"},
		"no JSON":                   {says(`<html>yes</html>`), naverLine, wire.OnlineRefused, "the shop has not said"},
		"a fault": {func(w http.ResponseWriter) { http.Error(w, `{"approve":true}`, http.StatusInternalServerError) },
			tossLine, wire.OnlineRefused, "the shop has not said"},
		"silence":                {func(http.ResponseWriter) { time.Sleep(time.Minute) }, bootpayLine, wire.OnlineRefused, "the shop has not said"},
		"silence, taken at once": {func(http.ResponseWriter) { time.Sleep(time.Minute) }, together, wire.OnlineRefused, "the shop has not said"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { askShop(t, c.line, c.answer, c.want, c.reason) })
		})
	}
}

func askShop(t *testing.T, l line, answer func(http.ResponseWriter), want, reason string) {
	b := &backOffice{t: t, answer: answer, deaf: 2}
	m := openMarket(t, l, withShop(t, b))
	a := m.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Attempt: 1, Method: l.method, Order: order(11000)})
	if a.State == wire.OnlineWaiting {
		m.pay(a.URL)
		a = m.settled(1)
	}
	if a.State != want || !strings.Contains(a.Reason, reason) {
		t.Errorf("%s, %q", a.State, a.Reason)
	}
	m.agree(a)
	time.Sleep(10 * time.Minute) // the news is told again until it was taken
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.asked) == 0 || b.asked[0].Amount != 11000 || len(b.asked[0].Lines) != 1 || b.forged != 0 {
		t.Errorf("asked %+v; %d were not signed", b.asked, b.forged)
	}
	if len(b.told) != 3 || len(slices.Compact(b.names)) != 1 || string(b.told[2].State) != want {
		t.Errorf("told %d times as %q: %+v", len(b.told), b.names, b.told)
	}
	if holds := int64(m.holds()); len(b.told) > 0 && b.told[len(b.told)-1].Taken != holds {
		t.Errorf("told of %d, the provider holds %d", b.told[len(b.told)-1].Taken, holds)
	}
}

// FuzzSaid: whatever the shop's system answers, only a clear yes is one.
func FuzzSaid(f *testing.F) {
	for _, text := range []string{`{"approve":true}`, `{"approve":false,"reason":"` + strings.Repeat("품", 99) + `"}`, `{"approve":"true"}`, `[]`, `null`, ``, `{"approve":null}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		no, err := shopsystem.Said(answer)
		var plain struct {
			Approve any `json:"approve"`
		}
		yes := json.Unmarshal(answer, &plain) == nil && plain.Approve == true
		if (no == "" && err == nil) != yes {
			t.Errorf("%q: no %q, %v", answer, no, err)
		}
		if len(no) > 200 {
			t.Errorf("a reason of %d bytes", len(no))
		}
	})
}
