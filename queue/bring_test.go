package queue

import (
	"errors"
	"syscall"
	"testing"
)

// The store has facts that the log lost, and no other log can be made. Where
// the disk is full the queue opens all the same; where it fails the queue says
// so, and opens when the disk is well again.
func TestNoRoomToSalvage(t *testing.T) {
	t.Parallel()
	for cause, opens := range map[error]bool{syscall.ENOSPC: true, syscall.EIO: false} {
		dir, left := t.TempDir(), t.TempDir()
		q := reopen(t, dir, Options{})
		kept := appendTest(t, q, facts(3)...)
		for name, data := range contents(t, dir) {
			if name != segmentName(1) && name != spareFile {
				write(name, data)(t, left)
			}
		}
		shut(t, q)
		disk := newFaultDisk(left)
		disk.set("create", cause)
		again, err := Open(left, Options{Disk: disk})
		if opens != (err == nil) || !opens && !errors.Is(err, cause) {
			t.Errorf("with %v: opened with %v", cause, err)
		}
		disk.set("create", nil)
		if err == nil {
			shut(t, again)
		}
		q = reopen(t, left, Options{Disk: disk})
		if diff := diffLines(kept, readAll(t, q)); diff != "" {
			t.Errorf("after %v (-want +got):\n%s", cause, diff)
		}
		shut(t, q)
	}
}
