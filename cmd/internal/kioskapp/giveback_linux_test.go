package kioskapp

import (
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"kioskd/cmd/internal/config"
)

// TestGiveBack: what a command makes as root belongs to the folder's owner when it
// has ended.
func TestGiveBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if os.Geteuid() != 0 || os.Chown(dir, 12345, 12346) != nil {
		t.Skip("only root makes files for others")
	}
	b, err := openBooks(Options{Config: config.Config{Data: dir}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Sys().(*syscall.Stat_t).Uid != 12345 {
			t.Errorf("%s is still root's", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestLockedForAMoment: a command that has the journal for a moment is waited for.
func TestLockedForAMoment(t *testing.T) {
	t.Parallel()
	o := Options{Config: config.Config{Data: t.TempDir()}, Log: slog.New(slog.DiscardHandler)}
	first, err := openBooks(o)
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error, 1)
	time.AfterFunc(lockEvery, func() { closed <- first.Close() })
	second, err := openBooks(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}
