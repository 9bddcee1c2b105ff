package apps

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options are what a shelf is opened with.
type Options struct {
	Folder string // is made where it does not exist

	// CheckName says what an app may be called; its name becomes part of addresses.
	CheckName func(name string) error

	// Keep is how many versions of each app stay; 3 without it.
	Keep int

	Limits Limits // DefaultLimits without them
}

// Shelf holds the web apps of a kiosk. Its methods may be called from many
// goroutines; adding waits for adding.
type Shelf struct {
	o      Options
	adding chan struct{} // has an element while somebody changes what is on disk

	mu      sync.Mutex // guards all below
	state   state
	mounted map[string]fs.FS // apps that are served from where somebody works on them
	atWork  string           // the mounted app that customers meet
}

// Version is one bundle of an app.
type Version struct {
	Hash  string    `json:"hash"` // SHA-256 of the bundle, in hex
	Added time.Time `json:"added"`
}

// App is one web app with its versions: the one that is served, then the one that
// was before it, and so on.
type App struct {
	Name     string    `json:"name"`
	Shown    string    `json:"shown"` // the hash of the version that is served
	Versions []Version `json:"versions"`
}

// Causes of errors.
var (
	ErrNoApp     = errors.New("no such web app is installed; see: kioskd app list")
	ErrNoVersion = errors.New("no such version is kept; see: kioskd app list")
	ErrInUse     = errors.New("customers meet this web app now; first: kioskd app use --standard")
)

// Open reads what is on the shelf, and clears away what an interrupted unpacking
// left behind.
func Open(o Options) (*Shelf, error) {
	if o.Keep <= 0 {
		o.Keep = 3
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	s := &Shelf{o: o, adding: make(chan struct{}, 1), mounted: map[string]fs.FS{}}
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of the web apps: %w", err)
	}
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("read which web apps are installed: %w", err)
	}
	return s, s.sweep()
}

// Add unpacks a bundle and serves it from now on. The same bundle again changes
// nothing but which version is served. A bundle that cannot be taken is refused as
// a [*BundleError], and leaves everything as it was.
func (s *Shelf) Add(name string, bundle io.ReaderAt, size int64) (Version, error) {
	v, err := s.Keep(name, bundle, size)
	if err != nil {
		return Version{}, err
	}
	return v, s.Show(name, v.Hash)
}

// Keep unpacks a bundle like [Shelf.Add], and goes on serving what it served.
func (s *Shelf) Keep(name string, bundle io.ReaderAt, size int64) (Version, error) {
	if err := s.o.CheckName(name); err != nil {
		return Version{}, err
	}
	s.adding <- struct{}{}
	defer func() { <-s.adding }()
	hash, err := hashOf(bundle, min(size, s.o.Limits.Bundle+1))
	if err != nil {
		return Version{}, fmt.Errorf("read the bundle: %w", err)
	}
	v := Version{Hash: hash, Added: time.Now().UTC()}
	if !s.Keeps(name, hash) {
		if err := s.lay(name, hash, bundle, size); err != nil {
			return Version{}, err
		}
	}
	return v, s.change(func(st *state) { st.add(name, v, s.o.Keep) })
}

// lay unpacks beside its place, and moves it there once it is whole.
func (s *Shelf) lay(name, hash string, bundle io.ReaderAt, size int64) error {
	if err := os.MkdirAll(filepath.Join(s.o.Folder, name), 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(s.o.Folder, unpacking)
	if err != nil {
		return err
	}
	if err = unpack(bundle, size, temp, s.o.Limits); err == nil {
		err = errors.Join(os.RemoveAll(s.place(name, hash)), os.Rename(temp, s.place(name, hash)))
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	return nil
}

func hashOf(bundle io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(bundle, 0, size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// place is the folder of a version. A part of the hash says enough.
func (s *Shelf) place(name, hash string) string {
	return filepath.Join(s.o.Folder, name, hash[:16])
}

// Mount serves an app from a file system until the agent ends, as its author
// works on it.
func (s *Shelf) Mount(name string, files fs.FS) error {
	if err := s.o.CheckName(name); err != nil {
		return err
	}
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return fmt.Errorf("the web app has no index.html: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mounted[name], s.atWork = files, name
	return nil
}
