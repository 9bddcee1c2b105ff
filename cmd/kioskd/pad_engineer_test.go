package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"kioskd/agent"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers/capture"
)

// paid takes a payment and returns its key.
func (k *kiosk) paid() string {
	k.t.Helper()
	r := k.run("pad", "pay", "--amount", "1000")
	if r.code != 0 {
		k.t.Fatalf("%+v", r)
	}
	key, _, _ := strings.Cut(r.out, ":")
	return key
}

// serveReady runs an agent that is ready for a customer.
func (k *kiosk) serveReady() {
	k.t.Helper()
	k.serve()
	e, err := kioskapp.Dial(k.t.Context(), k.config.Data)
	if err != nil {
		k.t.Fatal(err)
	}
	k.until(e, func(s kioskapp.Status) bool { return s.Pad.Up && s.State == agent.Idle })
}

// TestPadVoid: a payment is taken back, with an agent and without, once.
func TestPadVoid(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("approve\nvoid approve\napprove\nvoid decline 6D")
	first := k.paid()
	if out := k.good("pad", "void", first, "--reason", "the customer left"); !strings.Contains(out, first+": voided, 1,000 KRW of 1,000 KRW has gone back") {
		t.Errorf("said %q", out)
	}
	if out := k.good("pad", "void", first); !strings.Contains(out, "voided") {
		t.Errorf("again: %q", out)
	}
	k.serveReady()
	second := k.paid()
	k.bad(1, "the money has not gone back", "pad", "void", second)
	k.bad(1, "no payment has the key", "pad", "void", "01a1feb1-7964-7145-8664-55ac08f88d0c")
	k.bad(1, "no payment has the key", "pad", "void", "abc")
	k.bad(2, "<key>", "pad", "void")
}

// TestPadInfo: what a pad tells of itself, through an agent and without one.
func TestPadInfo(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("")
	if r := k.run("pad", "info"); r.code != 0 || !strings.Contains(r.out, "connected: ") || !strings.Contains(r.out, "line  ") {
		t.Errorf("without a journal: %+v", r)
	}
	k.nothingMade()
	k.serveReady()
	var i kioskapp.PadInfo
	k.fromJSON(&i, "pad", "info")
	if !i.Link.Up || i.Driver != "smartro" || i.Way != k.config.Pad.Port || i.Pad == nil || len(i.Pad.Parts) == 0 {
		t.Errorf("got %+v", i)
	}
}

func TestTellNoise(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "clean", 3: "within the hour: 3", 40: "check the cable"} {
		if got := tellNoise(n); !strings.Contains(got, want) {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

// TestStatusOfANoisyLine: a few broken messages are no news, many are.
func TestStatusOfANoisyLine(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{kioskapp.NoisyLine - 1: false, kioskapp.NoisyLine: true} {
		var out strings.Builder
		if err := tellStatus(&out, config.Config{}, kioskapp.Status{Running: true, Noise: n}, nil); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "check the cable"); got != want {
			t.Errorf("%d: said %q", n, &out)
		}
	}
}

// TestPadTrace: a recording begins with what was said before it was asked for.
func TestPadTrace(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("approve chip")
	k.serveReady()
	k.paid()
	file := filepath.Join(t.TempDir(), "line.txt")
	k.good("pad", "trace", "--now", "--out", file)
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%+v, %v: want a file for its owner alone", info, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := capture.Read(strings.NewReader(string(text)))
	if err != nil || c.Driver != "smartro" || c.Way != k.config.Pad.Port || c.Records[0].Kind != capture.Opened || c.Records[0].At != 0 {
		t.Errorf("%+v, %v", c.Head, err)
	}
	k.bad(1, "is there already", "pad", "trace", "--now", "--out", file)
	if out := k.good("pad", "replay", file); !strings.Contains(out, "padsim replay "+file) {
		t.Errorf("replay said %q", out)
	}
	var in recorded
	k.fromJSON(&in, "pad", "replay", file)
	if in.Driver != "smartro" || in.Sent == 0 || in.Heard == 0 || in.Hidden != 0 || in.Play != "padsim replay "+file {
		t.Errorf("replay --json said %+v", in)
	}
	k.bad(1, "no capture", "pad", "replay", k.file)
	k.bad(1, "read the recording", "pad", "replay", file+".missing")
}

// TestPadTraceOfASilentPad: without an agent the line is recorded while the pad is
// looked for.
func TestPadTraceOfASilentPad(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("")
	r := k.run("pad", "trace", "--for", "1s")
	if r.code != 0 || !strings.Contains(r.out, " open\n") || !strings.Contains(r.out, " > 02") {
		t.Errorf("%+v", r)
	}
	k.nothingMade()
}

func TestRecordingTellsOfGaps(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	r := recording{out: &out}
	parts := []kioskapp.PadTrace{
		{Driver: "smartro", Reel: capture.Reel{Next: 3, Missed: 2, Records: []capture.Record{{At: 5e9, Kind: capture.Opened}}}},
		{Reel: capture.Reel{Next: 9, Missed: 4, Records: []capture.Record{{At: 6e9, Kind: capture.Ended, Note: "link closed"}}}},
	}
	for _, p := range parts {
		if err := r.add(p); err != nil {
			t.Fatal(err)
		}
	}
	if want := "0.000 open\n# 4 records are missing: they came too fast\n1.000 end link closed\n"; !strings.HasSuffix(out.String(), want) || r.next != 9 {
		t.Errorf("next %d, wrote\n%s", r.next, &out)
	}
}

func TestVoidOfADyingAgent(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	term, _ := k.onTerminal()
	err := padVoidCmd{Key: "key-of-the-payment"}.void(term, k.config, dying{})
	if want := "payment key-of-the-payment may have been taken back"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
