package installer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func systemdVersionForTest(*testing.T) int { return systemdVersion() }

func TestReadState(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]State{
		"LoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nFragmentPath=/etc/systemd/system/kioskd.service\nNRestarts=3\nMainPID=77\n": {
			Installed: true, AtBoot: true, Running: true, Word: "active (running)", From: ownUnit, Restarts: 3, Process: 77,
		},
		"NRestarts=0\nMainPID=0\nLoadState=not-found\nActiveState=inactive\nSubState=dead\n":                      {Word: "inactive (dead)"},
		"LoadState=loaded\nActiveState=activating\nSubState=start\nUnitFileState=disabled\nNRestarts=[not set]\n": {Installed: true, Word: "activating (start)"},
	} {
		if diff := cmp.Diff(want, readState(text)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// TestRuns: while there is a process, the journal is its own.
func TestRuns(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{
		"active running": true, "activating start-pre": true, "activating start": true, "deactivating stop-sigterm": true,
		"activating auto-restart": false, "inactive dead": false, "failed failed": false,
	} {
		active, sub, _ := strings.Cut(word, " ")
		s := readState("LoadState=loaded\nActiveState=" + active + "\nSubState=" + sub)
		if s.Runs() != want {
			t.Errorf("%+v: runs %v, want %v", s, s.Runs(), want)
		}
	}
}

// FuzzReadState: systemd's words, whatever they are, make a state.
func FuzzReadState(f *testing.F) {
	f.Add("LoadState=loaded\nMainPID=7")
	f.Fuzz(func(t *testing.T, text string) {
		if s := readState(text); s.Running && s.Word == "" {
			t.Errorf("%+v", s)
		}
	})
}

func TestReadVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"systemd 252 (252.39-1~deb12u2)\n+PAM": 252, "systemd 254.7 (x)": 254, "": 0, "runit 3": 0, "systemd next": 0,
	} {
		if got := readVersion(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
