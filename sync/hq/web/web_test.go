package web_test

import (
	"bufio"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/hq/web"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// site is the pages of an HQ on a loopback socket.
type site struct {
	t      testing.TB
	store  hq.Store
	h      *hq.Handler
	people *people.People
	desk   *desk.Desk
	server *httptest.Server
}

func open(t *testing.T) *site {
	t.Helper()
	return openAt(t, memory.New())
}

func openAt(t testing.TB, store hq.Store) *site {
	t.Helper()
	s := &site{t: t, store: store}
	var err error
	s.h, err = hq.New(hq.Options{Store: s.store, Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s.people = people.New(s.store, rand.Reader)
	s.desk = desk.New(desk.Options{HQ: s.h, People: s.people, Log: s.h.Log})
	pages, err := web.New(web.Options{Desk: s.desk, Door: &door.Door{People: s.people, Open: true}, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(pages)
	t.Cleanup(s.server.Close)
	return s
}

func (s *site) put(j *wiretest.Journal) {
	s.t.Helper()
	if err := s.store.Put(s.t.Context(), "k1", j.Epoch, storetest.Facts(s.t, j, 1, uint64(len(j.Lines)))); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) get(path string) (int, string) {
	s.t.Helper()
	resp, err := http.Get(s.server.URL + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if policy := resp.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		s.t.Errorf("%s: content policy %q", path, policy)
	}
	return resp.StatusCode, string(b)
}

func (s *site) expect(path string, code int, texts ...string) {
	s.t.Helper()
	got, body := s.get(path)
	if got != code {
		s.t.Errorf("%s: got %d, want %d", path, got, code)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			s.t.Errorf("%s does not say %q:\n%s", path, text, body)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.expect("/payments", 200, "No payment has arrived yet")
	s.expect("/", 200, "No kiosk has connected yet", "HQ has no users yet")
	j := wiretest.New("e1")
	j.Sale("0192f0c1-7a3e-7000-8000-0000abcd1234", 12000)
	s.put(j)
	status := &wire.Status{State: "idle", Pad: wire.Pad{Reason: "cable pulled"}, Waiting: wire.Waiting{Count: 2, Sum: 5500, Currency: "KRW"}, Test: true}
	if err := s.store.Seen(t.Context(), hq.Kiosk{ID: "k1", LastSeen: wiretest.Start, Epoch: "e1", Status: status}); err != nil {
		t.Fatal(err)
	}
	if err := s.h.Raise(t.Context(), hq.Trouble{Kiosk: "k1", Reason: hq.AlarmFork, About: "e1", Detail: "fact 7 differs"}); err != nil {
		t.Fatal(err)
	}
	s.expect("/payments", 200, "12,000 KRW", "ABCD 1234", "30012345", "paid", "✓", "Latte", "2026-11-21 03:00:01")
	s.expect("/payments?status=approved&kiosk=k1", 200, "ABCD 1234", "Show all")
	s.expect("/payments?kiosk=nobody", 200, "No payment matches")
	s.expect("/payments?q=ABCD+1234&day=2026-11-21", 200, "Latte")
	s.expect("/payments?day=2026-11-20", 200, "No payment matches")
	s.expect("/payments/k1/0192f0c1-7a3e-7000-8000-0000abcd1234", 200, "941009******1234", "started", "fact 4 of e1", "12,000 KRW")
	s.expect("/payments/k1/0192f0c1-7a3e-7000-8000-0000abcd1234/slip", 200, "Latte", "941009******1234")
	s.expect("/", 200, "k1", "alarm", "cable pulled", "5,500 KRW", "needs a person", "fact 7 differs", "test")
	s.expect("/kiosks/k1", 200, "not connected", "ABCD 1234", "Tell k1", "cable pulled")
}

func TestPagesThatAreNotThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.expect("/nothing", 404, "There is no such page")
	s.expect("/payments/k1/key-1", 404, "HQ knows nothing by this name")
	s.expect("/kiosks/k1", 404, "HQ knows nothing")
	s.expect("/settings/7", 404, "HQ knows nothing")
	s.expect("/settings/x", 404, "no such page")
	s.expect("/books?day=x", 400, "x")
	s.expect("/payments?limit=x", 400, "limit")
	s.expect("/payments?after=garbage", 400, "not a place")
	s.expect("/assets/hq.css", 200, "prefers-color-scheme: dark")
	s.expect("/assets/live.js", 200, "EventSource")
}

// What a kiosk writes into texts is text.
func TestNothingIsInjected(t *testing.T) {
	t.Parallel()
	s := open(t)
	const evil = `"><script>alert(1)</script>`
	j := wiretest.New("e1")
	j.Add(wire.KindOrdered, `a"><b>/../x`, wire.Body{Reason: evil, Order: &wire.Order{Currency: evil, Lines: []wire.Line{{Name: evil, Quantity: 1}}}})
	j.AddRaw(evil, "key-1", []byte(`"</pre><script>alert(1)</script>"`))
	s.put(j)
	if err := s.store.Seen(t.Context(), hq.Kiosk{ID: "k1", Agent: evil, Epoch: "e1", Alarm: evil, Status: &wire.Status{State: evil, Pad: wire.Pad{Reason: evil}}}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/payments", "/cases", "/books", "/kiosks/k1", "/payments/k1/key-1", "/payments/k1/key-1/slip", "/payments/k1/a%22%3E%3Cb%3E%2F..%2Fx", "/payments?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/payments?kiosk=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"} {
		if code, body := s.get(path); code != 200 || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: %d\n%s", path, code, body)
		}
	}
}

func TestOnlyThisMachine(t *testing.T) {
	t.Parallel()
	s := open(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("got %d, want 403", resp.StatusCode)
	}
}

func TestEventsTellOfChanges(t *testing.T) {
	t.Parallel()
	s := open(t)
	resp, err := http.Get(s.server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	if !lines.Scan() || lines.Text() != ": here" {
		t.Fatalf("first line %q, %v", lines.Text(), lines.Err())
	}
	s.h.Ring()
	for lines.Scan() {
		if lines.Text() == "data: changed" {
			return
		}
	}
	t.Errorf("the change was not told: %v", lines.Err())
}
