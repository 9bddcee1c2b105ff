package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func testBuild(t *testing.T) *build {
	t.Helper()
	return &build{cli: cli{Version: "1.2.0~rc1", Out: t.TempDir()}, work: t.TempDir(), at: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
}

// TestRecipe: what is in a package, and that nothing in it tells when or where it
// was made.
func TestRecipe(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"deb", "rpm"} {
		text, err := testBuild(t).recipe(kind, "arm64", "kioskd")
		if err != nil {
			t.Fatal(err)
		}
		var r struct {
			Version, MTime string
			Contents       []content
			Scripts        map[string]string
		}
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range r.Contents {
			if c.Info.MTime != "2026-01-05T09:00:00Z" {
				t.Errorf("%s: %s is of %s", kind, c.Destination, c.Info.MTime)
			}
			got = append(got, c.Destination)
		}
		want := []string{
			"/usr/bin/kioskd", "/usr/lib/systemd/system/kioskd.service", "/usr/lib/udev/rules.d/60-kioskd.rules",
			"/usr/share/doc/kioskd/CHANGELOG.md", "/usr/share/doc/kioskd/copyright", "/usr/share/doc/kioskd/kioskd.toml",
			"/usr/share/doc/kioskd/licences-of-the-page.txt", "/usr/share/doc/kioskd/licences-of-the-program.txt", "/usr/share/kioskd/growing-delays.conf",
		}
		if diff := cmp.Diff(want, got); diff != "" || len(r.Scripts) != 4 || r.MTime == "" || r.Version != "1.2.0~rc1" {
			t.Errorf("%s: %s %s, scripts %v (-want +got)\n%s", kind, r.Version, r.MTime, r.Scripts, diff)
		}
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for v, good := range map[string]bool{"1.2.0": true, "0.1.0~dev": true, "1.2": false, "1.2.0-1": false, "v1.2.0": false, "1.2.0; rm": false} {
		if err := checkVersion(v); (err == nil) != good {
			t.Errorf("%q: %v", v, err)
		}
	}
}

// TestSBOM reads what this test itself is made of.
func TestSBOM(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := sbom(program, "1.2.0", time.Unix(0, 0).UTC())
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		SpecVersion string
		Components  []component
	}
	if err := json.Unmarshal(text, &list); err != nil || list.SpecVersion != "1.5" {
		t.Fatalf("%v: %s", err, text)
	}
	for _, c := range list.Components {
		if c.Name == "github.com/kardianos/service" && strings.HasSuffix(c.URL, "service@"+c.Version) {
			return
		}
	}
	t.Errorf("the service manager is not in it: %s", text)
}

func TestSums(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.deb"), []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second time, beside the first sums
		if err := sums(dir); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.deb\n"; err != nil || string(text) != want {
		t.Errorf("%q, %v", text, err)
	}
}

// TestSequence: every action of the msi stands at a number. With "before" and
// "after" wixl makes one order or another, and the msi other bytes each time.
func TestSequence(t *testing.T) {
	t.Parallel()
	text, err := files.ReadFile("files/kioskd.wxs")
	if err != nil {
		t.Fatal(err)
	}
	var recipe struct {
		Product struct {
			Sequence struct {
				Actions []struct {
					XMLName                 xml.Name
					Sequence, Before, After string `xml:",attr"`
				} `xml:",any"`
			} `xml:"InstallExecuteSequence"`
		}
	}
	if err := xml.Unmarshal(text, &recipe); err != nil {
		t.Fatal(err)
	}
	if n := len(recipe.Product.Sequence.Actions); n != 3 {
		t.Errorf("%d actions, want 3", n)
	}
	for _, a := range recipe.Product.Sequence.Actions {
		if a.Sequence == "" || a.Before != "" || a.After != "" {
			t.Errorf("%s stands at no number: %+v", a.XMLName.Local, a)
		}
	}
}
