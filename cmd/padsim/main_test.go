package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/smartro"
)

type kiosk struct{ up chan pay.Link }

func (kiosk) Progress(pay.Progress)                 {}
func (kiosk) Late(context.Context, pay.Offer) error { return nil }
func (k kiosk) Link(l pay.Link)                     { k.up <- l }

// connect runs a driver against an address until the test ends.
func connect(t *testing.T, address string) *smartro.Driver {
	t.Helper()
	way, err := link.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	k := kiosk{up: make(chan pay.Link, 10)}
	d, err := smartro.New(smartro.Options{Options: drivers.Options{Link: way, Watcher: k}})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- d.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case l := <-k.up:
		if !l.Up {
			t.Fatalf("link %+v", l)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no link")
	}
	return d
}

func TestPayment(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	script, state := filepath.Join(folder, "script"), filepath.Join(folder, "pad.json")
	if err := os.WriteFile(script, []byte("approve chip\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	var complaints bytes.Buffer
	go func() {
		code <- run(ctx, []string{"--listen", "tcp://127.0.0.1:0", "--script", script, "--state", state, "--pace", "0.01"},
			strings.NewReader(""), writer, &complaints)
		_ = writer.Close() // ends the dialogue below
	}()
	dialogue := bufio.NewScanner(reader)
	if !dialogue.Scan() || !strings.HasPrefix(dialogue.Text(), "listening on tcp://127.0.0.1:") {
		t.Fatalf("first line %q, %s", dialogue.Text(), &complaints)
	}
	address := strings.TrimPrefix(dialogue.Text(), "listening on ")
	said := make(chan string, 1)
	go func() {
		var all strings.Builder
		for dialogue.Scan() {
			all.WriteString(dialogue.Text() + "\n")
		}
		said <- all.String()
	}()

	d := connect(t, address)
	if _, err := d.Mark(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := pay.Charge{Key: "order-1", Attempt: 1, Currency: pay.KRW, Amount: 11000, SentAt: time.Now()}
	a, err := d.Authorize(t.Context(), c, func(context.Context, pay.Offer) error { return nil })
	if err != nil || a.Approval == nil {
		t.Errorf("%+v, %v", a, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	cancel()
	if got := <-code; got != exitGood {
		t.Errorf("exit code %d: %s", got, &complaints)
	}
	words := <-said
	for _, want := range []string{"← B charge 11000", "→ ack", "→ @ card inserted", "VAN approved 11000"} {
		if !strings.Contains(words, want) {
			t.Errorf("the dialogue lacks %q:\n%s", want, words)
		}
	}
	if text, err := os.ReadFile(state); err != nil || !strings.Contains(string(text), a.Approval.Number) {
		t.Errorf("state file: %s, %v", text, err)
	}
}

// TestHelpExplainsTheScript: its table comes out as it was written.
func TestHelpExplainsTheScript(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if code := run(t.Context(), []string{"--help"}, strings.NewReader(""), &out, &out); code != exitGood {
		t.Fatalf("exit code %d", code)
	}
	for _, want := range []string{"decline CODE   ", "lose-response   ", "wrong-card", "health OOON   ", "--script"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help lacks %q:\n%s", want, &out)
		}
	}
}

func TestBadUse(t *testing.T) {
	t.Parallel()
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("approve\ndance\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		code int
		hint string
	}{
		{[]string{"--volume", "11"}, exitUsage, "--help"},
		{[]string{"--pace", "fast"}, exitUsage, "--help"},
		{[]string{"--pace", "0"}, exitFailed, "above 0"},
		{[]string{"--driver", "abacus"}, exitFailed, "smartro"},
		{[]string{"--script", script}, exitFailed, "line 2"},
		{[]string{"--script", script + ".missing"}, exitFailed, "read the script"},
		{[]string{"--listen", "carrier-pigeon"}, exitFailed, "tcp://127.0.0.1:0"},
		{[]string{"--help"}, exitGood, ""},
	}
	for _, test := range tests {
		var out, complaints bytes.Buffer
		code := run(t.Context(), test.args, strings.NewReader(""), &out, &complaints)
		if code != test.code || !strings.Contains(complaints.String(), test.hint) {
			t.Errorf("%v: code %d, %q; want code %d and a hint at %q", test.args, code, &complaints, test.code, test.hint)
		}
	}
}

// TestReplay plays what a kiosk said on a real line: it connected and made a
// payment.
func TestReplay(t *testing.T) {
	t.Parallel()
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("approve chip\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	args := []string{"replay", "testdata/payment.txt", "--script", script, "--pace", "0.01"}
	if code := run(t.Context(), args, strings.NewReader(""), &out, &complaints); code != exitGood {
		t.Fatalf("exit code %d: %s\n%s", code, &complaints, &out)
	}
	for _, want := range []string{"← B charge 1000", "VAN approved 1000", "played: the kiosk spoke 16 times, the simulated pad 18 times, 18 of them"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it lacks %q:\n%s", want, &out)
		}
	}
}

func TestBadReplay(t *testing.T) {
	t.Parallel()
	for hint, args := range map[string][]string{
		"read the recording":         {"testdata/nothing.txt"},
		"no capture":                 {"main.go"},
		"above 0":                    {"testdata/payment.txt", "--pace=-1"},
		"read the script":            {"testdata/payment.txt", "--script", "testdata/nothing.txt"},
		"see padsim replay --help":   {},
		"see padsim replay --help\n": {"a", "b"},
	} {
		var out, complaints bytes.Buffer
		code := run(t.Context(), append([]string{"replay"}, args...), strings.NewReader(""), &out, &complaints)
		if code == exitGood || !strings.Contains(complaints.String(), hint) {
			t.Errorf("%v: code %d, %q; want a hint at %q", args, code, &complaints, hint)
		}
	}
}
