package load_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/load"
	"kioskd/sync/hq"
)

// start runs an HQ in memory.
func start(t *testing.T) *hqapp.App {
	t.Helper()
	app, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "memory:", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return app
}

func options(app *hqapp.App) load.Options {
	return load.Options{HQ: []string{"ws://" + app.Addr() + "/sync"}, Kiosks: 20, Rate: 40, Backlog: 8, Duration: 500 * time.Millisecond, Storm: true,
		Settle: 30 * time.Second, Store: app.Handler().Store}
}

// TestLoad: everything arrives, storm or not, and the report counts it.
func TestLoad(t *testing.T) {
	t.Parallel()
	app := start(t)
	var progress strings.Builder
	o := options(app)
	o.Progress = &progress
	r, err := load.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Good() || !r.Verified || r.Kiosks != 20 || r.Payments < 50 || r.Acked != 4*r.Payments || r.P99MS < r.MedianMS {
		t.Errorf("%+v\n%s", r, &progress)
	}
	if _, err := json.Marshal(r); err != nil || !strings.Contains(r.String(), "0 lost, 0 doubled") {
		t.Errorf("%v: %s", err, r)
	}
}

// forgetful is a store that does not show everything, or shows it twice.
type forgetful struct {
	hq.Store
	change func([]hq.Fact) []hq.Fact
}

func (f forgetful) Facts(ctx context.Context, filter hq.FactFilter) ([]hq.Fact, error) {
	facts, err := f.Store.Facts(ctx, filter)
	return f.change(facts), err
}

// TestVerify: an HQ that loses or doubles is found out.
func TestVerify(t *testing.T) {
	t.Parallel()
	app := start(t)
	o := options(app)
	o.Kiosks, o.Storm = 2, false
	for name, c := range map[string]struct {
		change        func([]hq.Fact) []hq.Fact
		lost, doubled int
	}{
		"all there": {func(f []hq.Fact) []hq.Fact { return f }, 0, 0},
		"one lost":  {func(f []hq.Fact) []hq.Fact { return f[1:] }, 2, 0},
		"one twice": {func(f []hq.Fact) []hq.Fact { return append(f, f[0]) }, 0, 2},
	} {
		o.Store = forgetful{app.Handler().Store, c.change}
		r, err := load.Run(t.Context(), o)
		if err != nil || r.Lost != c.lost || r.Doubled != c.doubled || r.Good() != (name == "all there") {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	app := start(t)
	for name, change := range map[string]func(*load.Options){
		"no HQ":             func(o *load.Options) { o.HQ = nil },
		"no kiosk":          func(o *load.Options) { o.Kiosks = 0 },
		"no way in":         func(o *load.Options) { o.Store = nil },
		"too many":          func(o *load.Options) { o.Kiosks = 1 << 30 },
		"a kiosk with none": func(o *load.Options) { o.Store, o.Token = nil, func(string) (string, bool) { return "", false } },
	} {
		o := options(app)
		change(&o)
		if _, err := load.Run(t.Context(), o); err == nil {
			t.Errorf("%s: nobody objected", name)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	o := options(app)
	o.Duration = time.Hour
	if _, err := load.Run(ctx, o); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("interrupted: %v", err)
	}
}
