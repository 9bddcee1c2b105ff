package kioskapp

import (
	"encoding/pem"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// tlsHall is an HQ with a certificate until 2084, and a kiosk's data folder.
type tlsHall struct {
	*testing.T
	dir, ca string
	url     string
}

func newTLSHall(t *testing.T) tlsHall {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tlsHall{t, t.TempDir(), ca, s.URL}
}

// run starts the agent, and stops it when the story is over.
func (h tlsHall) run(story func(*App)) {
	h.Helper()
	c := config.Default()
	c.Data = h.dir
	a, err := Open(Options{Config: c, Log: slog.New(slog.DiscardHandler), Offline: true})
	if err != nil {
		h.Fatal(err)
	}
	story(a)
	if err := a.keepClock(); err != nil {
		h.Error(err)
	}
	if err := a.Close(); err != nil {
		h.Error(err)
	}
}

// trusts reports whether HQ's certificate is believed, when the kiosk's clock shows
// a time.
func (h tlsHall) trusts(a *App, shows time.Time) bool {
	h.Helper()
	now := func() time.Time {
		if sure := a.clock.Sure(); sure.After(shows) {
			return sure
		}
		return shows
	}
	if shows.IsZero() {
		now = a.certTime
	}
	c, err := trust(h.ca, now, a.noteCertificate)
	if err != nil {
		h.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: c, DisableKeepAlives: true}}
	resp, err := client.Get(h.url)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return true
}

var of2099 = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)

// TestCertificateAfter2099: the clock showed the year 2099 for a while, and facts
// were taken. Set right again, the kiosk finds its HQ, and HQ's word heals the rest.
func TestCertificateAfter2099(t *testing.T) {
	t.Parallel()
	h := newTLSHall(t)
	h.run(func(a *App) {
		if h.trusts(a, of2099) {
			t.Error("a certificate until 2084 is believed in 2099")
		}
		a.clock.Stamp(of2099)
	})
	h.run(func(a *App) {
		if s, err := a.ClockState(t.Context()); err != nil || s.Floor.Year() != 2099 || s.Doubt == "" {
			t.Errorf("%+v, %v", s, err)
		}
		if !h.trusts(a, time.Time{}) {
			t.Error("the kiosk is locked out after its clock was set right")
		}
		a.heardHQ(time.Now())
		if s, err := a.ClockState(t.Context()); err != nil || s.Doubt != "" || s.Sure.IsZero() {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

// TestCertificateIn1970: the clock has no battery. HQ is found at the time that it
// confirmed last; a certificate that had expired by then does not come back to life.
func TestCertificateIn1970(t *testing.T) {
	t.Parallel()
	h := newTLSHall(t)
	h.run(func(a *App) { a.heardHQ(time.Now()) })
	h.run(func(a *App) {
		if !h.trusts(a, time.Date(1970, 1, 1, 0, 1, 0, 0, time.UTC)) {
			t.Error("no HQ in 1970")
		}
		a.clock.Confirm(of2099)
		if h.trusts(a, time.Date(1970, 1, 1, 0, 1, 0, 0, time.UTC)) {
			t.Error("a certificate that is over counts in 1970")
		}
	})
}

// TestHQOf2099: HQ's own clock is wrong for a while. Its kiosks go on believing its
// certificate.
func TestHQOf2099(t *testing.T) {
	t.Parallel()
	h := newTLSHall(t)
	h.run(func(a *App) {
		if !h.trusts(a, time.Time{}) {
			t.Fatal("no HQ")
		}
		a.heardHQ(of2099)
		if got := a.clock.Sure(); got.Year() != 2084 {
			t.Errorf("confirmed is %v, want the end of the certificate", got)
		}
	})
	h.run(func(a *App) {
		if !h.trusts(a, time.Time{}) {
			t.Error("locked out by HQ's wrong clock")
		}
		a.heardHQ(time.Now())
		if got := a.clock.Sure(); time.Since(got) > time.Minute {
			t.Errorf("HQ's right clock does not heal that: %v", got)
		}
	})
}

// TestClockResetLasts: facts of the year 2099 do not bring it back.
func TestClockResetLasts(t *testing.T) {
	t.Parallel()
	h := newTLSHall(t)
	h.run(func(a *App) {
		fact := queue.Fact{At: of2099, Kind: wire.KindAlarm, Body: []byte(`{"v":1,"clock":{"boot":1,"up_ms":1}}`)}
		if _, err := a.queue.Append(t.Context(), fact); err != nil {
			t.Fatal(err)
		}
	})
	h.run(func(a *App) {
		if s, err := a.ClockState(t.Context()); err != nil || s.Floor.Year() != 2099 {
			t.Errorf("a fact of 2099 is no floor: %+v, %v", s, err)
		}
		a.clock = agent.StartClock(agent.ClockMemory{Floor: of2099.Add(-time.Hour), Sure: of2099}, of2099)
		if _, err := a.ClockReset(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	h.run(func(a *App) {
		if s, err := a.ClockState(t.Context()); err != nil || s.Floor.Year() > time.Now().Year() || !s.Sure.IsZero() || s.Doubt != "" {
			t.Errorf("%+v, %v", s, err)
		}
	})
}
