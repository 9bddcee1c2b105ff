package link

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/windows"
)

// claim keeps other agents, and the engineer's commands, off a port. On Windows
// it is a locked file that names its owner, in a folder that service and users
// share; the lock goes with its process, however that ends. Windows itself gives
// a port to one program only, but does not say to which.
type claim struct{ *os.File }

func claimPort(name string) (*claim, error) {
	// The system is asked: a service need not have the variable ProgramData.
	shared, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, 0)
	if err != nil {
		return nil, fmt.Errorf("claim the port: %w", err)
	}
	return claimIn(filepath.Join(shared, "kioskd-ports"), name)
}

func claimIn(folder, name string) (*claim, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("claim the port: %w", err)
	}
	f, mine, err := openClaim(filepath.Join(folder, claimName(name)))
	if err != nil {
		return nil, fmt.Errorf("claim the port: %w", err)
	}
	err = lock(f)
	if err == nil && mine {
		err = sign(f)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &claim{f}, nil
}

// lock takes one byte for this process alone. It is far behind the text, which
// others have to read.
func lock(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return &plain{fmt.Sprintf("used by another kioskd, %s: ask that one, or end it", ownerOf(f)), ErrBusy}
	}
	if err != nil {
		return fmt.Errorf("claim the port: lock %s: %w", f.Name(), err)
	}
	return nil
}

// claimName is one for all ways to write a port's name: COM5, com5, \\.\COM5. It
// does not begin with the port's name, because COM5.lock is the port itself to
// Windows, in whatever folder (learn.microsoft.com, "Naming Files, Paths, and
// Namespaces"; up to Windows 10, and Wine).
func claimName(port string) string {
	return "port-" + strings.ToUpper(strings.TrimPrefix(filepath.Clean(port), `\\.\`)) + ".lock"
}

// openClaim opens the file, to read only where it is another user's: reading is
// enough to lock it.
func openClaim(path string) (f *os.File, mine bool, err error) {
	f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if !errors.Is(err, os.ErrPermission) {
		return f, true, err
	}
	f, err = os.Open(path)
	return f, false, err
}

func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("claim the port: %w", err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())), 0); err != nil {
		return fmt.Errorf("claim the port: %w", err)
	}
	return nil
}

// ownerOf reads who has signed.
func ownerOf(f *os.File) string {
	text, err := io.ReadAll(io.LimitReader(f, 20))
	if pid, bad := strconv.Atoi(string(text)); err == nil && bad == nil {
		return fmt.Sprintf("process %d", pid)
	}
	return "which does not say its number"
}

func (c *claim) release() error {
	if err := c.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("give up the claim to the port: %w", err)
	}
	return nil
}
