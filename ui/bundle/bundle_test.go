package main

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	if all, err := fs.Glob(os.DirFS(dist), "parts/chunk-*.js"); err != nil || len(all) != 1 {
		t.Errorf("what the parts share is in %v, %v: count it all", all, err)
	}
	language, shopping, shared := heaviest(t, "parts/??-*.js"), heaviest(t, "parts/shopping-*.js"), heaviest(t, "parts/chunk-*.js")
	for what, w := range map[string]struct {
		most    int
		scripts []string
	}{
		"the standard page, speaking one language": {40_000, []string{"app.js", shared, shopping, language}},
		"the SDK":                                        {8_000, []string{"sdk/v1/kiosk.js"}},
		"the SDK for pages without modules":              {8_000, []string{"sdk/v1/kiosk.global.js"}},
		"a front plugin's page":                          {30_000, []string{"sdk/front/v0/index.js"}},
		"a front plugin's page, and a payment's over it": {60_000, []string{"sdk/front/v0/index.js", "app.js", shared, language}},
	} {
		sum := 0
		for _, s := range w.scripts {
			sum += packed(t, s)
		}
		t.Logf("%s: %d bytes of scripts gzipped", what, sum)
		if sum > w.most {
			t.Errorf("%s: %d bytes of scripts gzipped, want at most %d", what, sum, w.most)
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

// heaviest returns the name of the largest of the files of a kind, which are one
// of what a page loads one of.
func heaviest(t *testing.T, pattern string) (name string) {
	t.Helper()
	all, err := fs.Glob(os.DirFS(dist), pattern)
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %v, %v", pattern, all, err)
	}
	return slices.MaxFunc(all, func(a, b string) int { return packed(t, a) - packed(t, b) })
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
