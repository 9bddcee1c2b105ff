package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/hqapp"
)

// newHQ starts an HQ and returns its address for kiosks and a one-time code.
func newHQ(t *testing.T, kiosk string) (address, code string) {
	t.Helper()
	app, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "memory:", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	code, _, err = app.Handler().NewCode(t.Context(), kiosk, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return "ws://" + app.Addr() + "/sync", code
}

// TestEnroll: a kiosk becomes known at HQ once, and is told what comes next.
func TestEnroll(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	address, code := newHQ(t, "shop-7")
	wrong := k.run("enroll", "--hq", address, "--code", "AAAA-BBBB-CCCC")
	if wrong.code != 1 || !strings.Contains(wrong.err, "wrong, used or expired") {
		t.Errorf("a wrong code: %+v", wrong)
	}
	got := k.run("enroll", "--hq", address, "--code", strings.ToLower(code))
	if got.code != 0 || !strings.Contains(got.out, "as shop-7") || !strings.Contains(got.out, `set kiosk.id = "shop-7"`) {
		t.Errorf("enrolled: %+v", got)
	}
	again := k.run("enroll", "--hq", address, "--code", code)
	if again.code != 1 || !strings.Contains(again.err, "--again") {
		t.Errorf("again: %+v", again)
	}
	used := k.run("enroll", "--hq", address, "--code", code, "--again")
	if used.code != 1 || !strings.Contains(used.err, "used") {
		t.Errorf("a used code: %+v", used)
	}
}

func TestEnrollJSON(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	address, code := newHQ(t, "kiosk-1")
	got := k.run("enroll", "--hq", address, "--code", code, "--json")
	var said struct{ Kiosk, Key, HQ string }
	if err := json.Unmarshal([]byte(got.out), &said); err != nil || said.Kiosk != "kiosk-1" || len(said.Key) != 32 || said.HQ != address {
		t.Errorf("%v: %+v", err, got)
	}
}

// TestEnrollNowhere: what cannot work says what to do.
func TestEnrollNowhere(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                                      "name it with --hq",
		"--hq ws://hq.example.com/sync":         "use wss://",
		"--hq ws://127.0.0.1:9/sync":            "check the address",
		"--hq https://hq.example.com/somewhere": "wss://host/sync",
	} {
		got := newKiosk(t).run(append([]string{"enroll", "--code", "AAAA"}, strings.Fields(args)...)...)
		if got.code != 1 || !strings.Contains(got.err, want) {
			t.Errorf("%q: %+v, want %q", args, got, want)
		}
	}
	k := newKiosk(t)
	k.config.HQ.URL = "ws://127.0.0.1:9/sync"
	k.write()
	if got := k.run("run"); got.code != 1 || !strings.Contains(got.err, "kioskd enroll") {
		t.Errorf("run before: %+v", got)
	}
}
