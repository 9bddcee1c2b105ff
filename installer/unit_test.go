package installer

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// TestUnit: the unit is what the golden files say, for an old systemd and a new
// one.
func TestUnit(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]UnitOptions{
		"old.service": {Program: "/usr/bin/kioskd", By: "Part of the package kioskd", Version: 252},
		"new.service": {Program: "/usr/local/bin/kioskd", Config: "/srv/kioskd.toml", Group: "uucp", Version: 254},
	} {
		got, err := Unit(o)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *rewrite {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if diff := cmp.Diff(string(want), got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

func TestUnitRefusesPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/home/my kiosk/kioskd", "/x%i", "/x\n[Install]", `/x"`} {
		if text, err := Unit(UnitOptions{Program: path}); err == nil {
			t.Errorf("%q made a unit:\n%s", path, text)
		}
	}
}

// TestSystemdTakesUnit asks the systemd of this machine, where there is one, what
// it thinks of the unit.
func TestSystemdTakesUnit(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	unit, err := Unit(UnitOptions{Program: "/bin/true", Version: systemdVersionForTest(t)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "kioskd.service")
	if err := os.WriteFile(file, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", file).CombinedOutput()
	if text := onlyOurs(string(out)); err != nil || text != "" {
		t.Errorf("systemd-analyze verify: %v\n%s", err, text)
	}
}

// onlyOurs leaves out what is wrong with other units of the machine.
func onlyOurs(text string) (ours string) {
	for line := range strings.Lines(text) {
		if strings.Contains(line, "kioskd") {
			ours += line
		}
	}
	return ours
}
