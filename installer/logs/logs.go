// Package logs keeps a program's log in a folder, within bounds: it needs nobody
// to turn it over, and never fills a disk.
//
//	kioskd.log ─▶ kioskd.1.log ─▶ kioskd.2.log ─▶ … ─▶ gone
//
// The newest lines are in kioskd.log. A log that cannot be written stops nobody:
// lines are dropped, the first one after that is told elsewhere, and each line
// tries anew.
package logs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Limits bound a log.
type Limits struct {
	Bytes int64 // in one file
	Files int   // in all, at least 2
}

// DefaultLimits keep about two weeks of a busy kiosk.
var DefaultLimits = Limits{Bytes: 4 << 20, Files: 6}

// File is a log that is turned over by itself. It may be written by many at once.
type File struct {
	path   string // of the newest, without its ending
	limits Limits

	mu     sync.Mutex // guards what follows; held across writes, which is what it is for
	file   *os.File
	size   int64
	failed func(error) // told once for each time that writing begins to fail
	dead   bool
}

// Open opens the log of the given name in a folder that is there, and goes on
// with what it holds. failed is called when a line could not be written, once
// until one could.
func Open(dir, name string, l Limits, failed func(error)) (*File, error) {
	if l.Files < 2 || l.Bytes < 1 {
		return nil, fmt.Errorf("keep a log in %d files of %d bytes: at least 2 of 1", l.Files, l.Bytes)
	}
	f := &File{path: filepath.Join(dir, name), limits: l, failed: failed}
	if err := f.open(); err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	return f, nil
}

// Write implements [io.Writer] for whole lines. It never fails: see the package
// comment.
func (f *File) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.write(line)
	if err != nil && !f.dead {
		f.failed(fmt.Errorf("the log %s cannot be written: %w", f.numbered(0), err))
	}
	f.dead = err != nil
	return len(line), nil
}

func (f *File) write(line []byte) error {
	if f.file == nil {
		if err := f.open(); err != nil {
			return err
		}
	}
	if f.size > 0 && f.size+int64(len(line)) > f.limits.Bytes {
		if err := f.turn(); err != nil {
			return err
		}
	}
	n, err := f.file.Write(line)
	f.size += int64(n)
	return err
}

func (f *File) open() error {
	file, err := os.OpenFile(f.numbered(0), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	f.file, f.size = file, info.Size()
	return nil
}

// turn begins a new file, and lets the oldest go.
func (f *File) turn() error {
	err := f.file.Close()
	f.file = nil
	for n := f.limits.Files - 1; n > 0; n-- {
		if moveErr := os.Rename(f.numbered(n-1), f.numbered(n)); !errors.Is(moveErr, os.ErrNotExist) {
			err = errors.Join(err, moveErr)
		}
	}
	if err != nil {
		return err
	}
	return f.open()
}

func (f *File) numbered(n int) string {
	if n == 0 {
		return f.path + ".log"
	}
	return fmt.Sprintf("%s.%d.log", f.path, n)
}

// Close closes the log. It may be called twice; a line that comes later opens it
// again.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}
