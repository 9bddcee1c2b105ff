package pg_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/wire"
)

// What follows is all that it takes to add a provider: an adapter, and its line in the
// list. This one is a bank of the test's own, which reserves, hands a key to the page,
// and says how it went in a header that no other provider has.

var bankKind = pg.Kind{ID: "testbank", Name: map[string]string{"en": "Test bank"}, Open: openBank}

// withBank is the list with one more line.
func withBank() []pg.Kind { return append(all.Kinds(), bankKind) }

type testBank struct {
	Shop   string `toml:"shop"`
	ledger *[]string
}

var bankCalls []string // of the one test that opens the bank

func openBank(s pg.Setup) (pg.Listener, error) {
	b := &testBank{ledger: &bankCalls}
	if err := s.Decode(b); err != nil {
		return nil, err
	}
	if b.Shop == "" {
		return nil, errors.New("shop is needed")
	}
	return b, nil
}

func (b *testBank) note(call string) { *b.ledger = append(*b.ledger, call) }

func (b *testBank) Powers() pg.Powers {
	return pg.Powers{Reserves: true, Approves: true, Idempotency: pg.Natural, Webhook: pg.NoWebhook, Window: time.Minute}
}

func (b *testBank) Prepare(_ context.Context, r pg.Request) (pg.Prepared, error) {
	b.note("reserve " + b.Shop)
	return pg.Prepared{Ref: "reservation-7", Memo: pg.Memo{"key": "for the page"}, Phone: "https://bank.test/?back=" + url.QueryEscape(r.Done)}, nil
}

func (b *testBank) Callback(r pg.Request, h pg.Heard) (pg.Agreed, error) {
	b.note("callback " + h.Header.Get("X-Bank-Says") + " " + string(h.Body))
	if r.Ref != "reservation-7" || r.Memo["key"] != "for the page" {
		return pg.Agreed{}, errors.New("what was reserved is forgotten")
	}
	if h.Header.Get("X-Bank-Says") != "ja" {
		return pg.Agreed{Outcome: pg.Refused, Code: "NEIN"}, nil
	}
	return pg.Agreed{}, nil
}

func (b *testBank) Approve(_ context.Context, r pg.Request) (pg.Result, error) {
	b.note("approve")
	return pg.Result{Outcome: pg.Approved, Ref: r.Ref, Order: r.ID, Amount: r.Amount, Currency: pay.KRW, Means: "bank", At: time.Now()}, nil
}

func (b *testBank) Lookup(context.Context, pg.Request) (pg.Result, error) {
	return pg.Result{}, errors.New("the bank tells nothing")
}

func (b *testBank) Cancel(context.Context, pg.Request, pg.Refund) (pg.Returned, error) {
	b.note("cancel")
	return pg.Returned{Outcome: pg.Approved}, nil
}

func (b *testBank) Webhook(pg.Heard) (pg.Hint, error) { return pg.Hint{}, errors.New("none") }

// TestAddedProvider: a provider that nothing here knows takes part in the whole flow.
func TestAddedProvider(t *testing.T) {
	t.Parallel()
	file, err := config.Parse([]byte("public_url = 'https://hq.test'\ntest = true\n[testbank]\nshop = 'tea'\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := file.Open(withBank(), nil, func(string) pg.Box { return nil })
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, func(o *pg.Options) { o.Providers = append(o.Providers, opened...) })
	methods := s.ask(wire.OnlineAsk{Do: wire.OnlineMethods, Test: true}).Methods
	if len(methods) != 3 || methods[2].ID != "testbank" {
		t.Errorf("methods: %+v", methods)
	}
	// Toss Payments takes won alone; points and this bank have not said so.
	inEuro := s.ask(wire.OnlineAsk{Do: wire.OnlineMethods, Test: true, Currency: "EUR"}).Methods
	if slices.ContainsFunc(inEuro, func(m wire.OnlineMethod) bool { return m.ID == "tosspayments" }) || len(inEuro) != 2 {
		t.Errorf("methods in euro: %+v", inEuro)
	}
	ready := s.prepare("testbank", 9000)
	_, _, bank := s.get(ready.URL)
	at, err := url.Parse(bank)
	if err != nil || at.Host != "bank.test" {
		t.Fatalf("the phone goes to %q, %v", bank, err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at.Query().Get("back"), strings.NewReader("odd <body>"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Bank-Says", "ja")
	resp, err := s.phone.Do(r)
	if status, _, _ := read(t, resp, err); status != http.StatusSeeOther {
		t.Errorf("callback: %d", status)
	}
	got := s.look()
	if got.State != wire.OnlineApproved || got.Approval.Number != "reservation-7" {
		t.Errorf("%+v", got)
	}
	s.ask(wire.OnlineAsk{Do: wire.OnlineCancel, Key: orderKey, Attempt: 1, Refund: "r1", Reason: "x", Test: true})
	if calls := strings.Join(bankCalls, ", "); calls != "reserve tea, callback ja odd <body>, approve, cancel" {
		t.Errorf("the bank was asked: %s", calls)
	}
	if steps := traceOf(s.attempt()); steps != "begun ready came checked approve answered approved finished refund asked refund answered approved" {
		t.Errorf("the trace: %s", steps)
	}
}

// traceOf is the steps of an attempt.
func traceOf(a pg.Attempt) string {
	var all []string
	for _, step := range a.Trace {
		all = append(all, strings.TrimSpace(step.Event))
	}
	return strings.Join(all, " ")
}

// TestConfigRefuses: a file that is not quite right is an error with a next step, and
// no error tells a secret.
func TestConfigRefuses(t *testing.T) {
	t.Parallel()
	const good = "public_url = 'https://hq.test'\ntest = true\n"
	const toss = "[tosspayments]\nclient_key = 'test_ck_x'\nsecret_key = 'env:TOSS_TEST_SECRET'\n"
	for name, tt := range map[string]struct{ text, want string }{
		"no file at all":        {"", "no provider"},
		"no TOML":               {"public_url", "line 1"},
		"no provider":           {good, "write a section"},
		"an unknown one":        {good + "[paypal]\n", "there is no provider paypal; there are tosspayments"},
		"an unknown setting":    {good + toss + "secert_key = 'x'\n", "there is no setting secert_key"},
		"an unknown word":       {good + "colour = 'red'\n" + toss, "there is no setting colour"},
		"no address":            {"test = true\n" + toss, "public_url"},
		"no TLS for money":      {"public_url = 'http://hq.test'\n" + toss, "needs https"},
		"a secret in the file":  {good + "[tosspayments]\nclient_key = 'test_ck_x'\nsecret_key = 'test_sk_sim'\n", "write env:NAME or file:PATH"},
		"no such variable":      {good + "[tosspayments]\nclient_key = 'test_ck_x'\nsecret_key = 'env:NOBODY_SET_THIS'\n", "NOBODY_SET_THIS"},
		"test keys, real money": {"public_url = 'https://hq.test'\n" + toss, "have to begin with live_"},
		"a live key in test":    {good + "[tosspayments]\nclient_key = 'live_ck_x'\nsecret_key = 'env:TOSS_TEST_SECRET'\n", "have to begin with test_"},
		"keys exchanged":        {good + "[tosspayments]\nclient_key = 'test_sk_x'\nsecret_key = 'env:TOSS_TEST_SECRET'\n", "holds a secret key"},
		"a bare base":           {good + toss + "base_url = 'http://api.test'\n", "not protected"},
		"late how":              {good + "late = 'never'\n" + toss, "want refund or fulfil"},
		"an origin's path":      {good + "origins = ['https://shop.example/pay']\n" + toss, "without a path"},
		"any origin":            {good + "origins = ['*']\n" + toss, "want each as in"},
		"a purpose's address":   {good + "[purposes.order]\nask = 'shop.example/x'\nsecret = 'env:SHOP_TEST_SECRET'\n" + toss, "is no address"},
		"a purpose's secret":    {good + "[purposes.order]\nask = 'https://shop.example/x'\n" + toss, "secret is not set"},
		"a weak secret":         {good + "[purposes.order]\ntell = 'https://shop.example/x'\nsecret = 'env:TOSS_TEST_SECRET'\n" + toss, "openssl rand"},
		"a purpose's name":      {good + "[purposes.'A/B']\n" + toss, "small letters"},
		"a purpose's language":  {good + "[purposes.repair]\ntitle = {fr = 'x'}\n" + toss, "no language"},
		"a purpose's setting":   {good + "[purposes.repair]\nasks = 'x'\n" + toss, "there is no setting"},
		"a short window":        {good + "window = '1s'\n" + toss, "want a time"},
	} {
		file, err := config.Parse([]byte(tt.text), "")
		if err == nil {
			_, err = file.Open(all.Kinds(), nil, func(string) pg.Box { return nil })
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "test_sk_sim") {
			t.Errorf("%s: the error tells the secret: %v", name, err)
		}
	}
}
