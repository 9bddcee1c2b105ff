package hq_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/rest"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

func TestAPI(t *testing.T) {
	t.Parallel()
	l := open(t)
	j := wiretest.New("e1")
	j.Sale("key-1", 11000)
	j.Sale("key-2", 22000)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 1, 8)
	k.expectAck(8)

	var list struct {
		Payments []hq.Payment
		Next     string
	}
	if code := l.get("/api/v1/payments?limit=1", &list); code != 200 || len(list.Payments) != 1 || list.Payments[0].Key != "key-2" || list.Next == "" {
		t.Fatalf("first page: %d %+v", code, list)
	}
	l.get("/api/v1/payments?limit=1&after="+url.QueryEscape(list.Next), &list)
	if len(list.Payments) != 1 || list.Payments[0].Key != "key-1" {
		t.Errorf("second page: %+v", list)
	}
	l.get("/api/v1/payments?kiosk=nobody", &list)
	if list.Payments == nil || len(list.Payments) != 0 {
		t.Errorf("nobody's payments: %+v, want an empty list", list)
	}

	var one struct {
		Payment hq.Payment
		Facts   []struct {
			Seq  uint64
			Kind string
			Line wire.Fact
		}
	}
	if code := l.get("/api/v1/payments/k1/key-1", &one); code != 200 || one.Payment.Amount != 11000 || len(one.Facts) != 4 || one.Facts[3].Line.Kind != wire.KindApproved {
		t.Errorf("payment: %d %+v", code, one)
	}
	var kiosks struct{ Kiosks []hq.Kiosk }
	if l.get("/api/v1/kiosks", &kiosks); len(kiosks.Kiosks) != 1 || !kiosks.Kiosks[0].Connected || kiosks.Kiosks[0].Acked != 8 {
		t.Errorf("kiosks: %+v", kiosks)
	}
}

func TestAPIRefuses(t *testing.T) {
	t.Parallel()
	l := open(t)
	for path, want := range map[string]int{
		"/api/v1/payments?limit=0":       400,
		"/api/v1/payments?limit=x":       400,
		"/api/v1/payments?limit=501":     400,
		"/api/v1/payments?status=lost":   400,
		"/api/v1/payments?after=garbage": 400,
		"/api/v1/payments/k1/nothing":    404,
		"/api/v1/secrets":                404,
	} {
		var fault rest.Problem
		if code := l.get(path, &fault); code != want || fault.Detail == "" {
			t.Errorf("%s: got %d %q, want %d and a sentence", path, code, fault.Detail, want)
		}
	}
	for path, want := range map[string]int{"/healthz": 200, "/sync": 400, "/": 404} {
		if code := l.get(path, nil); code != want {
			t.Errorf("%s: got %d, want %d", path, code, want)
		}
	}
}

func TestOnlyThisMachineIsLetIn(t *testing.T) {
	t.Parallel()
	l := open(t)
	for name, c := range map[string]struct {
		peer, host string
		header     [2]string
		method     string
		path       string
		want       int
	}{
		"this machine":           {"127.0.0.1:5", "localhost:8500", [2]string{}, "GET", "/api/v1/kiosks", 200},
		"by IPv6":                {"[::1]:5", "[::1]:8500", [2]string{}, "GET", "/api/v1/kiosks", 200},
		"the network":            {"10.0.0.9:5", "localhost", [2]string{}, "GET", "/api/v1/kiosks", 403},
		"a rebound name":         {"127.0.0.1:5", "evil.example:8500", [2]string{}, "GET", "/api/v1/kiosks", 403},
		"a name that begins so":  {"127.0.0.1:5", "localhost.evil.example", [2]string{}, "GET", "/api/v1/kiosks", 403},
		"a proxy":                {"127.0.0.1:5", "127.0.0.1", [2]string{"X-Forwarded-For", "10.0.0.9"}, "GET", "/api/v1/kiosks", 403},
		"another site's form":    {"127.0.0.1:5", "localhost", [2]string{"Sec-Fetch-Site", "cross-site"}, "POST", "/api/v1/codes", 403},
		"health for the network": {"10.0.0.9:5", "hq.example", [2]string{}, "GET", "/healthz", 200},
	} {
		r := httptest.NewRequest(c.method, c.path, http.NoBody)
		r.RemoteAddr, r.Host = c.peer, c.host
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		w := httptest.NewRecorder()
		l.server.Config.Handler.ServeHTTP(w, r)
		if w.Code != c.want || strings.TrimSpace(w.Body.String()) == "" {
			t.Errorf("%s: got %d %q, want %d", name, w.Code, w.Body, c.want)
		}
	}
}

func FuzzParsePlace(f *testing.F) {
	f.Add(hq.Place{Started: wiretest.Start, ID: 7}.String())
	f.Add("garbage")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := hq.ParsePlace(s)
		if err != nil {
			return
		}
		again, err := hq.ParsePlace(p.String())
		if err != nil || again != p {
			t.Errorf("%q: %+v came back as %+v, %v", s, p, again, err)
		}
	})
}
