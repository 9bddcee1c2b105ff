package queue

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// dirLock keeps a second process out of the folder. The system drops it with
// the process, however that ends, so a lock is never stale. The file's text is
// for people only.
type dirLock struct{ file *os.File }

func lockDir(path string) (*dirLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	if err := lockHandle(f); err != nil {
		holder := readHolder(f)
		_ = f.Close() // nothing was written
		if errors.Is(err, errHeld) {
			return nil, fmt.Errorf("%w by %s: stop it first", ErrLocked, holder)
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	l := &dirLock{f}
	if err := l.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", path, err), l.release())
	}
	return l, nil
}

// errHeld is what lockHandle returns when somebody else has the lock.
var errHeld = errors.New("held")

func (l *dirLock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	program := filepath.Base(os.Args[0])
	_, err := fmt.Fprintf(l.file, "%s, pid %d, since %s\n", program, os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	return err
}

// release drops the lock before the file: a child process that is just being
// started may share the file for a moment, and with it the lock.
func (l *dirLock) release() error { return errors.Join(unlockHandle(l.file), l.file.Close()) }

// readHolder returns what the holder wrote, which may not have happened yet.
func readHolder(f *os.File) string {
	text, err := io.ReadAll(io.LimitReader(f, 200))
	if err != nil || len(text) == 0 {
		return "another process"
	}
	return strings.TrimSpace(string(text))
}
