package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/kioskapp"
)

// TestAppCommands: install, use, step back, take away; with the agent and without.
func TestAppCommands(t *testing.T) {
	each(t, 2, func(t *testing.T, k *kiosk, _ []string) {
		file := filepath.Join(t.TempDir(), "Bistro.zip")
		pack(t, file, map[string]string{"index.html": "<p>one"})
		if out := k.good("app"); !strings.Contains(out, "the standard page") {
			t.Errorf("at first: %s", out)
		}
		k.bad(1, "no such web app is installed", "app", "use", "bistro")
		k.bad(1, "say which", "app", "use")
		if out := k.good("app", "add", file); !strings.Contains(out, "kioskd app use bistro") {
			t.Errorf("add: %s", out)
		}
		k.good("app", "use", "bistro")
		k.bad(1, "customers meet this web app now", "app", "remove", "bistro")
		k.bad(1, "no such version", "app", "previous", "bistro")
		pack(t, file, map[string]string{"index.html": "<p>two"})
		k.good("app", "add", file)
		k.good("app", "previous", "bistro")
		var w kioskapp.WebApps
		k.fromJSON(&w, "app", "list")
		if w.InUse != "bistro" || len(w.Apps) != 1 || len(w.Apps[0].Versions) != 2 || w.Apps[0].Shown != w.Apps[0].Versions[0].Hash {
			t.Errorf("installed: %+v", w)
		}
		if out := k.good("app"); !strings.Contains(out, "in use") || strings.Count(out, "served") != 1 {
			t.Errorf("list:\n%s", out)
		}
		pack(t, file, map[string]string{"index.html": "<p>", "../evil": ""})
		k.bad(1, `the bundle is refused: "../evil"`, "app", "add", file)
		k.bad(1, "is not a name for a web app", "app", "add", file, "--name", "staff")
		k.bad(1, "no such file", "app", "add", file+".gone")
		k.good("app", "use", "--standard")
		k.good("app", "remove", "bistro")
		k.bad(1, "no such web app is installed", "app", "remove", "bistro")
	})
}

func pack(t *testing.T, file string, files map[string]string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, body := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
