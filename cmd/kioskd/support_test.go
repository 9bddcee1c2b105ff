package main

import (
	"archive/zip"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/support"
)

// bundle makes one by the command, and returns its files.
func (k *kiosk) bundle(out string) (told support.Kept, files map[string]string) {
	k.t.Helper()
	k.fromJSON(&told, "support-bundle", "--out", out)
	z, err := zip.OpenReader(out)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	files = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			k.t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			k.t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return told, files
}

// TestSupportBundle: of a kiosk at rest and of one whose agent runs; nothing of the
// journal's bodies, nor the credential of the agent's door, is in it.
func TestSupportBundle(t *testing.T) {
	t.Parallel()
	each(t, 10, func(t *testing.T, k *kiosk, _ []string) {
		k.config.Pad.Port = t.TempDir() + "/no-such-port" // nobody waits for one
		k.write()
		k.env = []string{"LOGS_DIRECTORY=" + t.TempDir(), "KIOSKD_STORE_PHONE=02-1234-5678"}
		out := filepath.Join(t.TempDir(), "b.zip")
		told, files := k.bundle(out)
		if len(files) < 8 || told.File != out {
			t.Errorf("%d files: %+v", len(files), told)
		}
		door, err := os.ReadFile(filepath.Join(k.config.Data, "control.json"))
		running := err == nil
		var note struct{ Token string }
		if running && json.Unmarshal(door, &note) != nil {
			t.Fatalf("%s", door)
		}
		for name, text := range files {
			for _, bad := range []string{"1234-5678", "order-000001", `"n":`, "123456******1234"} {
				if strings.Contains(text, bad) || running && strings.Contains(text, note.Token) {
					t.Errorf("%s holds %s, or the door's credential", name, bad)
				}
			}
		}
		if !strings.Contains(files["journal.json"], "index entry agrees") || strings.Contains(files["stacks.txt"], "goroutine ") != running {
			t.Errorf("journal: %.200s; stacks: %.100s", files["journal.json"], files["stacks.txt"])
		}
		k.bad(1, "another name", "support-bundle", "--out", out)
	})
}

// TestSupportBundleOfWreck: without a readable configuration, and with a journal whose
// key is gone, there is a bundle that says so.
func TestSupportBundleOfWreck(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.config.Pad.Port = t.TempDir() + "/no-such-port"
	k.write()
	k.fill(4)
	if err := os.Remove(filepath.Join(k.config.Data, "queue.key")); err != nil {
		t.Fatal(err)
	}
	told, files := k.bundle(filepath.Join(t.TempDir(), "a.zip"))
	if missing := strings.Join(told.Missing, "\n"); !strings.Contains(missing, "journal.json") || !strings.Contains(missing, "key") {
		t.Errorf("missing: %s", missing)
	}
	if !strings.Contains(files["files.txt"], "queue.db") {
		t.Errorf("%s", files["files.txt"])
	}
	if err := os.WriteFile(k.file, []byte("data = [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	told, files = k.bundle(filepath.Join(t.TempDir(), "b.zip"))
	if !strings.Contains(strings.Join(told.Missing, "\n"), "configuration.json") || !strings.Contains(files["doctor.json"], "Mend the configuration") {
		t.Errorf("%+v\n%s", told, files["doctor.json"])
	}
}

// TestSupportBundleForHQ: the agent makes one by itself, and tells HQ where it is.
func TestSupportBundleForHQ(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.config.Pad.Port = t.TempDir() + "/no-such-port"
	app, err := kioskapp.Open(kioskapp.Options{Config: k.config, Version: "test", Log: slog.New(slog.DiscardHandler), Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.Close() }()
	typed := &terminal{ctx: t.Context(), env: []string{"LOGS_DIRECTORY=" + t.TempDir()}, file: k.file}
	answer, err := typed.bundleForHQ(k.config)(t.Context(), app)
	told, ok := answer.(support.Kept)
	if err != nil || !ok || filepath.Dir(told.File) != filepath.Join(k.config.Data, support.Folder) {
		t.Fatalf("%+v: %v", answer, err)
	}
	if findings := strings.Join(told.Findings, "\n"); !strings.Contains(findings, "fail port") || !strings.Contains(findings, "warn settings") {
		t.Errorf("HQ is told %q", findings)
	}
}
