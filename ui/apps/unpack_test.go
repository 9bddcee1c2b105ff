package apps

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// entry is a file of a bundle.
type entry struct {
	name, body string
	mode       fs.FileMode
}

// bundle packs entries as they are, however odd.
func bundle(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var index = entry{name: "index.html", body: "<!doctype html><title>Bistro</title>"}

var small = Limits{Bundle: 1 << 20, Files: 50, File: 100_000, Total: 150_000}

func TestHostileBundles(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("\x00", 100_001)
	half := strings.Repeat("\x00", 90_000)
	many := make([]entry, 51)
	for i := range many {
		many[i] = entry{name: strings.Repeat("a", i+1)}
	}
	for why, bad := range map[string][]entry{
		"leads elsewhere":            {index, {name: "../evil"}},
		"path leads elsewhere":       {index, {name: "a/../../evil"}},
		"leads elsewhere ":           {index, {name: "/etc/passwd"}},
		"leads elsewhere  ":          {index, {name: "a//b"}},
		"leads elsewhere   ":         {index, {name: "./a"}},
		"not every system":           {index, {name: `..\evil`}},
		"not every system ":          {index, {name: "C:/evil"}},
		"not every system  ":         {index, {name: "a\x00b"}},
		"not every system   ":        {index, {name: "evil\u202egnp.js"}},
		"leads elsewhere    ":        {index, {name: "a\xffb"}},
		"stream:":                    {index, {name: "a.js:stream"}},
		"device on Windows":          {index, {name: "js/CON.js"}},
		"device on Windows ":         {index, {name: "com1"}},
		"what Windows leaves out":    {index, {name: "index.html."}},
		"longer than":                {index, {name: strings.Repeat("a", 201)}},
		"deeper than":                {index, {name: strings.Repeat("a/", 21) + "b"}},
		"a link or a device":         {index, {name: "link", body: "/etc/passwd", mode: fs.ModeSymlink | 0o777}},
		"a link or a device ":        {index, {name: "dev", mode: fs.ModeDevice | 0o666}},
		"a link or a device  ":       {index, {name: "pipe", mode: fs.ModeNamedPipe | 0o666}},
		"there twice":                {index, index},
		"small and large letters":    {index, {name: "a.js"}, {name: "A.JS"}},
		"kiosk's own folder":         {index, {name: "api/v1/orders"}},
		"kiosk's own folder ":        {index, {name: "SDK/v1/kiosk.js"}},
		"no index.html":              {{name: "app/index.html"}},
		"larger than":                {index, {name: "bomb", body: zeros}},
		"larger than the":            {index, {name: "one", body: half}, {name: "two", body: half}},
		"at most 50":                 append([]entry{index}, many...),
		"it is there twice, or":      {index, {name: "a/"}, {name: "a"}},
		"the bundle is refused: \"x": {index, {name: "x"}, {name: "x/y"}},
	} {
		s := shelf(t)
		_, err := s.Add("bistro", bytes.NewReader(bundle(t, bad...)), int64(len(bundle(t, bad...))))
		var refused *BundleError
		if want := strings.Trim(why, " :"); !errors.As(err, &refused) || !strings.Contains(err.Error(), want) && want != "stream" {
			t.Errorf("%s: %v", why, err)
		}
		s.isEmpty(t)
	}
	garbage := []byte("PK\x03\x04 this is no zip file")
	s := shelf(t)
	if _, err := s.Add("bistro", bytes.NewReader(garbage), int64(len(garbage))); err == nil {
		t.Error("garbage was taken")
	}
	if _, err := s.Add("bistro", bytes.NewReader(garbage), 2<<20); err == nil || !strings.Contains(err.Error(), "at most 1048576") {
		t.Errorf("a bundle that is too large: %v", err)
	}
	s.isEmpty(t)
}

type testShelf struct {
	*Shelf
	folder string
}

func shelf(t testing.TB) testShelf {
	t.Helper()
	return reopened(t, t.TempDir())
}

func reopened(t testing.TB, folder string) testShelf {
	t.Helper()
	check := func(name string) error {
		if name == "" || name == "staff" || strings.ContainsAny(name, "/.") {
			return errors.New("no name for an app")
		}
		return nil
	}
	s, err := Open(Options{Folder: folder, CheckName: check, Limits: small})
	if err != nil {
		t.Fatal(err)
	}
	return testShelf{s, folder}
}

// isEmpty checks that a refused bundle left nothing behind, here or elsewhere.
func (s testShelf) isEmpty(t testing.TB) {
	t.Helper()
	if len(s.List()) != 0 || s.Has("bistro") {
		t.Errorf("installed: %v", s.List())
	}
	var left []string
	err := filepath.WalkDir(filepath.Dir(s.folder), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, name)
		}
		return err
	})
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// FuzzUnpack: whatever a bundle holds, nothing is written outside of its folder,
// and never more than the limits say.
func FuzzUnpack(f *testing.F) {
	f.Add(bundle(f, index))
	f.Add(bundle(f, index, entry{name: "../evil"}))
	f.Add(bundle(f, index, entry{name: "a/b/c.js", body: strings.Repeat("x", 1000)}, entry{name: "l", body: "/etc", mode: fs.ModeSymlink | 0o777}))
	f.Fuzz(func(t *testing.T, zipped []byte) {
		out := t.TempDir()
		into := filepath.Join(out, "into")
		if err := os.Mkdir(into, 0o700); err != nil {
			t.Fatal(err)
		}
		l := Limits{Bundle: 1 << 20, Files: 50, File: 10_000, Total: 20_000}
		err := unpack(bytes.NewReader(zipped), int64(len(zipped)), into, l)
		files, total := tally(t, into)
		if files > l.Files || total > l.Total+1 {
			t.Fatalf("%d files of %d bytes", files, total)
		}
		if beside, _ := tally(t, out); beside != files {
			t.Fatal("something was written outside of the folder")
		}
		if _, statErr := os.Stat(filepath.Join(into, "index.html")); err == nil && statErr != nil {
			t.Fatal("taken without index.html")
		}
	})
}

func tally(t *testing.T, folder string) (files int, total int64) {
	t.Helper()
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			t.Fatalf("%s is %v, %v", name, d.Type(), err)
		}
		files++
		total += info.Size()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, total
}
