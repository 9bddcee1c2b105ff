package main

import (
	"encoding/json"
	"strings"
	"testing"

	"kioskd/cmd/internal/doctor"
)

// TestDoctor: it works on a kiosk that was never started, on one at rest and on
// one whose agent runs, and a missing pad is a failure in each.
func TestDoctor(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*kiosk){
		"new":     func(*kiosk) {},
		"at rest": func(k *kiosk) { k.fill(4) },
		"running": func(k *kiosk) { k.fill(4); k.serve() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKiosk(t)
			k.config.Pad.Port = t.TempDir() + "/no-such-port"
			k.write()
			prepare(k)
			k.diagnosed(name == "running")
		})
	}
}

func (k *kiosk) diagnosed(running bool) {
	k.t.Helper()
	typed := k.bad(1, "have failed", "doctor", "--json")
	var r doctor.Report
	if err := json.Unmarshal([]byte(typed.out), &r); err != nil {
		k.t.Fatalf("%v in %q", err, typed.out)
	}
	grades := map[string]doctor.Grade{}
	for _, f := range r.Findings {
		grades[f.Part] = f.Grade
	}
	if r.Running != running || grades["port"] != doctor.Fail || grades["pad"] != doctor.Fail {
		k.t.Errorf("running %t, want %t; %+v", r.Running, running, r.Findings)
	}
	if grades["journal"] == doctor.Fail || grades["settings"] != doctor.Warn {
		k.t.Errorf("%+v", r.Findings)
	}
}

// TestDoctorWithoutConfiguration: a configuration that cannot be read is a
// finding, with its line.
func TestDoctorWithoutConfiguration(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.env = []string{"KIOSKD_PAD_PROT=x"}
	typed := k.bad(1, "have failed", "doctor")
	if !strings.Contains(typed.out, "KIOSKD_PAD_PROT") || !strings.Contains(typed.out, "→") {
		t.Errorf("%s", typed.out)
	}
}

// TestLookOver: what an installation says in the end waits for the pad, leaves out
// what is well, and is no failure.
func TestLookOver(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.plug("approve")
	k.serve()
	term, out := k.onTerminal()
	term.file = k.file
	if err := term.lookOver(); err != nil {
		t.Fatal(err)
	}
	said := out.String()
	if !strings.Contains(said, "parts are well") || !strings.Contains(said, "warn  settings  test mode") || strings.Contains(said, "ok  ") || strings.Contains(said, "  pad  ") {
		t.Errorf("%s", said)
	}
}
