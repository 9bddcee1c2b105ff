package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/sync/conform"
	"kioskd/sync/wire"
)

// serveForTest runs an HQ in test mode until the test ends.
func serveForTest(t *testing.T) (address string, log *bytes.Buffer) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	log = &bytes.Buffer{}
	go func() {
		code <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--store", "memory:", "--test-mode"}, noEnv, in, log)
		_ = in.Close()
	}()
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if c := <-code; c != good {
			t.Errorf("exit code %d: %s", c, log)
		}
		if !strings.Contains(log.String(), "TEST MODE") {
			t.Errorf("nobody said that this is test mode: %s", log)
		}
	})
	return strings.TrimPrefix(strings.TrimSpace(first), "kioskhq listening on "), log
}

// TestCheckOurself is the command as people run it, on real sockets.
func TestCheckOurself(t *testing.T) {
	t.Parallel()
	address, _ := serveForTest(t)
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"check", address, "--json", "--quick"}, noEnv, &out, &errs); code != good {
		t.Fatalf("exit code %d: %s%s", code, &out, &errs)
	}
	var report conform.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v in %s", err, &out)
	}
	left := map[string]bool{"R5": true, "R6": true, "R48": true, "R54": true} // silence, and settings and commands that there are none of
	for _, v := range report.Verdicts {
		if v.State != conform.Kept && !left[v.ID] {
			t.Errorf("%+v", v)
		}
	}
	if !strings.HasPrefix(report.Kiosk, "check-") || len(report.Verdicts) != len(conform.Rules()) {
		t.Errorf("kiosk %s, %d verdicts", report.Kiosk, len(report.Verdicts))
	}
}

// TestCheckSaysWhatIsBroken checks a web server that knows nothing of kiosks but a
// code.
func TestCheckSaysWhatIsBroken(t *testing.T) {
	t.Parallel()
	answers := map[string]func(w http.ResponseWriter, r *http.Request){
		"/api/check-code": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"code":"ABCD-EFGH-JKMN"}`) },
		"/enrol":          enrolAnybody(t),
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer := answers[r.URL.Path]; answer != nil {
			answer(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"check", server.URL}, noEnv, &out, &errs); code != failed {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"BROKEN    R1 ", "404 Not Found", "kept      R2 ", "BROKEN    R51", "not seen  R22", "54 rules: 1 kept, 4 broken, 49 not seen"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nobody said %q:\n%s", want, &out)
		}
	}
	if !strings.Contains(errs.String(), "breaks 4 of 54 rules") {
		t.Errorf("error: %s", &errs)
	}
}

// enrolAnybody takes every code and every key.
func enrolAnybody(t *testing.T) func(w http.ResponseWriter, r *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		var e struct{ Public string }
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"kiosk": "check-1", "key": nameOf(t, e.Public)})
	}
}

func nameOf(t *testing.T, public string) string {
	t.Helper()
	key, err := wire.DecodeKey(public)
	if err != nil {
		t.Error(err)
	}
	return wire.KeyName(key)
}

func TestTestModeIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, says string }{
		{"--listen 0.0.0.0:0 --store memory:", "this machine only"},
		{"--listen :0 --store memory:", "this machine only"},
		{"--listen 127.0.0.1:0 --store sqlite:x.db", "--store memory:"},
		{"--listen 127.0.0.1:0", "--store memory:"},
	} {
		var out bytes.Buffer
		args := append([]string{"serve", "--test-mode"}, strings.Fields(c.args)...)
		if code := run(t.Context(), args, noEnv, &out, &out); code != usage || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: exit code %d, %s", c.args, code, &out)
		}
	}
}

func TestCheckNeedsACode(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	var out bytes.Buffer
	if code := run(t.Context(), []string{"check", server.URL}, noEnv, &out, &out); code != failed || !strings.Contains(out.String(), "pass --code") {
		t.Errorf("exit code %d: %s", code, &out)
	}
	for _, bad := range []string{"ftp://x/sync", "hq.example.com", "wss://a:b@x/sync"} {
		if code := run(t.Context(), []string{"check", bad}, noEnv, &out, &out); code != usage {
			t.Errorf("%s: exit code %d", bad, code)
		}
	}
}
