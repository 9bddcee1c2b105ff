package hqapp

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/installer/update"
)

// TestUpdatesServed: files of the folder, and nothing else of the machine.
func TestUpdatesServed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	err := errors.Join(os.WriteFile(filepath.Join(dir, "kioskd_linux_amd64"), []byte("program"), 0o644),
		os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o644), os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	if err != nil {
		t.Fatal(err)
	}
	u := updates{dir: dir, log: slog.New(slog.DiscardHandler)}
	for path, want := range map[string]int{
		"kioskd_linux_amd64": 200, "": 404, "not-there": 404, "folder": 404, ".hidden": 404, "..": 404, "../updates_test.go": 404, `..\x`: 404, "folder/x": 404,
	} {
		r := httptest.NewRequest("GET", "/updates/x", nil)
		r.URL.Path = "/updates/" + path
		w := httptest.NewRecorder()
		u.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: status %d, want %d", path, w.Code, want)
		}
	}
	r := httptest.NewRequest("GET", "/updates/kioskd_linux_amd64", nil)
	r.Header.Set("Range", "bytes=4-")
	w := httptest.NewRecorder()
	u.ServeHTTP(w, r)
	if w.Code != 206 || w.Body.String() != "ram" {
		t.Errorf("the rest of a program: %d %q", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	updates{}.ServeHTTP(w, httptest.NewRequest("GET", "/updates/kioskd_linux_amd64", nil))
	if w.Code != 404 {
		t.Errorf("without a folder: status %d", w.Code)
	}
}

// TestUpdatesOffered: what lies in the folder, once it is all there.
func TestUpdatesOffered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	u := updates{dir: dir, log: slog.New(slog.DiscardHandler)}
	for _, empty := range []updates{{}, u, {dir: filepath.Join(dir, "not")}} {
		if got, err := empty.offer(); got != nil || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
	}
	manifest := `{"version":"1.2.0","files":{"linux/amd64":{"url":"x","size":1,"sha256":"` + strings.Repeat("ab", 32) + `"}}}`
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(update.SignatureFile, strings.Repeat("A", 86)+"\n")
	write(update.ManifestFile, manifest)
	got, err := u.offer()
	if err != nil || got.Version != "1.2.0" || string(got.Manifest) != manifest || got.Signature != strings.Repeat("A", 86) {
		t.Errorf("%+v, %v", got, err)
	}
	write(update.ManifestFile, `{"version":"1.2.0"}`)
	if _, err := u.offer(); !errors.Is(err, update.ErrManifest) {
		t.Error(err)
	}
}
