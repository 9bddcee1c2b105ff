package installer

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Places are where everything of kioskd stands on this system.
type Places struct {
	Program string // the program that the service runs, where kioskd install puts it
	Config  string // folder of the configuration; the service may read it
	Data    string // folder of journal and keys; the service's alone
	Logs    string // folder of the logs
}

// MakeFolders makes the folders with the rights that they need, or puts these
// right: where the service's own user is known it owns its data. Its undo removes
// those that are new, as far as they are empty.
func (p Places) MakeFolders() (undo func() error, err error) {
	var made []string
	undo = func() error {
		var failed []error
		for _, dir := range made {
			failed = append(failed, removeEmpty(dir))
		}
		return errors.Join(failed...)
	}
	for _, f := range p.folders() {
		if _, err := os.Stat(f.path); errors.Is(err, os.ErrNotExist) {
			made = append([]string{f.path}, made...)
		}
		if err := os.MkdirAll(f.path, f.mode); err != nil {
			return nil, errors.Join(err, undo())
		}
		if err := secure(f); err != nil {
			return nil, errors.Join(fmt.Errorf("set the rights of %s: %w", f.path, err), undo())
		}
	}
	return undo, nil
}

// folder is one of [Places].
type folder struct {
	path   string
	mode   os.FileMode
	writes bool // the service, into it
}

func (p Places) folders() []folder {
	return []folder{{p.Config, 0o750, false}, {p.Data, 0o700, true}, {p.Logs, 0o750, true}}
}

// removeEmpty leaves a folder that has something in it.
func removeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ignoreMissing(err)
	}
	if len(entries) > 0 {
		return nil
	}
	return os.Remove(dir)
}

// PutProgram copies the program that runs to its place, unless it is there or
// where a package would put it. Its undo puts back what was there.
func (p Places) PutProgram() (path string, undo func() error, err error) {
	running, err := os.Executable()
	if err == nil {
		running, err = filepath.EvalSymlinks(running)
	}
	if err != nil {
		return "", nil, err
	}
	if packaged(running) || same(running, p.Program) {
		return running, nil, nil
	}
	undo, err = replaceProgram(p.Program, running)
	return p.Program, undo, err
}

// same reports whether two names lead to one file: names may differ by case.
func same(a, b string) bool {
	first, err := os.Stat(a)
	second, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(first, second)
}

// replaceProgram moves an old program aside, since one that runs cannot be
// overwritten, and is wanted back when a later step fails.
func replaceProgram(path, from string) (undo func() error, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	if err := copyProgram(path+".new", from); err != nil {
		return nil, errors.Join(err, ignoreMissing(os.Remove(path+".new")))
	}
	old := path + ".old"
	_ = os.Remove(old) // one that still runs stays, and the next line says so
	if err := ignoreMissing(os.Rename(path, old)); err != nil {
		return nil, err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, errors.Join(err, ignoreMissing(os.Rename(old, path)))
	}
	return func() error {
		return errors.Join(os.Remove(path), ignoreMissing(os.Rename(old, path)))
	}, nil
}

func copyProgram(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close(), os.Chmod(to, 0o755))
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
