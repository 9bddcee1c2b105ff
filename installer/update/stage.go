package update

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// stage puts a program that has arrived whole where it can be started. Its folder
// gets its name last, when all of it is on disk and its hash is right.
func (f *Folder) stage(m Manifest, from io.Reader, file File) error {
	building := f.path("versions", m.Version+".new")
	if err := errors.Join(f.disk.RemoveAll(building), f.mkdir("versions", m.Version+".new")); err != nil {
		return fmt.Errorf("make room for version %s: %w", m.Version, err)
	}
	if err := f.build(building, from, file); err != nil {
		return errors.Join(err, f.disk.RemoveAll(building))
	}
	final := f.path("versions", m.Version)
	if err := f.disk.RemoveAll(final); err != nil {
		return err
	}
	if err := f.disk.Rename(building, final); err != nil {
		return err
	}
	return f.disk.SyncDir(f.path("versions"))
}

// build writes the program, and holds it against its hash on the way.
func (f *Folder) build(dir string, from io.Reader, file File) error {
	w, err := f.disk.Create(dir+"/"+programName, 0o755)
	if err != nil {
		return err
	}
	sum := newSum()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(from, file.Size+1))
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return err
	}
	if n != file.Size {
		return fmt.Errorf("it is %d bytes long and not %d: %w", n, file.Size, ErrTampered)
	}
	if got := sum.text(); got != file.SHA256 {
		return fmt.Errorf("its hash is %.12s… and not %.12s…: %w", got, file.SHA256, ErrTampered)
	}
	return f.disk.SyncDir(dir)
}

// ErrTampered says that a file is not the one that was signed.
var ErrTampered = errors.New("the file is not the one that was signed; nothing of it was kept")

// tidy removes versions that nobody will start any more, and what was left half
// done.
func (f *Folder) tidy(s state, running string) error {
	names, err := f.disk.Names(f.path("versions"))
	if err != nil {
		return err
	}
	keep := []string{s.Good, running}
	if s.Trial != nil {
		keep = append(keep, s.Trial.Version)
	}
	for _, name := range names {
		if !slices.Contains(keep, name) {
			err = errors.Join(err, f.disk.RemoveAll(f.path("versions", name)))
		}
	}
	return err
}
