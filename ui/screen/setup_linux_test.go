package screen

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files lists what is below a folder.
func files(t *testing.T, root string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestSetup: what is written is found, may be written again, and goes without a
// trace, leaving what others have decided.
func TestSetup(t *testing.T) {
	t.Parallel()
	for _, user := range []string{"", "kiosk"} {
		s := Setup{Root: t.TempDir(), Program: "/usr/bin/kioskd", CageUser: user}
		other := s.path("/etc/chromium/policies/managed/shop.json")
		if err := put(other, "{}"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if written, err := s.WritePolicy([]byte(`{"PrintingEnabled":false}`)); err != nil || len(written) != len(policyFolders) {
				t.Errorf("%q, %v", written, err)
			}
			if written, err := s.Install(); err != nil || len(written) == 0 {
				t.Errorf("%q, %v", written, err)
			}
		}
		if found, err := s.Policies(); err != nil || len(found) != len(policyFolders) {
			t.Errorf("%q, %v", found, err)
		}
		for range 2 {
			_, err := s.Remove()
			_, policyErr := s.RemovePolicy()
			if err := errors.Join(err, policyErr); err != nil {
				t.Error(err)
			}
		}
		if left := files(t, s.Root); len(left) != 1 || left[0] != other {
			t.Errorf("left behind: %q", left)
		}
	}
}

func TestInstalledText(t *testing.T) {
	t.Parallel()
	for user, want := range map[string][]string{
		"":      {autostartFile, `Exec="/opt/k d/kioskd" screen run`},
		"kiosk": {cageUnit, `ExecStart=/usr/bin/cage -s -- "/opt/k d/kioskd" screen run`, "User=kiosk", "Restart=always"},
	} {
		s := Setup{Root: t.TempDir(), Program: "/opt/k d/kioskd", CageUser: user}
		if _, err := s.Install(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(s.path(want[0]))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want[1:] {
			if !strings.Contains(string(text), line+"\n") {
				t.Errorf("%s: no line %q in\n%s", want[0], line, text)
			}
		}
	}
}

func TestSetupRefuses(t *testing.T) {
	t.Parallel()
	s := Setup{Root: t.TempDir(), Program: "/usr/bin/kioskd", CageUser: "kiosk\nExecStartPre=/bin/evil"}
	if _, err := s.Install(); err == nil || !strings.Contains(err.Error(), "no name of a user") {
		t.Error(err)
	}
	for _, bad := range []string{"", "{}", "[]", "{"} {
		if _, err := s.WritePolicy([]byte(bad)); !errors.Is(err, ErrPolicy) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if left := files(t, s.Root); len(left) != 0 {
		t.Errorf("half done: %q", left)
	}
}

func FuzzReadPolicy(f *testing.F) {
	f.Add([]byte(`{"a":[1]}`))
	f.Fuzz(func(_ *testing.T, text []byte) { _, _ = readPolicy(text) })
}

func TestFind(t *testing.T) {
	t.Parallel()
	program, _ := fakeBrowser(t, "")
	if got, err := Find(program); err != nil || got != program {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := Find(program + "-not"); !errors.Is(err, ErrNoBrowser) || !strings.Contains(err.Error(), "screen.browser") {
		t.Error(err)
	}
	if _, err := firstOf([]string{program + "-not"}); !errors.Is(err, ErrNoBrowser) {
		t.Error(err)
	}
}
