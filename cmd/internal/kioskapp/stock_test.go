package kioskapp

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/agent/pay"
)

// TestStockServer: the shop's server is sent the order and decides.
func TestStockServer(t *testing.T) {
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, `{"sell":%t,"reason":"sold out"}`, strings.Contains(string(body), "order-good"))
	}))
	defer shop.Close()
	for key, want := range map[pay.Key]bool{"order-good": true, "order-gone": false} {
		sell, reason, err := stockServer{url: shop.URL}.MaySell(t.Context(), pay.Order{Key: key})
		if err != nil || sell != want || reason != "sold out" {
			t.Errorf("%s: %v, %q, %v", key, sell, reason, err)
		}
	}
	shop.Close()
	if _, _, err := (stockServer{url: shop.URL}).MaySell(t.Context(), pay.Order{}); err == nil {
		t.Error("a server that is gone has answered")
	}
}

// FuzzVerdict: only a clear word is one.
func FuzzVerdict(f *testing.F) {
	for _, s := range []string{`{"sell":true}`, `{"sell":false,"reason":"x"}`, `{}`, `{"sell":null}`, `true`, `{"sell":"yes"}`, ""} {
		f.Add(200, s)
	}
	f.Add(500, `{"sell":true}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		sell, reason, err := readVerdict(status, strings.NewReader(body))
		if sell && (err != nil || status != 200 || !strings.Contains(body, "true")) {
			t.Errorf("%d %q sells", status, body)
		}
		if len([]rune(reason)) > 200 {
			t.Errorf("a reason of %d characters", len([]rune(reason)))
		}
	})
}
