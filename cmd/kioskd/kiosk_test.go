package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/queue"
)

// TestMain lets this test's program be the child that looks at a store.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "verify-store" {
		os.Exit(execute(context.Background(), os.Args[1:], os.Stdout, os.Stderr, nil))
	}
	os.Exit(m.Run())
}

// kiosk is a machine to type commands on: a configuration and a data folder.
type kiosk struct {
	t      *testing.T
	config config.Config
	file   string
	env    []string
}

func newKiosk(t *testing.T) *kiosk {
	t.Helper()
	dir := t.TempDir()
	k := &kiosk{t: t, config: config.Default(), file: filepath.Join(dir, "kioskd.toml")}
	k.config.Data, k.config.TestMode = filepath.Join(dir, "data"), true
	k.config.Pad.Port, k.config.Screen.Listen = "tcp://127.0.0.1:9", "127.0.0.1:0" // nobody is there
	k.write()
	return k
}

// write puts the configuration on disk.
func (k *kiosk) write() {
	k.t.Helper()
	text, err := k.config.Write()
	if err == nil {
		err = os.WriteFile(k.file, text, 0o600)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// typed is what came of a command.
type typed struct {
	code     int
	out, err string
}

func (k *kiosk) run(args ...string) typed {
	var out, errOut bytes.Buffer
	code := execute(context.Background(), append(args, "--config", k.file), &out, &errOut, k.env)
	return typed{code, out.String(), errOut.String()}
}

// good runs a command that must succeed, without a word on standard error.
func (k *kiosk) good(args ...string) string {
	k.t.Helper()
	r := k.run(args...)
	if r.code != 0 || r.err != "" {
		k.t.Fatalf("kioskd %s: exit code %d\n%s", strings.Join(args, " "), r.code, r.err)
	}
	return r.out
}

// bad runs a command that must fail with an exit code, and say why.
func (k *kiosk) bad(code int, why string, args ...string) typed {
	k.t.Helper()
	r := k.run(args...)
	if r.code != code || !strings.Contains(r.err, why) {
		k.t.Errorf("kioskd %s: exit code %d, want %d; said %q, want %q", strings.Join(args, " "), r.code, code, r.err, why)
	}
	return r
}

// fromJSON runs a command that answers in JSON.
func (k *kiosk) fromJSON(into any, args ...string) {
	k.t.Helper()
	text := k.good(append(args, "--json")...)
	if err := json.Unmarshal([]byte(text), into); err != nil {
		k.t.Fatalf("kioskd %s: %v in %q", strings.Join(args, " "), err, text)
	}
}

// fill makes a journal of n facts, of which HQ has the first half and has
// refused the last of these, and returns their lines.
func (k *kiosk) fill(n int) (lines []string) {
	k.t.Helper()
	ctx := context.Background()
	q, err := queue.Open(k.config.Data, queue.Options{})
	if err != nil {
		k.t.Fatal(err)
	}
	facts := make([]queue.Fact, n)
	for i := range facts {
		facts[i] = fact(i + 1)
	}
	kept, err := q.Append(ctx, facts...)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, f := range kept {
		lines = append(lines, string(f.Line))
	}
	hq, err := q.Cursor("hq")
	if err != nil {
		k.t.Fatal(err)
	}
	settled, err := q.Cursor("agent")
	if err != nil {
		k.t.Fatal(err)
	}
	half := uint64(n / 2)
	if err := errors.Join(hq.Reject(ctx, half, "no such shop"), hq.Ack(half), settled.Ack(uint64(n)), q.Close()); err != nil {
		k.t.Fatal(err)
	}
	return lines
}

func fact(n int) queue.Fact {
	return queue.Fact{
		At: time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC).Add(time.Duration(n) * time.Minute), Kind: "approved",
		Key: fmt.Sprintf("order-%06d", n), Ref: fmt.Sprintf("ref-%06d", n), Sum: 1000,
		Body: fmt.Appendf(nil, `{"n":%d,"card":"123456******1234","text":"<&>"}`, n),
	}
}

// serve runs an agent on the data folder until the test ends.
func (k *kiosk) serve() {
	k.t.Helper()
	app, err := kioskapp.Open(kioskapp.Options{Config: k.config, Version: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		k.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	k.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			k.t.Error(err)
		}
	})
}

// each runs a test on a kiosk at rest and on one whose agent runs: the commands
// answer alike.
func each(t *testing.T, n int, f func(t *testing.T, k *kiosk, lines []string)) {
	for _, running := range []bool{false, true} {
		t.Run(fmt.Sprintf("running=%t", running), func(t *testing.T) {
			t.Parallel()
			k := newKiosk(t)
			lines := k.fill(n)
			if running {
				k.serve()
			}
			f(t, k, lines)
		})
	}
}

// append adds n facts while no agent runs, and returns their lines.
func (k *kiosk) append(n int) (lines []string) {
	k.t.Helper()
	q, err := queue.Open(k.config.Data, queue.Options{})
	if err != nil {
		k.t.Fatal(err)
	}
	last, _ := q.Last()
	facts := make([]queue.Fact, n)
	for i := range facts {
		facts[i] = fact(int(last) + i + 1)
	}
	kept, err := q.Append(context.Background(), facts...)
	if err = errors.Join(err, q.Close()); err != nil {
		k.t.Fatal(err)
	}
	for _, f := range kept {
		lines = append(lines, string(f.Line))
	}
	return lines
}
