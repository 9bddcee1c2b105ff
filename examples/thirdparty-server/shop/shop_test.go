package shop

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// opened serves a shop; what it stored in file is still there.
func opened(t *testing.T, file string) (*Shop, string) {
	t.Helper()
	s, err := New(file, "token")
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, web.URL
}

func ask(t *testing.T, method, url, body string, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Body.Close() })
	return a
}

// TestFirstEvent: whoever listens hears open, ok before anything else.
func TestFirstEvent(t *testing.T) {
	t.Parallel()
	_, url := opened(t, filepath.Join(t.TempDir(), "payments"))
	a := ask(t, "GET", url+"/events", "")
	first := make([]byte, len("event: open\ndata: ok\n\n"))
	if _, err := io.ReadFull(a.Body, first); err != nil {
		t.Fatal(err)
	}
	if a.StatusCode != 200 || a.Header.Get("Content-Type") != "text/event-stream" || string(first) != "event: open\ndata: ok\n\n" {
		t.Errorf("%s, %q, %q", a.Status, a.Header.Get("Content-Type"), first)
	}
}

// TestStoredOnceAndForGood: a payment is one row, however often it comes, also
// after a restart; what is paid is not listed any more.
func TestStoredOnceAndForGood(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "payments")
	for range 2 {
		s, url := opened(t, file)
		s.Add(Bill{PaymentKey: "bill-0001", Name: "Tea", Amount: 1})
		for range 2 {
			if a := ask(t, "POST", url+"/upload-payment", `{"paymentKey":"bill-0001","status":"approved","amount":1}`); a.StatusCode != 200 {
				t.Errorf("answered %s", a.Status)
			}
		}
		if n := len(s.Payments()); n != 1 {
			t.Errorf("%d rows", n)
		}
		if left := s.unpaid(); len(left) != 0 {
			t.Errorf("still to be paid: %v", left)
		}
	}
}

func TestStrangersAndNonsense(t *testing.T) {
	t.Parallel()
	_, url := opened(t, filepath.Join(t.TempDir(), "payments"))
	if a := ask(t, "GET", url+"/payment-items", "", "Authorization", "Bearer wrong"); a.StatusCode != 401 {
		t.Errorf("a stranger: %s", a.Status)
	}
	for _, bad := range []string{"", "{}", "[]", "{"} {
		if a := ask(t, "POST", url+"/upload-payment", bad); a.StatusCode != 400 {
			t.Errorf("%q: %s", bad, a.Status)
		}
	}
}
