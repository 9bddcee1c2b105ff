package main

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

var (
	web  = filepath.Join("..", "web")
	dist = filepath.Join("..", "dist")
)

// TestDistIsFresh: what is embedded is what the sources say.
func TestDistIsFresh(t *testing.T) {
	t.Parallel()
	fresh, err := build(web)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range fresh {
		got, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("dist/%s is stale (%v); run: go run ./ui/bundle", name, err)
		}
	}
	err = fs.WalkDir(os.DirFS(dist), ".", func(name string, d fs.DirEntry, err error) error {
		if _, ok := fresh[name]; !ok && err == nil && !d.IsDir() {
			t.Errorf("dist/%s comes from no source; run: go run ./ui/bundle", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWeight holds the page to what a weak machine loads in a blink.
func TestWeight(t *testing.T) {
	t.Parallel()
	for script, most := range map[string]int{"app.js": 60_000, "sdk/v1/kiosk.js": 8_000, "sdk/v1/kiosk.global.js": 8_000, "sdk/front/v0/index.js": 50_000} {
		if got := packed(t, script); got > most {
			t.Errorf("%s weighs %d bytes gzipped, want at most %d", script, got, most)
		} else {
			t.Logf("%s weighs %d bytes gzipped", script, got)
		}
	}
	fonts, err := filepath.Glob(filepath.Join(web, "fonts", "*.woff2"))
	if err != nil || len(fonts) == 0 {
		t.Fatalf("no fonts: %v", err)
	}
	var sum int64
	for _, f := range fonts {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	if sum > 3<<20 {
		t.Errorf("the fonts weigh %d bytes, want at most 3 MiB", sum)
	}
}

// packed returns how many bytes of a file go over a line.
func packed(t *testing.T, name string) int {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dist, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// TestMistake: a broken source is named, and the last good page stays.
func TestMistake(t *testing.T) {
	t.Parallel()
	broken, kept := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(broken, "src"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "src", "main.tsx"), []byte("let ="), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(kept, "app.js"), []byte("good"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(broken, kept); err == nil {
		t.Error("a broken source was bundled")
	}
	if got, err := os.ReadFile(filepath.Join(kept, "app.js")); err != nil || string(got) != "good" {
		t.Errorf("the last good page is %q, %v", got, err)
	}
}
