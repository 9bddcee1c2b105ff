package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

func noEnv(string) string { return "" }

func TestServe(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		code <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--store", "sqlite:" + filepath.Join(t.TempDir(), "x", "hq.db")}, noEnv, in, &stderr)
		_ = in.Close()
	}()
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, ok := strings.CutPrefix(strings.TrimSpace(first), "kioskhq listening on ")
	if !ok {
		t.Fatalf("first line %q", first)
	}
	resp, err := http.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("health: %s", resp.Status)
	}
	stop()
	if c := <-code; c != good {
		t.Errorf("exit code %d: %s", c, &stderr)
	}
	if !strings.Contains(stderr.String(), "kioskhq has stopped") {
		t.Errorf("nobody said that it has stopped: %s", &stderr)
	}
	if !strings.Contains(stderr.String(), "there is no --settings-key") {
		t.Errorf("nobody said that there is no key for settings: %s", &stderr)
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "tokens")
	for _, c := range []struct {
		args []string
		env  string
		code int
		says string
	}{
		{[]string{"version"}, "", good, "kioskhq "},
		{[]string{"--help"}, "", good, "serve"},
		{[]string{"serve", "--help"}, "", good, "--token-file"},
		{nil, "", usage, "expected"},
		{[]string{"dance"}, "", usage, "dance"},
		{[]string{"serve", "--bogus"}, "", usage, "bogus"},
		{[]string{"serve", "--store", "postgres"}, "", usage, "write sqlite:PATH, postgres://USER@HOST/DATABASE or memory:"},
		{[]string{"serve", "--store", "postgres://x"}, "", usage, "postgres://USER:PASSWORD@HOST:PORT/DATABASE"},
		{[]string{"serve", "--store", "postgres://u:pass@x:y/db"}, "", usage, "write @ as %40"},
		{[]string{"serve", "--store", "memory:", "--token-file", missing}, "", failed, "write one line per kiosk"},
		{[]string{"serve", "--store", "memory:"}, "kiosk-1 short", failed, "shorter than 16"},
		{[]string{"serve", "--store", "memory:", "--listen", "127.0.0.1:99999"}, "", failed, "take HQ's port"},
	} {
		var out bytes.Buffer
		code := run(t.Context(), c.args, func(string) string { return c.env }, &out, &out)
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("kioskhq %s: exit code %d, want %d:\n%s", strings.Join(c.args, " "), code, c.code, &out)
		}
	}
}
