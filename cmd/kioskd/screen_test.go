package main

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"runtime"
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

// TestScreenInstall: what install writes, remove takes away again.
func TestScreenInstall(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("writes to the machine's registry on Windows")
	}
	k := newKiosk(t)
	k.config.Screen.Listen = "127.0.0.1:28480"
	k.write()
	root := t.TempDir()
	k.env = []string{"DESTDIR=" + root}
	wrote := k.good("screen", "install")
	if !strings.Contains(wrote, root+"/etc/xdg/autostart/kioskd-screen.desktop") {
		t.Error(wrote)
	}
	text, err := os.ReadFile(filepath.Join(root, "etc/chromium/policies/managed/kioskd.json"))
	if err != nil || !strings.Contains(string(text), "28480") {
		t.Errorf("%s, %v", text, err)
	}
	removed := k.good("screen", "remove")
	if strings.Count(removed, "\n") != strings.Count(wrote, "\n") || k.good("screen", "remove") != "" {
		t.Error(removed)
	}
}

// TestScreenRunRefuses: what keeps the screen from being shown is said at once.
func TestScreenRunRefuses(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.bad(1, "port 0 is another one at every start", "screen", "run")
	k.config.Screen.Listen = "127.0.0.1:28481"
	k.write()
	k.bad(1, "screen.token_file: none is set", "screen")
	k.config.Screen.TokenFile = filepath.Join(t.TempDir(), "token")
	k.write()
	k.bad(1, "let this user read it", "screen", "run")
	if err := os.WriteFile(k.config.Screen.TokenFile, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k.config.Screen.Browser = "no-such-browser"
	k.write()
	k.bad(1, "screen.browser names no-such-browser", "screen", "run")
	k.env = []string{"KIOSKD_SCREEN_ROTATION=45"}
	k.bad(1, "screen.rotation: 45 is not 0, 90, 180 or 270", "screen", "run")
}

// TestStaffPIN: set at rest and while the agent runs, never on the command line.
func TestStaffPIN(t *testing.T) {
	each(t, 2, func(t *testing.T, k *kiosk, _ []string) {
		file := filepath.Join(t.TempDir(), "pin")
		for pin, code := range map[string]int{"271828\n": 0, "123456\n": 1, "": 1} {
			if err := os.WriteFile(file, []byte(pin), 0o600); err != nil {
				t.Fatal(err)
			}
			if r := k.run("staff", "pin", "--file", file); r.code != code || code == 1 && !strings.Contains(r.err, "not all alike") {
				t.Errorf("%q: %+v", pin, r)
			}
		}
		if err := os.WriteFile(file, []byte("271828\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if hash := k.good("staff", "pin", "--print", "--file", file); !strings.HasPrefix(hash, "$argon2id$") || strings.Contains(hash, "271828") {
			t.Errorf("printed %q", hash)
		}
		if got := k.good("staff", "--json"); strings.TrimSpace(got) != "[]" && strings.TrimSpace(got) != "null" {
			t.Errorf("staff --json: %q", got)
		}
	})
}
