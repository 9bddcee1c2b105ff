package screen

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fakeAgent is an agent whose page beats whenever it is looked at, unless it hangs.
type fakeAgent struct {
	launches, beats atomic.Uint64
	hangs           atomic.Bool
	idle            atomic.Bool
}

func (f *fakeAgent) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer secret":
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"detail":"this needs the screen credential","next":"Send it."}`)
	case r.Method == http.MethodPost:
		f.launches.Add(1)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"path":"/?launch=once"}`)
	default:
		p := Presence{Beats: f.beats.Load(), Idle: f.idle.Load()}
		if f.hangs.Load() {
			p.Quiet = 60_000
		} else {
			p.Beats = f.beats.Add(1)
		}
		_ = json.NewEncoder(w).Encode(p)
	}
}

// fakeBrowser writes its arguments to a file at every start, and stays.
func fakeBrowser(t *testing.T, script string) (program, starts string) {
	t.Helper()
	dir := t.TempDir()
	program, starts = filepath.Join(dir, "browser"), filepath.Join(dir, "starts")
	text := "#!/bin/sh\necho \"$@\" >> " + starts + "\n" + script
	if err := os.WriteFile(program, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return program, starts
}

func started(file string) []string {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// keep runs a keeper until the test ends.
func keep(t *testing.T, o Options) {
	t.Helper()
	o.Log, o.Profile = slog.New(slog.NewTextHandler(t.Output(), nil)), filepath.Join(t.TempDir(), "profile")
	k, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- k.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestKeeper(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		script string
		upset  func(*fakeAgent)
	}{
		"a browser that ends":   {"exit 3\n", func(*fakeAgent) {}},
		"a browser that closes": {"exit 0\n", func(*fakeAgent) {}},
		"a page that hangs":     {"sleep 60 & wait\n", func(f *fakeAgent) { f.hangs.Store(true) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			told := &fakeAgent{}
			server := httptest.NewServer(told)
			t.Cleanup(server.Close)
			program, starts := fakeBrowser(t, test.script)
			keep(t, Options{Agent: server.URL, Token: "secret", Browser: program, Scale: 125, Args: []string{"--more"}})
			until(t, "a first start", func() bool { return len(started(starts)) > 0 && (test.script[0] == 'e' || told.beats.Load() > 3) })
			test.upset(told)
			until(t, "a second start", func() bool { return len(started(starts)) > 1 })
			line := strings.Fields(started(starts)[1])
			for _, want := range []string{"--kiosk", "--force-device-scale-factor=1.25", "--more", server.URL + "/?launch=once"} {
				if !slices.Contains(line, want) {
					t.Errorf("%s was not among %q", want, line)
				}
			}
			if told.launches.Load() < 2 {
				t.Error("two browsers were opened by one launch")
			}
		})
	}
}

// TestNight: the daily restart waits until nobody is being served.
func TestNight(t *testing.T) {
	t.Parallel()
	told := &fakeAgent{}
	server := httptest.NewServer(told)
	t.Cleanup(server.Close)
	program, starts := fakeBrowser(t, "sleep 60 & wait\n")
	night := time.Now().Add(500 * time.Millisecond)
	keep(t, Options{Agent: server.URL, Token: "secret", Browser: program, Restart: func(now time.Time) time.Time {
		if now.Before(night) {
			return night.Add(-24 * time.Hour)
		}
		return night
	}})
	until(t, "the night", func() bool { return time.Now().After(night.Add(time.Second)) })
	if n := len(started(starts)); n != 1 {
		t.Fatalf("%d starts while a customer is there", n)
	}
	told.idle.Store(true)
	until(t, "a second start", func() bool { return len(started(starts)) > 1 })
}

// TestRefused: an agent that opens no screen is told with its reason.
func TestRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&fakeAgent{})
	t.Cleanup(server.Close)
	_, err := newAgent(server.URL, "guess").launch(t.Context())
	if err == nil || !strings.Contains(err.Error(), "this needs the screen credential. Send it.") {
		t.Error(err)
	}
}

// TestEndStopped: a browser that was stopped, and its children, are ended all the
// same.
func TestEndStopped(t *testing.T) {
	t.Parallel()
	program, _ := fakeBrowser(t, "sleep 60 & kill -STOP $$\nwait\n")
	b, err := start(program, nil)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "it to stop", func() bool { return !hears(family(b.pid())) && len(family(b.pid())) > 1 })
	all := family(b.pid())
	if err := b.end(true); err != nil {
		t.Error(err)
	}
	until(t, "all to end", func() bool {
		return !slices.ContainsFunc(processes(), func(p process) bool { return slices.Contains(all, p.pid) })
	})
}

func TestReadStat(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]process{
		"7 (a) T 5 7 7":             {parent: 5, stopped: true},
		"7 (odd ) name) (x)) S 9 7": {parent: 9},
	} {
		got, ok := readStat([]byte(text))
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(process{})); !ok || diff != "" {
			t.Errorf("%s: %t (-want +got)\n%s", text, ok, diff)
		}
	}
	for _, bad := range []string{"", "7", "7 (a)", "7 (a) ", "7 (a) S", "7 (a) S x"} {
		if p, ok := readStat([]byte(bad)); ok {
			t.Errorf("%q: %+v", bad, p)
		}
	}
}

func FuzzReadStat(f *testing.F) {
	f.Add([]byte("7 (a) T 5 7 7"))
	f.Fuzz(func(_ *testing.T, text []byte) { readStat(text) })
}

func TestConnected(t *testing.T) {
	t.Parallel()
	const listed = "Screen 0: minimum 8 x 8\nVGA-1 disconnected (normal left)\nHDMI-1 connected 1920x1080+0+0\nDP-1 connected primary 1080x1920+0+0\n"
	if got, ok := connected(listed); got != "DP-1" || !ok {
		t.Errorf("%q, %t", got, ok)
	}
	if got, ok := connected("HDMI-1 connected 1x1\n"); got != "HDMI-1" || !ok {
		t.Errorf("%q, %t", got, ok)
	}
	if got, ok := connected("VGA-1 disconnected\n"); ok {
		t.Errorf("%q", got)
	}
}
