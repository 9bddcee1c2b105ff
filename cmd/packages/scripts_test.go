package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// system is a folder that a package's scripts take for a whole system: whatever
// they call is written down instead of done.
type system struct {
	t    *testing.T
	root string
}

func newSystem(t *testing.T) system {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("packages with scripts are for Linux")
	}
	s := system{t, t.TempDir()}
	s.stub("kioskd", `case "$*" in
"stop "*) [ ! -e "$ROOT/payment-open" ] ;;
"queue status --json") echo '{"folder":"x","waiting":'$(cat "$ROOT/waiting")',"sum":7}' ;;
esac`)
	s.stub("systemctl", `case "$*" in
--version) echo "systemd $(cat "$ROOT/systemd-version") (x)" ;;
"show kioskd -p ActiveState --value") cat "$ROOT/active-state" ;;
"-q is-enabled kioskd") [ -e "$ROOT/enabled" ] ;;
esac`)
	s.stub("udevadm", `[ "$1" != trigger ] || echo "udevadm trigger" >>"$ROOT/calls"`)
	s.stub("userdel", "")
	s.stub("getent", "exit 2")
	s.put("systemd-version", "252")
	s.put("active-state", "active")
	s.put("waiting", "0")
	s.put("run/systemd/system/x", "")
	s.put("etc/systemd/system/x", "")
	return s
}

// stub is a program that notes how it was called, and then does as it is told.
func (s system) stub(name, does string) {
	quiet := map[string]bool{"getent": true, "udevadm": true}[name]
	note := `echo "` + name + ` $*" >>"$ROOT/calls"` + "\n"
	if quiet {
		note = ""
	}
	s.put("bin/"+name, "#!/bin/sh\n"+note+does+"\n")
}

func (s system) put(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.root, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
		s.t.Fatal(err)
	}
}

func (s system) has(name string) bool {
	_, err := os.Lstat(filepath.Join(s.root, name))
	return err == nil
}

// run runs a script in the system, and returns what it said and how it ended.
func (s system) run(script string, args ...string) (said string, code int) {
	s.t.Helper()
	b := build{cli: cli{Version: "1.2.0"}, work: s.t.TempDir()}
	path, err := b.write(script)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	moved := string(text)
	for _, top := range []string{"/etc/", "/var/", "/run/", "/usr/"} {
		moved = strings.ReplaceAll(moved, " "+top, " "+s.root+top)
		moved = strings.ReplaceAll(moved, ">"+top, ">"+s.root+top)
	}
	cmd := exec.CommandContext(s.t.Context(), "sh", append([]string{"-c", moved, script}, args...)...)
	cmd.Env = append(os.Environ(), "ROOT="+s.root, "PATH="+s.root+"/bin:"+os.Getenv("PATH"), "KIOSK_DELETE_UNSENT=")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// calls returns what the scripts have changed, in order; questions are left out.
func (s system) calls() (list []string) {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.root, "calls"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, "--version") && !strings.Contains(line, "show") && !strings.Contains(line, "is-enabled") {
			list = append(list, strings.TrimSpace(line))
		}
	}
	return list
}

func (s system) wantCalls(want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.calls()); diff != "" {
		s.t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestInstall(t *testing.T) {
	t.Parallel()
	fresh := []string{"systemctl daemon-reload", "udevadm trigger", "kioskd install"}
	for name, c := range map[string]struct {
		script string
		args   []string
		files  map[string]string
		gone   string
		want   []string
	}{
		"deb":                           {"deb-postinst.sh", []string{"configure", ""}, nil, "", fresh},
		"deb, upgrade":                  {"deb-postinst.sh", []string{"configure", "1.1.0"}, map[string]string{"enabled": ""}, "", fresh},
		"deb, upgrade of what was off":  {"deb-postinst.sh", []string{"configure", "1.1.0"}, nil, "", fresh[:2]},
		"deb, refused upgrade":          {"deb-postinst.sh", []string{"abort-upgrade", "1.3.0"}, map[string]string{"enabled": ""}, "", []string{"systemctl start kioskd"}},
		"deb, into an image":            {"deb-postinst.sh", []string{"configure", ""}, nil, "run/systemd/system", []string{"kioskd install --image"}},
		"rpm":                           {"rpm-post.sh", []string{"1"}, nil, "", fresh},
		"rpm, upgrade of what was off":  {"rpm-post.sh", []string{"2"}, nil, "", fresh[:2]},
		"rpm, into an image":            {"rpm-post.sh", []string{"1"}, nil, "run/systemd/system", []string{"kioskd install --image"}},
		"rpm, after its upgrade":        {"rpm-preun.sh", []string{"1"}, nil, "", nil},
		"rpm, removal":                  {"rpm-preun.sh", []string{"0"}, nil, "", []string{"kioskd stop --wait 10m", "systemctl disable --quiet kioskd"}},
		"deb, before its upgrade":       {"deb-prerm.sh", []string{"upgrade", "1.3.0"}, nil, "", []string{"kioskd stop --wait 10m"}},
		"deb, upgrade of what is ended": {"deb-prerm.sh", []string{"upgrade", "1.3.0"}, map[string]string{"active-state": "inactive"}, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSystem(t)
			for file, text := range c.files {
				s.put(file, text)
			}
			if c.gone != "" {
				if err := os.RemoveAll(filepath.Join(s.root, c.gone)); err != nil {
					t.Fatal(err)
				}
			}
			if said, code := s.run(c.script, c.args...); code != 0 {
				t.Errorf("exit code %d: %s", code, said)
			}
			s.wantCalls(c.want...)
		})
	}
}

// TestGrowingDelays stand beside the unit only where systemd knows them.
func TestGrowingDelays(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{"252": false, "254": true, "257": true} {
		s := newSystem(t)
		s.put("systemd-version", version)
		if said, code := s.run("deb-postinst.sh", "configure", ""); code != 0 {
			t.Errorf("exit code %d: %s", code, said)
		}
		if got := s.has("etc/systemd/system/kioskd.service.d/50-growing-delays.conf"); got != want {
			t.Errorf("systemd %s: %v", version, got)
		}
	}
}

// TestOpenPayment: nothing goes over it.
func TestOpenPayment(t *testing.T) {
	t.Parallel()
	for _, c := range [][]string{{"deb-prerm.sh", "upgrade", "1.3.0"}, {"deb-prerm.sh", "remove"}, {"deb-prerm.sh", "failed-upgrade", "1.1.0"}, {"rpm-pre.sh", "2"}, {"rpm-preun.sh", "0"}} {
		s := newSystem(t)
		s.put("payment-open", "")
		if said, code := s.run(c[0], c[1:]...); code == 0 {
			t.Errorf("%v went on: %s", c, said)
		}
	}
}

func TestDowngrade(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("dpkg"); err != nil {
		t.Skip("no dpkg to compare versions with")
	}
	for old, want := range map[string]int{"1.3.0": 1, "1.2.0": 0, "1.2.0~rc1": 0, "1.1.9": 0} {
		s := newSystem(t)
		if said, code := s.run("deb-preinst.sh", "upgrade", old); code != want || code == 1 && !strings.Contains(said, "is older") {
			t.Errorf("over %s: exit code %d, %s", old, code, said)
		}
	}
}

// TestPurge: what HQ does not have is never deleted without a word.
func TestPurge(t *testing.T) {
	t.Parallel()
	for waiting, kept := range map[string]bool{"0": false, "3": true, "": true} {
		s := newSystem(t)
		s.put("waiting", waiting)
		s.put("var/lib/kioskd/queue.db", "money")
		for _, step := range [][]string{{"deb-prerm.sh", "remove"}, {"deb-postrm.sh", "remove"}} {
			if said, code := s.run(step[0], step[1:]...); code != 0 || !s.has("var/lib/kioskd/queue.db") {
				t.Fatalf("%v: exit code %d: %s", step, code, said)
			}
		}
		said, code := s.run("deb-postrm.sh", "purge")
		if got := s.has("var/lib/kioskd/queue.db"); code != 0 || got != kept || kept && !strings.Contains(said, "KIOSK_DELETE_UNSENT") {
			t.Errorf("with %q waiting: kept %v, exit code %d: %s", waiting, got, code, said)
		}
	}
}
