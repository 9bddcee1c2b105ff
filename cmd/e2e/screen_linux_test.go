package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kioskd/ui"
)

// TestKioskBrowser has kioskd screen keep a real browser on a real display, kills
// the browser and hangs it in the middle of a payment, and looks how soon the
// screen of that payment is back. E2E_SCREEN=strict holds it to five seconds; the
// machine of an ordinary run is busy with other tests. E2E_PICTURE names a file
// for a picture of the display.
func TestKioskBrowser(t *testing.T) {
	s, err := openStage(t.TempDir(), os.Environ())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.clear)
	k := &kiosk{T: t, stage: s}
	k.display()
	for _, step := range []func([]string) error{s.padCmd, s.kioskCmd} {
		if err := step([]string{"start", "approve card-wait=never"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.screen([]string{"pad", "up"}); err != nil {
		t.Fatal(err)
	}
	k.keep()
	k.shows("idle")
	k.picture()
	for _, err := range []error{s.order([]string{"americano", "1"}), s.pay(nil), s.screen([]string{"authorizing"})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	k.shows("insert-card")
	k.back("killed", syscall.SIGKILL)
	k.back("hung", syscall.SIGSTOP)
	k.back("killed again", syscall.SIGKILL)
	k.left()
}

// kiosk is a display with a browser that is kept on it.
type kiosk struct {
	*testing.T
	*stage
	x, keeper *program
	number    string // of the display, with its colon
}

// display starts an X server on a number that is free, and a window manager, as a
// kiosk's session has.
func (k *kiosk) display() {
	k.Helper()
	for _, need := range []string{"Xvfb", "openbox"} {
		if _, err := exec.LookPath(need); err != nil {
			k.Fatalf("%v: scripts/setup installs it", err)
		}
	}
	k.x = k.must(launch("Xvfb", k.env, "-displayfd", "1", "-screen", "0", "1080x1920x24", "-nolisten", "tcp"))
	end, err := k.x.says("\n", 0)
	if err != nil {
		k.Fatal(err)
	}
	k.number = ":" + strings.TrimSpace(k.x.words()[:end])
	k.env = append(k.env, "DISPLAY="+k.number, "HOME="+k.path("home"))
	k.must(launch("openbox", k.env, "--sm-disable"))
}

// must ends a program with the test.
func (k *kiosk) must(p *program, err error) *program {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
	k.Cleanup(func() {
		if !p.over() {
			_ = p.end(true)
		}
	})
	return p
}

// keep starts kioskd screen. Chromium does not run as root with its sandbox, which
// tests may be.
func (k *kiosk) keep() {
	k.Helper()
	args := []string{"screen", "run", "--config", k.path("kiosk.toml"), "--profile", k.path("profile"), "--browser-arg=--disable-gpu", "--browser-arg=--remote-debugging-port=0"}
	if os.Getuid() == 0 {
		args = append(args, "--browser-arg=--no-sandbox")
	}
	k.keeper = k.must(k.program("kioskd", args...))
	k.alive(0)
}

// presence is what the agent knows of the page.
func (k *kiosk) presence() (p ui.Presence, err error) {
	answer, err := send(http.MethodGet, "http://"+k.screenAddr+"/api/v1/screen", screenToken, nil)
	if err != nil {
		return p, err
	}
	defer func() { _ = answer.Body.Close() }()
	return p, json.NewDecoder(answer.Body).Decode(&p)
}

// alive waits until the page has beaten after the n-th beat.
func (k *kiosk) alive(n uint64) {
	k.Helper()
	err := await("the page to live", func() (bool, error) {
		p, err := k.presence()
		return p.Beats > n && !p.Away && p.Silence() < time.Second, err
	})
	if err != nil {
		k.Fatalf("%v\n%s", err, k.keeper.words())
	}
}

// page returns the name of the screen that the browser shows.
func (k *kiosk) page() (string, error) {
	return evaluate(k.path("profile"), `document.querySelector("[data-screen]")?.dataset.screen ?? ""`)
}

func (k *kiosk) shows(want string) {
	k.Helper()
	err := await("the screen "+want, func() (bool, error) {
		shown, err := k.page()
		return shown == want, errors.Join(err, fmt.Errorf("it shows %q", shown))
	})
	if err != nil {
		k.Fatalf("%v\n%s", err, k.keeper.words())
	}
}

// back does something bad to the browser, and waits until its screen is back.
func (k *kiosk) back(what string, signal syscall.Signal) {
	k.Helper()
	was, err := k.page()
	if err != nil {
		k.Fatal(err)
	}
	before, err := k.presence()
	if err != nil {
		k.Fatal(err)
	}
	k.alive(before.Beats) // it has settled
	said := len(k.keeper.words())
	begun := time.Now()
	if err := syscall.Kill(k.browser(), signal); err != nil {
		k.Fatal(err)
	}
	if _, err := k.keeper.says("the browser was started", said); err != nil {
		k.Fatal(err)
	}
	before, err = k.presence()
	if err != nil {
		k.Fatal(err)
	}
	k.alive(before.Beats)
	took := time.Since(begun)
	k.shows(was)
	k.Logf("%s at %s: the page is back on %q after %s\n%s", what, begun.UTC().Format("05.000"), was, took.Round(10*time.Millisecond), k.keeper.words()[said:])
	if os.Getenv("E2E_SCREEN") == "strict" && took > 5*time.Second {
		k.Errorf("%s: that is more than five seconds\n%s", what, k.keeper.words())
	}
}

// browser returns the number of the browser's process.
func (k *kiosk) browser() int {
	words := k.keeper.words()
	text := words[strings.LastIndex(words, "pid=")+len("pid="):]
	pid, err := strconv.Atoi(text[:strings.IndexAny(text, " \n")])
	if err != nil {
		k.Fatal(err)
	}
	return pid
}

// left has the keeper go, and holds that nothing of the browser stays.
func (k *kiosk) left() {
	k.Helper()
	if err := k.keeper.end(false); err != nil {
		k.Error(err)
	}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		if text, err := os.ReadFile(name); err == nil && strings.Contains(string(text), "--user-data-dir="+k.path("profile")) {
			k.Errorf("it left %s behind: %q", name, text)
		}
	}
}

// picture takes a picture of the display, where one is wanted.
func (k *kiosk) picture() {
	k.Helper()
	file := os.Getenv("E2E_PICTURE")
	if file == "" {
		return
	}
	before, err := k.presence()
	if err != nil {
		k.Fatal(err)
	}
	k.alive(before.Beats + 2) // what the page has decided to show has been painted
	cmd := exec.Command("import", "-display", k.number, "-window", "root", file)
	if out, err := cmd.CombinedOutput(); err != nil {
		k.Errorf("take a picture (apt-get install imagemagick): %v\n%s", err, out)
	}
}
