package apps

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Limits bound what a bundle may hold, as it lies and unpacked.
type Limits struct {
	Bundle int64 // bytes of the zip file
	Files  int
	File   int64 // bytes of the largest file
	Total  int64 // bytes of all files
}

// DefaultLimits are more than any kiosk's app needs, and less than a disk has.
var DefaultLimits = Limits{Bundle: 64 << 20, Files: 5000, File: 64 << 20, Total: 256 << 20}

// BundleError says what is wrong with a bundle, and with which file of it.
type BundleError struct {
	Name string // in the bundle; "" where it is about the whole
	Err  error
}

func (e *BundleError) Error() string {
	if e.Name == "" {
		return "the bundle is refused: " + e.Err.Error()
	}
	return fmt.Sprintf("the bundle is refused: %q: %v", e.Name, e.Err)
}

// Unwrap returns the cause.
func (e *BundleError) Unwrap() error { return e.Err }

func refuse(name string, err error) error {
	if err == nil {
		return nil
	}
	return &BundleError{Name: name, Err: err}
}

// unpack writes the files of a bundle into a folder that is empty. What it refuses
// may have been written in part; the folder is the caller's to remove.
func unpack(from io.ReaderAt, size int64, into string, l Limits) error {
	if size > l.Bundle {
		return refuse("", fmt.Errorf("it has %d bytes, at most %d are taken", size, l.Bundle))
	}
	z, err := zip.NewReader(from, size)
	if err != nil {
		return refuse("", fmt.Errorf("it is no zip file: %w", err))
	}
	if err := survey(z.File, l); err != nil {
		return err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // it was only a way to look
	left := l.Total
	for _, f := range z.File {
		n, err := write(root, f, min(l.File, left))
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// survey refuses a bundle by its list of files, before any is unpacked.
func survey(files []*zip.File, l Limits) error {
	if len(files) > l.Files {
		return refuse("", fmt.Errorf("it holds %d files, at most %d are taken", len(files), l.Files))
	}
	seen := map[string]bool{}
	for _, f := range files {
		if err := checkPath(f.Name); err != nil {
			return refuse(f.Name, err)
		}
		if t := f.Mode().Type(); t != 0 && t != fs.ModeDir {
			return refuse(f.Name, errors.New("it is a link or a device, and a bundle holds plain files only"))
		}
		if seen[folded(f.Name)] {
			return refuse(f.Name, errors.New("it is there twice, or differs only in small and large letters"))
		}
		seen[folded(f.Name)] = true
	}
	if !seen["index.html"] {
		return refuse("", errors.New("it has no index.html at its top; zip the contents of the app's folder and not the folder"))
	}
	return nil
}

// write unpacks one file of at most limit bytes. What the bundle's own list says
// about sizes is not believed.
func write(root *os.Root, f *zip.File, limit int64) (int64, error) {
	name := filepath.FromSlash(path.Clean(f.Name))
	if f.FileInfo().IsDir() {
		return 0, root.MkdirAll(name, 0o755)
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return 0, refuse(f.Name, err)
	}
	in, err := f.Open()
	if err != nil {
		return 0, refuse(f.Name, err)
	}
	defer func() { _ = in.Close() }() // everything was read, or the bundle is refused
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, refuse(f.Name, err)
	}
	n, err := io.Copy(out, io.LimitReader(in, limit+1))
	if err == nil && n > limit {
		err = fmt.Errorf("it is larger than the %d bytes that are left for it", limit)
	}
	return n, errors.Join(refuse(f.Name, err), out.Sync(), out.Close())
}
