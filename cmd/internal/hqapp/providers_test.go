package hqapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/pg/pgsim/toss"
	"kioskd/sync/hq/rest"
)

// withProviders starts an HQ that takes payments by phone at a simulated provider.
func withProviders(t *testing.T) (base string, sim *toss.Sim, simBase string) {
	t.Helper()
	sim = toss.New(toss.Options{})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	secret := write("secret", "test_sk_sim\n")
	file := write("providers.toml", fmt.Sprintf("public_url = 'https://hq.test'\ntest = true\n[tosspayments]\nclient_key = 'test_ck_sim'\nsecret_key = %q\nbase_url = %q\nscript_url = %q\n",
		"file:"+secret, server.URL, server.URL+"/v2/standard"))
	f, err := hqapp.ReadProviders(file, "")
	if err != nil {
		t.Fatal(err)
	}
	app, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "memory:", Providers: f, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + app.Addr(), sim, server.URL
}

// call speaks to the machines' door.
func call(t *testing.T, method, address string, body any) (status int, p rest.PhonePayment, text string) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode == http.StatusOK {
		if err := json.Unmarshal(answer, &p); err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
	}
	return resp.StatusCode, p, string(answer)
}

const newOrder = `{"key":"web-order-1","attempt":1,"language":"en","order":{"key":"web-order-1","currency":"KRW","total":15000,
	"lines":[{"item":"a","name":"T-shirt","price":15000,"quantity":1,"tax":"taxed"}],"split":{"supply":13637,"vat":1363}}}`

// TestPrepareConfirmCancel: a shop's own web page pays through the machines' door.
func TestPrepareConfirmCancel(t *testing.T) {
	t.Parallel()
	base, sim, simBase := withProviders(t)
	api := base + rest.Base + "/phone"
	if status, _, text := call(t, "POST", api+"/prepare?type=paypal", json.RawMessage(newOrder)); status != http.StatusBadRequest || !strings.Contains(text, "no provider") {
		t.Errorf("an unknown provider: %d %s", status, text)
	}
	status, ready, text := call(t, "POST", api+"/prepare?type=tosspayments", json.RawMessage(newOrder))
	var params struct {
		ClientKey, OrderID, OrderName, SuccessURL, FailURL string
		Amount                                             int64
	}
	if err := json.Unmarshal(ready.Params, &params); err != nil || status != http.StatusOK || ready.State != "waiting" {
		t.Fatalf("prepare: %d %s, %v", status, text, err)
	}
	if params.ClientKey != "test_ck_sim" || params.OrderID != ready.OrderID || params.OrderName != "T-shirt" || params.Amount != 15000 ||
		!strings.HasPrefix(params.SuccessURL, "https://hq.test/pay/") || !strings.HasPrefix(params.FailURL, "https://hq.test/pay/") {
		t.Errorf("what the page opens: %+v", params)
	}
	key := paidWith(t, simBase, params.OrderID)
	for _, wrong := range []rest.PhoneConfirm{{PaymentKey: key, OrderID: "x", Amount: 15000}, {PaymentKey: key, OrderID: ready.OrderID, Amount: 100}, {OrderID: ready.OrderID, Amount: 15000}} {
		if status, _, text := call(t, "POST", api+"/confirm", wrong); status == http.StatusOK || len(sim.Seen("confirm")) != 0 {
			t.Errorf("%+v: %d %s", wrong, status, text)
		}
	}
	for range 2 {
		status, paid, text := call(t, "POST", api+"/confirm", rest.PhoneConfirm{PaymentKey: key, OrderID: ready.OrderID, Amount: 15000})
		if status != http.StatusOK || paid.State != "approved" || paid.PaymentKey != key || len(sim.Seen("confirm")) != 1 {
			t.Errorf("confirm: %d %s", status, text)
		}
	}
	for range 2 {
		_, back, text := call(t, "POST", api+"/cancel?type=tosspayments", rest.PhoneCancel{PaymentKey: key, Reason: "cold", Amount: 5000, Refund: "r1"})
		if back.Refunded != 5000 || sim.Balance() != 10000 {
			t.Errorf("a part back: %s, the provider holds %d", text, sim.Balance())
		}
	}
	if status, _, text := call(t, "POST", api+"/cancel?type=tosspayments", rest.PhoneCancel{PaymentKey: key, Reason: "x", Amount: 10001, Refund: "r2"}); status == http.StatusOK {
		t.Errorf("more than is left: %s", text)
	}
	if _, now, text := call(t, "GET", api+"/payments/web-order-1", nil); now.Refunded != 5000 || now.State != "approved" {
		t.Errorf("looked up: %s", text)
	}
}

// paidWith has a customer agree in the simulated window, and returns what the provider
// calls the payment.
func paidWith(t *testing.T, sim, order string) string {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	window, err := client.Get(sim + "/window?" + url.Values{"clientKey": {"test_ck_sim"}, "orderId": {order}, "orderName": {"T-shirt"},
		"amount": {"15000"}, "successUrl": {"https://shop.test/ok"}, "failUrl": {"https://shop.test/no"}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	_ = window.Body.Close()
	back, err := client.PostForm(window.Header.Get("Location"), url.Values{"do": {"pay"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = back.Body.Close()
	at, err := url.Parse(back.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return at.Query().Get("paymentKey")
}

// TestNoProviders: without a file there is no such door, and it says why.
func TestNoProviders(t *testing.T) {
	t.Parallel()
	app, stop := start(t, "memory:")
	defer stop()
	if status, _, text := call(t, "POST", "http://"+app.Addr()+rest.Base+"/phone/prepare?type=tosspayments", json.RawMessage(newOrder)); status != http.StatusNotFound || !strings.Contains(text, "--providers") {
		t.Errorf("%d %s", status, text)
	}
}
