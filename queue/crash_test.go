package queue

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// image is a queue's files after one commit, and how many facts had been
// promised before it.
type image struct {
	dir      string
	promised uint64
}

// The power goes after any commit: every fact whose Append had returned is
// there, with the same bytes, and so is what was acknowledged no further than
// it was.
func TestCrashAfterEachCommit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := &faultyDisk{osDisk: osDisk(dir)}
	q := reopen(t, dir, Options{Disk: disk})
	c := cursor(t, q, "hq")
	var promised atomic.Uint64
	var images []image // the committer's until the queue is closed
	disk.then(func() error {
		images = append(images, image{t.TempDir(), promised.Load()})
		return copyStore(dir, images[len(images)-1].dir)
	})
	inParallel(t, 4, func(caller int) error {
		for range 8 {
			kept, err := q.Append(t.Context(), fact(caller), fact(caller))
			if err != nil {
				return err
			}
			raise(&promised, kept[1].Seq)
			if err := c.Ack(kept[0].Seq); err != nil {
				return err
			}
		}
		return nil
	})
	all := readAll(t, q)
	shut(t, q)
	if len(images) < 8 {
		t.Fatalf("only %d images", len(images))
	}
	for i, image := range images {
		after := reopen(t, image.dir, Options{})
		got := readAll(t, after)
		if uint64(len(got)) < image.promised {
			t.Errorf("image %d: %d facts, and %d had been promised", i, len(got), image.promised)
		}
		if diff := diffLines(all[:len(got)], got); diff != "" {
			t.Errorf("image %d: other facts (-promised +found):\n%s", i, diff)
		}
		cursor(t, after, "hq") // Check compares its position with the facts
		shut(t, after)
	}
}

// raise lifts a counter to at least v.
func raise(counter *atomic.Uint64, v uint64) {
	for old := counter.Load(); old < v && !counter.CompareAndSwap(old, v); old = counter.Load() {
	}
}

// The power goes while the folder is being made: the next start makes it.
func TestCrashWhileMaking(t *testing.T) {
	t.Parallel()
	whole := t.TempDir()
	shut(t, reopen(t, whole, Options{}))
	for _, left := range [][]string{
		{},
		{keyFile},
		{keyFile, storeFile},
		{keyFile, storeFile, epochFile},
	} {
		dir := t.TempDir()
		for _, name := range left {
			data, err := os.ReadFile(filepath.Join(whole, name))
			if err != nil {
				t.Fatal(err)
			}
			write(name, string(data))(t, dir)
		}
		for _, name := range []string{storeFile, keyFile, epochFile} {
			write(name+".new", "half a file")(t, dir)
		}
		q := reopen(t, dir, Options{})
		appendTest(t, q, fact(1))
		shut(t, q)
		q = reopen(t, dir, Options{})
		if got := len(readAll(t, q)); got != 1 {
			t.Errorf("with %v left: %d facts, want 1", left, got)
		}
		shut(t, q)
	}
}

// Another process has the folder, is named, and is killed: the lock goes with
// it, and what it was promised stays.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestBeKilled$", "-test.v")
	child.Env = append(os.Environ(), "QUEUE_TEST_DIR="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "promised"; {
	}
	_, err = Open(dir, Options{})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("pid %d", child.Process.Pid)) {
		t.Errorf("error %v, want %v by pid %d", err, ErrLocked, child.Process.Pid)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var killed *exec.ExitError
	if err := child.Wait(); !errors.As(err, &killed) {
		t.Errorf("the child ended with %v, want killed", err)
	}
	q := reopen(t, dir, Options{})
	defer shut(t, q)
	if got := len(readAll(t, q)); got != 3 {
		t.Errorf("%d facts, want 3", got)
	}
}

// TestBeKilled is the other process of TestKilledProcess, and nothing when run
// as a test.
func TestBeKilled(t *testing.T) {
	dir := os.Getenv("QUEUE_TEST_DIR")
	if dir == "" {
		return
	}
	appendTest(t, reopen(t, dir, Options{}), facts(3)...)
	fmt.Println("\npromised")
	<-context.Background().Done() // for ever: the parent kills us
}
