package main

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
)

// TestScreenURL: the address opens the screen, and without an agent it says what
// to start.
func TestScreenURL(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.bad(1, "start it with: kioskd run", "screen", "url")
	k.serve()
	address := strings.TrimSpace(k.good("screen", "url"))
	if status := get(t, address); status != http.StatusOK {
		t.Errorf("%s: status %d", address, status)
	}
	plain, _, _ := strings.Cut(address, "?")
	if status := get(t, plain); status != http.StatusForbidden {
		t.Errorf("%s: status %d", plain, status)
	}
}

// get opens an address as a browser would.
func get(t *testing.T, address string) int {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Client{Jar: jar}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// TestScreenPolicy: by the kiosk's file at rest, by the settings while it runs.
func TestScreenPolicy(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	check := func() {
		t.Helper()
		var policy struct{ URLBlocklist, URLAllowlist []string }
		if err := json.Unmarshal([]byte(k.good("screen", "policy")), &policy); err != nil || len(policy.URLAllowlist) != 2 || policy.URLBlocklist[0] != "*" {
			t.Errorf("%+v, %v", policy, err)
		}
	}
	check()
	k.serve()
	check()
}
