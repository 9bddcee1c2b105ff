package link

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOneHandOnAPort: whatever way its name is written, and the refusal says who
// has it. COM1 to COM9 are devices to Windows in every folder, so one of them is
// tried too.
func TestOneHandOnAPort(t *testing.T) {
	folder := claims(t)
	first, err := claimIn(folder, "COM9")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("used by another kioskd, process %d", os.Getpid())
	for _, name := range []string{"COM9", "com9", `\\.\COM9`} {
		if _, err := claimIn(folder, name); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	other, err := claimIn(folder, "COM78")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.release(), first.release(), first.release()); err != nil {
		t.Fatal(err)
	}
	again, err := claimIn(folder, "COM9")
	if err != nil {
		t.Fatal(err)
	}
	if err := again.release(); err != nil {
		t.Error(err)
	}
}

// claims makes a folder, and takes it away file by file: under Wine Go cannot
// remove a tree, as the end of t.TempDir would.
func claims(t *testing.T) string {
	folder, err := os.MkdirTemp("", "claims-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		left, err := filepath.Glob(filepath.Join(folder, "*.lock"))
		for _, path := range append(left, folder) {
			err = errors.Join(err, os.Remove(path))
		}
		if err != nil || len(left) != 2 {
			t.Errorf("claims left behind: got %q, %v, want two", left, err)
		}
	})
	return folder
}
