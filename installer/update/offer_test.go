package update

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRefused: what is not for this kiosk is refused with a reason, and leaves
// nothing on its disk.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Manifest)
		after  func(*world, *Offer)
		says   string
	}{
		"another key":         {nil, func(_ *world, o *Offer) { o.Signature = strings.Repeat("A", 86) }, "not signed by the release key"},
		"a changed manifest":  {nil, func(_ *world, o *Offer) { o.Manifest = append(o.Manifest, ' ') }, "not signed"},
		"no signature":        {nil, func(_ *world, o *Offer) { o.Signature = "" }, "not signed"},
		"an older version":    {func(m *Manifest) { m.Version = "0.9.0" }, nil, "not newer"},
		"another machine":     {func(m *Manifest) { m.Files = map[string]File{"plan9/386": m.Files["linux/amd64"]} }, nil, "no program for this machine: linux/amd64"},
		"a step too far":      {func(m *Manifest) { m.MinFrom = "1.0.5" }, nil, "1.0.0 runs, and 1.0.5 is needed first"},
		"a changed program":   {nil, func(w *world, _ *Offer) { w.web["kioskd-1.1.0"] = strings.ToUpper(w.web["kioskd-1.1.0"]) }, "not the one that was signed"},
		"a longer program":    {nil, func(w *world, _ *Offer) { w.web["kioskd-1.1.0"] += "x" }, "longer than"},
		"a shorter program":   {nil, func(w *world, _ *Offer) { w.web["kioskd-1.1.0"] = "x" }, "the server has another file"},
		"no such program":     {nil, func(w *world, _ *Offer) { clear(w.web) }, "404 Not Found"},
		"a full disk":         {nil, func(w *world, _ *Offer) { w.free = 100 << 20 }, "not enough room on the disk: 100 MB are free"},
		"a nonsense manifest": {nil, func(w *world, o *Offer) { o.Manifest = []byte("{}"); o.Signature = w.sign(o.Manifest) }, "bad update manifest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				o := w.publish("1.1.0", test.change)
				if test.after != nil {
					test.after(w, &o)
				}
				if got := w.lives(o); got != installed {
					t.Errorf("version %s lives", got)
				}
				time.Sleep(24 * time.Hour)
				s := w.state()
				if s.Last == nil || s.Last.State != Refused || !strings.Contains(s.Last.Reason, test.says) {
					t.Errorf("%+v, want a refusal with %q", s.Last, test.says)
				}
				if left := w.versions(); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			})
		})
	}
}

// TestStaged: so many of a hundred kiosks take a version, each kiosk at its own
// percentage, and whoever stands before it need not wait.
func TestStaged(t *testing.T) {
	t.Parallel()
	taken := 0
	for i := range 1000 {
		if turn(string(rune('a'+i%26))+strings.Repeat("k", i/26), "1.1.0") < 30 {
			taken++
		}
	}
	if taken < 200 || taken > 400 {
		t.Errorf("%d of 1000 kiosks take what is for 30 of 100", taken)
	}
	place := turn("kiosk-1", "1.1.0")
	for percent, want := range map[int]string{place: "1.1.0 offered", place + 1: "1.1.0 healthy"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			o := w.publish("1.1.0", func(m *Manifest) { m.Staged = percent })
			w.lives(o)
			if percent > 0 && w.told[len(w.told)-1] != want {
				t.Errorf("%d percent: %s", percent, w.heard())
			}
			o.Here = true
			if got := w.lives(o); got != "1.1.0" {
				t.Errorf("somebody is here, and version %s lives", got)
			}
		})
	}
}

// TestFailed: a version that the system does not start at all is not tried again.
func TestFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		o := w.publish("1.1.0", nil)
		d := w.disk(-1, 1)
		if err := w.run(d, w.boot(d), []Offer{o}, time.Hour); err != nil {
			t.Fatal(err)
		}
		c := w.boot(d)
		if err := w.folder(d).Failed(c, errors.New("exec format error"), time.Now()); err != nil || !c.Trial {
			t.Fatalf("%+v, %v", c, err)
		}
		if c := w.boot(d); c.Path != "" || !strings.Contains(w.state().Bad["1.1.0"], "exec format error") {
			t.Errorf("%+v, %+v", c, w.state())
		}
	})
}

// TestDamaged: a program that was good and is not whole any more is not started,
// and neither is one that the installed program has overtaken.
func TestDamaged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.lives(w.publish("1.1.0", nil))
		f := w.folder(osDisk{})
		if c, err := f.Pick("1.1.1", time.Now()); c.Path != "" || err != nil {
			t.Errorf("a newer one is installed: %+v, %v", c, err)
		}
		if err := os.WriteFile(f.program("1.1.0"), []byte("x"), 0o755); err != nil {
			t.Fatal(err)
		}
		if c, err := f.Pick(installed, time.Now()); c.Path != "" || err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%+v, %v", c, err)
		}
		if err := os.WriteFile(f.path("state.json"), []byte(`{"good":"../../evil"}`), 0o644); err != nil {
			t.Fatal(err)
		}
		if c, err := f.Pick(installed, time.Now()); c.Path != "" || !errors.Is(err, ErrVersion) {
			t.Errorf("a state that leads out of the folder: %+v, %v", c, err)
		}
	})
}

// TestUSB: a folder brings a version without a network; what is wrong with it is
// said, and nothing of it is kept.
func TestUSB(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(t *testing.T, dir string)
		says   string
	}{
		"good":             {func(*testing.T, string) {}, ""},
		"no manifest":      {func(t *testing.T, dir string) { remove(t, dir, ManifestFile) }, "holds no update"},
		"not signed":       {func(t *testing.T, dir string) { remove(t, dir, SignatureFile) }, "is not signed"},
		"program missing":  {func(t *testing.T, dir string) { remove(t, dir, "kioskd-1.1.0") }, "read the program"},
		"program tampered": {func(t *testing.T, dir string) { write(t, dir, "kioskd-1.1.0", "evil") }, "not the one that was signed"},
		"signature forged": {func(t *testing.T, dir string) { write(t, dir, SignatureFile, "AAAA") }, "not signed by the release key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				o := w.publish("1.1.0", nil)
				dir := t.TempDir()
				write(t, dir, ManifestFile, string(o.Manifest))
				write(t, dir, SignatureFile, o.Signature+"\n")
				write(t, dir, "kioskd-1.1.0", programOf("1.1.0"))
				test.change(t, dir)
				clear(w.web) // there is no network
				u := w.updater(w.disk(-1, 1), Choice{Version: installed}, func() {})
				offer, err := ReadFolder(dir)
				if err == nil {
					offer.Folder, offer.Here = dir, true
					err = u.Take(context.Background(), offer)
				}
				if test.says != "" {
					if err == nil || !strings.Contains(err.Error(), test.says) {
						t.Errorf("%v, want %q", err, test.says)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if got := w.lives(); got != "1.1.0" {
					t.Errorf("version %s lives: %s", got, w.heard())
				}
			})
		})
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	row := []string{"0.1.0-dev", "0.1.0", "0.1.1", "0.2.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "10.0.0"}
	for i, a := range row {
		for j, b := range row {
			want := min(1, max(-1, i-j))
			if got, err := Compare(a, b); err != nil || got != want {
				t.Errorf("%s and %s: %d, %v, want %d", a, b, got, err, want)
			}
		}
	}
	for _, bad := range []string{"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3+b", "v1.2.3", "../1.2.3", "1.2.3-../x", "9999999999.0.0"} {
		if _, err := Compare(bad, "1.0.0"); !errors.Is(err, ErrVersion) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestManifest(t *testing.T) {
	t.Parallel()
	good := func() Manifest {
		return Manifest{Version: "1.2.3", Files: map[string]File{"linux/amd64": {URL: "kioskd", Size: 1, SHA256: strings.Repeat("ab", 32)}}}
	}
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for says, change := range map[string]func(*Manifest, *File){
		"version":        func(m *Manifest, _ *File) { m.Version = "../x" },
		"min_from":       func(m *Manifest, _ *File) { m.MinFrom = "x" },
		"staged_percent": func(m *Manifest, _ *File) { m.Staged = 101 },
		"files: there":   func(m *Manifest, _ *File) { m.Files = nil },
		"size":           func(_ *Manifest, f *File) { f.Size = maxProgram + 1 },
		"sha256":         func(_ *Manifest, f *File) { f.SHA256 = "ab" },
		"neither an":     func(_ *Manifest, f *File) { f.URL = "../kioskd" },
		"no address":     func(_ *Manifest, f *File) { f.URL = "file:///etc/passwd" },
	} {
		m := good()
		f := m.Files["linux/amd64"]
		change(&m, &f)
		if m.Files != nil {
			m.Files["linux/amd64"] = f
		}
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	for _, u := range []string{"", ".", "..", `..\kioskd`, `C:\kioskd`, "a/b", "//host/x", "http://", "https:kioskd"} {
		if err := (File{URL: u, Size: 1, SHA256: strings.Repeat("ab", 32)}).check(); err == nil {
			t.Errorf("%q counts as a place", u)
		}
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"version":"1.2.3","files":{"linux/amd64":{"url":"kioskd","size":1,"sha256":"` + strings.Repeat("ab", 32) + `"}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		for _, file := range m.Files {
			if name, beside := file.Beside(); beside && (name != filepath.Base(name) || name == "..") {
				t.Errorf("%q leads out of its folder", name)
			}
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(again); err != nil {
			t.Errorf("%s became %s: %v", text, again, err)
		}
	})
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"good":"1.0.0","trial":{"version":"1.1.0"},"sums":{"1.0.0":"x"}}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		folder := &Folder{root: dir, disk: osDisk{}}
		if err := os.WriteFile(folder.path("state.json"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		if c, _ := folder.Pick(installed, time.Time{}); c.Path != "" {
			t.Errorf("%q starts %s, which is not there", text, c.Path)
		}
	})
}

func FuzzRange(f *testing.F) {
	f.Add("bytes 5-9/10")
	f.Fuzz(func(_ *testing.T, header string) { rangeFits(header, 5, 10) })
}
