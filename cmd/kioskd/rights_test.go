package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestDataIsPrivate: nobody but the service's user may read anything in the data
// folder, while the agent runs and after a bundle was made.
func TestDataIsPrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("rights are the folder's there, set when kioskd is installed")
	}
	k := newKiosk(t)
	k.config.Pad.Port = t.TempDir() + "/no-such-port"
	k.write()
	k.fill(4)
	k.serve()
	count := 0
	err := filepath.WalkDir(k.config.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if os.IsNotExist(err) {
			return nil
		}
		if count++; err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %s", path, info.Mode())
		}
		return err
	})
	if err != nil || count < 5 {
		t.Errorf("%d files: %v", count, err)
	}
}
