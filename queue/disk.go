package queue

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"kioskd/queue/internal/safefile"
)

// Disk is where the files of a queue are: one folder. It is a seam for tests
// that forget, tear and fail writes. The log is read and written through it;
// bbolt maps a real file, so a Disk also hands out real paths, and is told after
// each commit.
type Disk interface {
	// Path returns the real path of a named file.
	Path(name string) string

	// Committed is called when a commit of the named file is durable, before
	// anybody who waits for it is told, and never by two goroutines at once. An
	// error counts as a failed commit.
	Committed(name string) error

	// List returns the names of all files, sorted.
	List() ([]string, error)

	// Create makes a file of so many zero bytes, really written and flushed, so
	// that writing them again needs no more room. What had the name is replaced.
	Create(name string, size int64) (File, error)

	// Open opens a file for reading and writing.
	Open(name string) (File, error)

	// Rename gives a file another name, and takes that from whoever had it. The
	// new name is durable after SyncDir, and so is a removal.
	Rename(from, to string) error
	Remove(name string) error
	SyncDir() error
}

// File is a file of the log.
type File interface {
	io.ReaderAt
	io.WriterAt
	io.Closer

	// Size returns the length in bytes, and Truncate cuts the file to one.
	Size() (int64, error)
	Truncate(size int64) error

	// Sync returns when everything written so far is on disk. After an error it
	// is unknown what is, and the file is not flushed again.
	Sync() error
}

// The files of a queue beside its log.
const (
	storeFile = "queue.db"
	keyFile   = "queue.key"
	epochFile = "queue.epoch"
	lockFile  = "lock"
)

// FolderDisk returns the Disk that Open uses by default: a folder of the
// operating system.
func FolderDisk(dir string) Disk { return osDisk(dir) }

type osDisk string

func (d osDisk) Path(name string) string { return filepath.Join(string(d), name) }

func (osDisk) Committed(string) error { return nil }

func (d osDisk) List() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return nil, fmt.Errorf("list the folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

func (d osDisk) Create(name string, size int64) (File, error) {
	f, err := openShared(d.Path(name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	err = errors.Join(safefile.Own(f), writeZeros(f, 0, size))
	if err == nil {
		err = f.Sync()
	}
	if err != nil { // half a file only takes room
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return osFile{f}, nil
}

func (d osDisk) Open(name string) (File, error) {
	f, err := openShared(d.Path(name), os.O_RDWR, fs.FileMode(0))
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (d osDisk) Rename(from, to string) error { return os.Rename(d.Path(from), d.Path(to)) }

func (d osDisk) Remove(name string) error { return os.Remove(d.Path(name)) }

func (d osDisk) SyncDir() error { return safefile.SyncDir(string(d)) }

type osFile struct{ *os.File }

func (f osFile) Sync() error { return syncData(f.File) }

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// writeZeros writes zeros from one place to another. Space that has been
// written is there for good; space that was only reserved costs the file
// system's own journal a write when it is first used.
func writeZeros(w io.WriterAt, from, to int64) error {
	zeros := make([]byte, min(64<<10, max(0, to-from)))
	for from < to {
		n, err := w.WriteAt(zeros[:min(int64(len(zeros)), to-from)], from)
		if err != nil {
			return fmt.Errorf("set space aside: %w", err)
		}
		from += int64(n)
	}
	return nil
}
