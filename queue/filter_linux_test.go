package queue

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// A folder in memory is reported, one on a disk is not.
func TestForgetfulFolder(t *testing.T) {
	t.Parallel()
	const memory = "/dev/shm"
	var s unix.Statfs_t
	if err := unix.Statfs(memory, &s); err != nil || s.Type != unix.TMPFS_MAGIC {
		t.Skipf("%s is not a tmpfs here", memory)
	}
	dir, err := os.MkdirTemp(memory, "kioskd")
	if err != nil {
		t.Skipf("no folder can be made in %s: %v", memory, err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	q := reopen(t, dir, Options{})
	defer shut(t, q)
	if got := q.Report().Forgetful; got != "tmpfs" {
		t.Errorf("the folder's file system is called %q, want tmpfs", got)
	}
	if !q.Report().Good() {
		t.Error("a forgetful folder counts as damage")
	}
}

func TestFileSystems(t *testing.T) {
	t.Parallel()
	for dir, want := range map[string]string{"/proc": "", "/sys": ""} {
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		if got, err := Forgets(dir); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", dir, got, err, want)
		}
	}
	if _, err := Forgets("/no/such/folder"); err == nil {
		t.Error("no error for a folder that is not there")
	}
}
