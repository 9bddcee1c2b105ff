package conform_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/conform"
	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/wire"
)

// lan is a network of pipes with one server, for virtual time.
type lan chan net.Conn

func (l lan) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l lan) Accept() (net.Conn, error) {
	if c := <-l; c != nil { // nil says that the test ends
		return c, nil
	}
	return nil, net.ErrClosed
}
func (l lan) Close() error   { return nil }
func (l lan) Addr() net.Addr { return &net.TCPAddr{} }

// parts are what a good HQ is made of.
type parts struct {
	store hq.Store
	rand  io.Reader
}

var settingsKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))

// check plays a kiosk against our own HQ, behind a crook that has a fault, in
// virtual time.
func check(t *testing.T, f fault, only ...string) (report conform.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := parts{store: memory.New(), rand: rand.Reader}
		if f.hq != nil {
			f.hq(&p)
		}
		h, err := hq.New(hq.Options{Store: p.store, Rand: p.rand, Log: slog.New(slog.DiscardHandler),
			Token: func(string) (string, bool) { return masterToken, true }, SettingsKey: settingsKey.Public().(ed25519.PublicKey)})
		if err != nil {
			t.Fatal(err)
		}
		offer(t, p.store)
		inner, outer := make(lan), make(lan)
		good := &http.Server{Handler: h}
		bad := &http.Server{Handler: &crook{door: h, dial: inner.dial, fault: f}}
		var running sync.WaitGroup
		running.Go(func() { _ = good.Serve(inner) }) // ends with ErrClosed
		running.Go(func() { _ = bad.Serve(outer) })
		code, _, err := h.NewCode(t.Context(), "check-1", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		report, err = conform.Check(t.Context(), conform.Options{URL: "ws://localhost/sync", Code: code, Only: only, Dial: outer.dial})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
		time.Sleep(2 * time.Minute) // for what a crook holds open
		inner <- nil
		outer <- nil
		_, _ = good.Close(), bad.Close()
		running.Wait()
	})
	return report
}

// offer keeps a settings document for everybody, and a command for the kiosk.
func offer(t *testing.T, s hq.Store) {
	t.Helper()
	document := []byte(`{"version":3,"for":["*"]}`)
	err := s.PutSettings(t.Context(), hq.Settings{For: []string{"*"}, Added: time.Now(), Settings: wire.Settings{
		Version: 3, Key: "settings", Document: document, Signature: wire.Sign(settingsKey, wire.PurposeSettings, document)}})
	if err != nil {
		t.Fatal(err)
	}
	err = s.PutCommand(t.Context(), "check-1", wire.Command{ID: "pay", Name: wire.CommandRequestPayment, Expires: time.Now().Add(24 * time.Hour)}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
}

func TestOurHQKeepsAllRules(t *testing.T) {
	t.Parallel()
	report := check(t, fault{})
	for _, v := range report.Verdicts {
		if v.State != conform.Kept {
			t.Errorf("%s (%s) is %s: %s\nsent:  %s\nheard: %s", v.ID, v.Text, v.State, v.Why, v.Sent, v.Heard)
		}
	}
	if n := report.Count(conform.Kept); n != len(conform.Rules()) {
		t.Errorf("%d rules kept, want %d", n, len(conform.Rules()))
	}
	if report.Kiosk != "check-1" {
		t.Errorf("kiosk %q", report.Kiosk)
	}
}

// TestBrokenHQs: each bad HQ is found to break the rules it breaks, and none of
// those that every conversation needs.
func TestBrokenHQs(t *testing.T) {
	t.Parallel()
	for name, c := range brokenHQs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var broken []string
			for _, v := range check(t, c.fault, strings.Fields(c.breaks)...).Verdicts {
				if v.State != conform.Broken {
					continue
				}
				broken = append(broken, v.ID)
				if v.Why == "" || v.Text == "" {
					t.Errorf("%s is broken, and nobody says how: %+v", v.ID, v)
				}
			}
			if diff := cmp.Diff(strings.Fields(c.breaks), broken); diff != "" {
				t.Errorf("broken rules (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRulesAreThoseOfTheContract: the same numbers, all of them, in order.
func TestRulesAreThoseOfTheContract(t *testing.T) {
	b, err := os.ReadFile("../../docs/sync-protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	var written, checked []string
	for _, m := range regexp.MustCompile(`(?m)^- \*\*(R\d+)\*\* `).FindAllStringSubmatch(string(b), -1) {
		written = append(written, m[1])
	}
	for i, r := range conform.Rules() {
		checked = append(checked, r.ID)
		if r.ID != fmt.Sprintf("R%d", i+1) || r.Text == "" {
			t.Errorf("rule %d is %+v", i+1, r)
		}
	}
	slices.SortFunc(written, func(a, b string) int { return len(a)*1000 - len(b)*1000 + strings.Compare(a, b) })
	if diff := cmp.Diff(written, checked); diff != "" {
		t.Errorf("rules (-docs +code):\n%s", diff)
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]conform.Options{
		"a web address":       {URL: "https://hq.example.com/sync", Code: "X"},
		"no address":          {Code: "X"},
		"no identity":         {URL: "ws://localhost/sync"},
		"a key of nobody":     {URL: "ws://localhost/sync", Key: key},
		"a rule that is none": {URL: "ws://localhost/sync", Code: "X", Only: []string{"R0"}},
		"a kiosk without key": {URL: "ws://localhost/sync", Kiosk: "k"},
	} {
		if _, err := conform.Check(t.Context(), o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// TestNobodyThere: an HQ that does not answer is no verdict on its rules.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	dial := func(context.Context, string, string) (net.Conn, error) { return nil, io.ErrClosedPipe }
	if _, err := conform.Check(t.Context(), conform.Options{URL: "ws://localhost/sync", Code: "X", Dial: dial}); err == nil {
		t.Error("no error")
	}
}
