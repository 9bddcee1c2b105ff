package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/store/memory"
)

// TestServes: what is printed is what kioskhq takes, and each provider answers there.
func TestServes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, to := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"--json"}, strings.NewReader("ledger\n"), to, io.Discard)
		_ = to.Close()
	}()
	lines := bufio.NewScanner(out)
	var said struct {
		Address     string
		Providers   string
		Environment map[string]string
	}
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &said) != nil {
		t.Fatalf("it said %q", lines.Text())
	}
	for name, value := range said.Environment {
		t.Setenv(name, value)
	}
	file, err := config.Parse([]byte(said.Providers), "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	if _, err := file.Open(all.Kinds(), http.DefaultClient, func(kind string) pg.Box { return pg.OfficeBox{Office: store, Kind: kind} }); err != nil {
		t.Fatalf("kioskhq does not take the file: %v", err)
	}
	if !lines.Scan() || !strings.Contains(lines.Text(), `"kakaopay":null`) {
		t.Errorf("the ledger is %q", lines.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	for _, path := range []string{"/toss/v2/standard", "/bootpay/bootpay.min.js", "/kakao/phone/x", "/naver/phone/x"} {
		resp, err := http.Get(said.Address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.Body.Close() != nil || !bytes.Contains(body, []byte("simulated")) {
			t.Errorf("%s: %d %v", path, resp.StatusCode, err)
		}
	}
	cancel()
	if code := <-ended; code != exitGood {
		t.Errorf("it ended with %d", code)
	}
}

func TestUsage(t *testing.T) {
	var complaints bytes.Buffer
	if code := run(t.Context(), []string{"--nonsense"}, strings.NewReader(""), io.Discard, &complaints); code != exitUsage || !strings.Contains(complaints.String(), "see pgsim --help") {
		t.Errorf("%d %s", code, complaints.String())
	}
	if code := run(t.Context(), []string{"--listen", "nowhere:-1"}, strings.NewReader(""), io.Discard, &complaints); code != exitFailed {
		t.Errorf("a bad address: %d", code)
	}
}
