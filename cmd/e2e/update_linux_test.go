package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"kioskd/installer/update"
)

// TestUpdates brings a kiosk up to date with the real programs: a version that is
// no program is rolled back, a good one takes over between two payments and is
// killed on its trial, and what is forged or old is refused. Every payment is in
// the books once.
func TestUpdates(t *testing.T) {
	s, err := openStage(t.TempDir(), append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.clear)
	u := &updates{T: t, stage: s}
	u.setUp()
	u.pays()
	u.rollsBack()
	u.pays()
	u.refuses()
	u.takesOver()
	u.refused("9.1.0 is on trial", "update", "apply", u.path("release-9.0.0"), "--config", u.path("kiosk.toml"))
	u.pays()
	u.do(s.uploaded(nil))
	u.do(s.books([]string{"3", fmt.Sprint(3 * s.amount)}))
}

// updates is a stage whose kiosk is kept running by a loop, as by a service
// manager.
type updates struct {
	*testing.T
	*stage
}

const loop = `#!/bin/bash
trap 'kill -TERM $child; wait $child; exit 0' TERM INT
while :; do
  kioskd run --config "$1" & child=$!
  wait $child
  sleep 0.2
done
`

func (u *updates) do(err error) {
	u.Helper()
	if err != nil {
		u.Fatalf("%v\n%s", err, u.lastWords())
	}
}

// run runs a program to its end, and returns what it said.
func (u *updates) run(name string, args ...string) (string, error) {
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Env = u.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (u *updates) good(name string, args ...string) {
	u.Helper()
	if out, err := u.run(name, args...); err != nil {
		u.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func (u *updates) refused(why string, args ...string) {
	u.Helper()
	if out, err := u.run("kioskd", args...); err == nil || !strings.Contains(out, why) {
		u.Errorf("kioskd %s: %v, %q, want %q", strings.Join(args, " "), err, out, why)
	}
}

// setUp starts everything, with a key that signs.
func (u *updates) setUp() {
	u.Helper()
	u.good("kioskhq", "keygen", u.path("release"))
	u.do(os.WriteFile(u.path("loop"), []byte(loop), 0o755))
	u.env = append(u.env, "KIOSKD_UPDATE_KEY="+u.path("release.pub"))
	u.do(u.padCmd([]string{"start", "approve"}))
	u.do(u.hqCmd([]string{"start", "--updates", u.path("offered")}))
	var err error
	u.kiosk, err = launch(u.path("loop"), u.env, u.path("kiosk.toml"))
	u.do(err)
	u.Cleanup(func() {
		if !u.kiosk.over() {
			_ = u.kiosk.end(false) // the loop's child would outlive it
		}
	})
	_, err = u.kiosk.says("serves the screen on", 0)
	u.do(err)
	u.do(u.screen([]string{"pad", "up"}))
}

func (u *updates) pays() {
	u.Helper()
	u.do(u.order([]string{"americano", "1"}))
	u.do(u.pay(nil))
	u.do(u.screen([]string{"approved"}))
	u.do(u.leave(nil))
	u.do(u.screen([]string{"idle"}))
}

// status is what the kiosk says of its updates.
func (u *updates) status() (s update.Status, err error) {
	out, err := u.run("kioskd", "update", "status", "--json", "--config", u.path("kiosk.toml"))
	if err != nil {
		return s, fmt.Errorf("%w: %s", err, out)
	}
	return s, json.Unmarshal([]byte(out), &s)
}

func (u *updates) until(what string, is func(update.Status) bool) update.Status {
	u.Helper()
	var s update.Status
	err := await(what, func() (bool, error) {
		var err error
		if s, err = u.status(); err != nil {
			return false, err
		}
		return s.Running != "" && is(s), fmt.Errorf("%+v", s)
	})
	u.do(err)
	return s
}

// sign makes a folder with a version.
func (u *updates) sign(version string, build func(file string)) (dir string) {
	u.Helper()
	dir = u.path("release-" + version)
	u.do(os.Mkdir(dir, 0o755))
	build(filepath.Join(dir, "kioskd_"+runtime.GOOS+"_"+runtime.GOARCH))
	u.good("kioskhq", "update", "sign", dir, "--version", version, "--key", u.path("release"))
	return dir
}

// rollsBack offers a file that is signed and no program.
func (u *updates) rollsBack() {
	u.Helper()
	dir := u.sign("9.0.0", func(file string) { u.do(os.WriteFile(file, []byte("no program at all"), 0o755)) })
	u.good("kioskhq", "update", "offer", dir, "--to", u.path("offered"))
	s := u.until("9.0.0 to be rolled back", func(s update.Status) bool { return s.Bad["9.0.0"] != "" && s.Trial == nil })
	if s.Running != s.Installed {
		u.Errorf("%+v", s)
	}
	_, err := u.hq.says("state="+update.RolledBack, 0)
	u.do(err)
	u.do(u.screen([]string{"pad", "up"}))
}

// takesOver offers a real program while the customer has not left yet, and kills
// it when it is on trial.
func (u *updates) takesOver() {
	u.Helper()
	dir := u.sign("9.1.0", func(file string) {
		cmd := exec.Command("go", "build", "-ldflags", "-X kioskd/cmd/internal/version.Release=9.1.0", "-o", file, "./cmd/kioskd")
		cmd.Dir = "../.."
		if out, err := cmd.CombinedOutput(); err != nil {
			u.Fatalf("build the new version: %v\n%s", err, out)
		}
	})
	u.good("kioskhq", "update", "offer", dir, "--to", u.path("offered"))
	s := u.until("9.1.0 to be on trial", func(s update.Status) bool { return s.Running == "9.1.0" })
	if s.Trial == nil || s.Trial.Version != "9.1.0" || !slices.Contains(s.Trial.Well, "pad") {
		u.Errorf("%+v", s)
	}
	u.do(syscall.Kill(u.agent(), syscall.SIGKILL))
	s = u.until("9.1.0 to be started again", func(s update.Status) bool { return s.Trial != nil && s.Trial.All > 1 })
	if s.Running != "9.1.0" {
		u.Errorf("%+v", s)
	}
	_, err := u.hq.says("state="+update.Applied, 0)
	u.do(err)
	u.do(u.screen([]string{"pad", "up"}))
}

// agent returns the number of the agent's process: the loop's only child.
func (u *updates) agent() int {
	u.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", u.kiosk.cmd.Process.Pid))
	u.do(err)
	var pid int
	_, err = fmt.Sscan(string(text), &pid)
	u.do(err)
	return pid
}

// refuses comes with a USB stick that is old, and with one that is forged.
func (u *updates) refuses() {
	u.Helper()
	old := u.sign("0.0.9", func(file string) { u.do(os.WriteFile(file, []byte("old"), 0o755)) })
	u.refused("not newer than what runs", "update", "apply", old, "--config", u.path("kiosk.toml"))
	forged := u.sign("9.2.0", func(file string) { u.do(os.WriteFile(file, []byte("good"), 0o755)) })
	u.do(os.WriteFile(filepath.Join(forged, "kioskd_"+runtime.GOOS+"_"+runtime.GOARCH), []byte("evil"), 0o755))
	u.refused("not the one that was signed", "update", "apply", forged, "--config", u.path("kiosk.toml"))
	u.do(os.WriteFile(filepath.Join(forged, update.SignatureFile), []byte(strings.Repeat("A", 86)), 0o644))
	u.refused("not signed by the release key", "update", "apply", forged, "--config", u.path("kiosk.toml"))
	u.refused("holds no update", "update", "apply", u.T.TempDir(), "--config", u.path("kiosk.toml"))
}
