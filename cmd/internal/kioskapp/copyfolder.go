package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// lockFile is the queue's lock, which says who has the folder.
const lockFile = "lock"

// notCopied is what means nothing in a copy, and the key, which is kept anew.
var notCopied = []string{lockFile, doorFile, keyFile}

// copyTo copies the data folder's files but for its key, flushed. A file that changes meanwhile is an error: somebody is writing there.
func (s Salvage) copyTo(ctx context.Context, work string) error {
	files, all, err := s.files()
	if err != nil {
		return err
	}
	done := uint64(0)
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := copyFile(filepath.Join(s.From, f), filepath.Join(work, f))
		if err != nil {
			return fmt.Errorf("copy %s: %w", f, err)
		}
		done += n
		s.Tell("copying, bytes", done, all)
	}
	return nil
}

// files lists what to copy, and how many bytes that is.
func (s Salvage) files() (names []string, all uint64, err error) {
	err = fs.WalkDir(os.DirFS(s.From), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || slices.Contains(notCopied, name) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		names, all = append(names, filepath.FromSlash(name)), all+uint64(info.Size())
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list the files of the journal: %w", err)
	}
	return names, all, nil
}

func copyFile(from, to string) (uint64, error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return 0, err
	}
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	n, err := copyInto(to, in)
	return n, errors.Join(err, in.Close())
}

func copyInto(to string, in *os.File) (uint64, error) {
	before, err := in.Stat()
	if err != nil {
		return 0, err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return uint64(n), errors.Join(err, out.Close(), unchanged(in, before))
}

func unchanged(in *os.File, before fs.FileInfo) error {
	after, err := in.Stat()
	if err != nil {
		return err
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return errors.New("it changed while it was read: stop whatever uses the folder")
	}
	return nil
}
