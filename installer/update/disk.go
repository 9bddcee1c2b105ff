package update

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Disk is where versions are kept. Tests have one whose power goes.
type Disk interface {
	ReadFile(name string) ([]byte, error)
	Open(name string) (io.ReadCloser, error)

	// Append opens a file to write at its end, and makes it if it is not there.
	Append(name string) (Writer, error)

	// Create opens a file to write from its beginning.
	Create(name string, mode os.FileMode) (Writer, error)

	// Mkdir makes a folder, unless it is there.
	Mkdir(dir string) error

	Rename(from, to string) error
	RemoveAll(name string) error
	Names(dir string) ([]string, error) // none for a folder that is not there

	// SyncDir has the names in a folder survive a power cut.
	SyncDir(dir string) error
}

// Writer is a file that is written. What was synced survives a power cut.
type Writer interface {
	io.WriteCloser
	Sync() error
}

// osDisk is the machine's own.
type osDisk struct{}

func (osDisk) ReadFile(name string) ([]byte, error)    { return os.ReadFile(name) }
func (osDisk) Open(name string) (io.ReadCloser, error) { return os.Open(name) }
func (osDisk) Append(name string) (Writer, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
}
func (osDisk) Create(name string, mode os.FileMode) (Writer, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_TRUNC|os.O_CREATE, mode)
}
func (osDisk) Rename(from, to string) error { return os.Rename(from, to) }
func (osDisk) RemoveAll(name string) error  { return os.RemoveAll(name) }
func (osDisk) SyncDir(dir string) error     { return syncDir(dir) }

func (osDisk) Mkdir(dir string) error {
	if err := os.Mkdir(dir, 0o755); !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func (osDisk) Names(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

// replace writes a file whole, or leaves the one that was there.
func replace(d Disk, name string, text []byte) error {
	fresh := name + ".new"
	w, err := d.Create(fresh, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = w.Write(text)
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := d.Rename(fresh, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return d.SyncDir(filepath.Dir(name))
}

// mkdir makes a folder below the root, with those above it, and has their names
// survive.
func (f *Folder) mkdir(below ...string) error {
	for i := range len(below) + 1 {
		dir := f.path(below[:i]...)
		if err := errors.Join(f.disk.Mkdir(dir), f.disk.SyncDir(filepath.Dir(dir))); err != nil {
			return fmt.Errorf("make a folder for updates: %w", err)
		}
	}
	return nil
}
