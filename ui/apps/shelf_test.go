package apps

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// add installs a page with these words.
func (s testShelf) add(t *testing.T, words string) Version {
	t.Helper()
	b := bundle(t, entry{name: "index.html", body: "<p>" + words}, entry{name: "js/app.js", body: words})
	v, err := s.Add("bistro", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// gets asks for a file; "" is the answer where there is none.
func (s testShelf) gets(name, path string) (string, http.Header) {
	w := httptest.NewRecorder()
	if !s.Serve(name, w, httptest.NewRequest("GET", path, nil), nil) {
		return "", nil
	}
	return w.Body.String(), w.Header()
}

func (s testShelf) shows(t *testing.T, words string) {
	t.Helper()
	if got, _ := s.gets("bistro", "/"); got != "<p>"+words {
		t.Errorf("shows %q, want %q", got, words)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	first := s.add(t, "one")
	s.add(t, "two")
	s.shows(t, "two")
	if err := s.Previous("bistro"); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "one")
	s = reopened(t, s.folder)
	s.shows(t, "one")
	s.add(t, "three") // what was shown before it is its previous one
	if err := s.Previous("bistro"); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "one")
	s.add(t, "four")
	s.add(t, "five")
	six := s.add(t, "six")
	if err := s.Show("bistro", first.Hash[:8]); !errors.Is(err, ErrNoVersion) {
		t.Errorf("the first version of many: %v", err)
	}
	folders, err := os.ReadDir(filepath.Join(s.folder, "bistro"))
	if err != nil || len(folders) != 3 || len(s.List()[0].Versions) != 3 {
		t.Errorf("%d folders, %v, %+v", len(folders), err, s.List())
	}
	five := s.List()[0].Versions[1].Hash
	if err := s.Show("bistro", five[:8]); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "five")
	if again := s.add(t, "six"); again.Hash != six.Hash {
		t.Errorf("the same bundle again: %+v", again)
	}
	s.shows(t, "six")
	if v := s.List()[0].Versions; v[0].Hash != six.Hash || v[1].Hash != five || len(v) != 3 {
		t.Errorf("versions %+v", v)
	}
}

// TestKeep: what is kept for later is not served yet, and what is served stays.
func TestKeep(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	s.add(t, "one")
	for _, words := range []string{"two", "three", "four", "five"} {
		b := bundle(t, entry{name: "index.html", body: "<p>" + words})
		v, err := s.Keep("bistro", bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		s.shows(t, "one")
		if words == "five" {
			if err := s.Show("bistro", v.Hash); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.shows(t, "five")
	if err := s.Previous("bistro"); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "one")
}

func TestUseAndRemove(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	if err := s.Use("bistro"); !errors.Is(err, ErrNoApp) {
		t.Errorf("use what is not there: %v", err)
	}
	s.add(t, "one")
	if err := s.Use("bistro"); err != nil || s.InUse() != "bistro" {
		t.Fatal(err, s.InUse())
	}
	s = reopened(t, s.folder)
	if err := s.Remove("bistro"); !errors.Is(err, ErrInUse) || s.InUse() != "bistro" {
		t.Errorf("remove what customers meet: %v", err)
	}
	if err := errors.Join(s.Use(""), s.Remove("bistro")); err != nil || s.Has("bistro") {
		t.Error(err)
	}
	for name, err := range map[string]error{"remove": s.Remove("bistro"), "show": s.Show("bistro", "abcd"), "previous": s.Previous("bistro")} {
		if !errors.Is(err, ErrNoApp) {
			t.Errorf("%s what is not there: %v", name, err)
		}
	}
	if _, err := s.Add("staff", bytes.NewReader(nil), 0); err == nil {
		t.Error("a name that is taken")
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	s.add(t, "one")
	body, h := s.gets("bistro", "/js/app.js")
	if body != "one" || h.Get("Content-Type") != "text/javascript; charset=utf-8" || h.Get("ETag") == "" {
		t.Errorf("%q, %v", body, h)
	}
	for _, path := range []string{"/nothing", "/js", "/js/", "/../apps.json", "/js/../../apps.json", "/..%2fapps.json", "/%2e%2e/apps.json"} {
		if got, _ := s.gets("bistro", path); got != "" {
			t.Errorf("%s: %q", path, got)
		}
	}
	if got, _ := s.gets("bistro", "/index"); got != "<p>one" {
		t.Errorf("a page without its ending: %q", got)
	}
	if got, _ := s.gets("other", "/"); got != "" {
		t.Errorf("another app: %q", got)
	}
	outside := filepath.Join(s.folder, "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := os.Symlink(outside, filepath.Join(s.place("bistro", s.List()[0].Shown), "link.txt"))
	if err != nil && runtime.GOOS == "windows" {
		t.Skip("who may make links there is a setting: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := s.gets("bistro", "/link.txt"); got != "" {
		t.Errorf("a link that somebody put there leads to %q", got)
	}
}

func TestMount(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	if err := s.Mount("work", fstest.MapFS{"app.js": {}}); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("without a page: %v", err)
	}
	if err := s.Mount("work", fstest.MapFS{"index.html": {Data: []byte("<p>now")}}); err != nil || s.InUse() != "work" {
		t.Fatal(err)
	}
	if got, _ := s.gets("work", "/"); got != "<p>now" {
		t.Errorf("shows %q", got)
	}
	if reopened(t, s.folder).InUse() != "" {
		t.Error("what was mounted stays after the agent")
	}
}

// TestInterruptedUnpacking: what a power cut left half is not there.
func TestInterruptedUnpacking(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	s.add(t, "one")
	half := filepath.Join(s.folder, unpacking+"123")
	stray := filepath.Join(s.folder, "bistro", "0123456789abcdef")
	if err := errors.Join(os.MkdirAll(half, 0o700), os.MkdirAll(stray, 0o700)); err != nil {
		t.Fatal(err)
	}
	s = reopened(t, s.folder)
	for _, f := range []string{half, stray} {
		if _, err := os.Stat(f); err == nil {
			t.Errorf("%s is still there", f)
		}
	}
	s.shows(t, "one")
	if err := os.WriteFile(filepath.Join(s.folder, stateFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Folder: s.folder}); err == nil {
		t.Error("a damaged list was taken for none")
	}
}
