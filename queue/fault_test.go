package queue

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// faultDisk is a folder whose log can be made to fail.
type faultDisk struct {
	osDisk
	mu    sync.Mutex // guards the rest
	fail  map[string]error
	syncs map[string]int // flushes tried since they fail, by file
}

func newFaultDisk(dir string) *faultDisk {
	return &faultDisk{osDisk: osDisk(dir), fail: map[string]error{}, syncs: map[string]int{}}
}

// set makes an operation fail from now on, or no more: "create", "write",
// "flush" or "commit".
func (d *faultDisk) set(operation string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail[operation] = err
}

func (d *faultDisk) fault(operation string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fail[operation]
}

func (d *faultDisk) Committed(string) error { return d.fault("commit") }

func (d *faultDisk) Create(name string, size int64) (File, error) {
	if err := d.fault("create"); err != nil {
		return nil, err
	}
	f, err := d.osDisk.Create(name, size)
	return faultFile{f, d, name}, err
}

func (d *faultDisk) Open(name string) (File, error) {
	f, err := d.osDisk.Open(name)
	if err != nil {
		return nil, err
	}
	return faultFile{f, d, name}, nil
}

type faultFile struct {
	File
	disk *faultDisk
	name string
}

func (f faultFile) WriteAt(b []byte, off int64) (int, error) {
	if err := f.disk.fault("write"); err != nil {
		return 0, err
	}
	return f.File.WriteAt(b, off)
}

func (f faultFile) Sync() error {
	if err := f.disk.flush(f.name); err != nil {
		return err
	}
	return f.File.Sync()
}

func (d *faultDisk) flush(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail["flush"] != nil {
		d.syncs[name]++
	}
	return d.fail["flush"]
}

// Whatever fails under facts, they are unknown, nothing more is taken, that file
// is never flushed again, what had been promised can still be read, and a start
// finds all of it.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"write", "flush", "commit"} {
		for _, cause := range []error{syscall.EIO, syscall.EROFS} {
			for _, money := range []bool{true, false} {
				if operation == "commit" && !money {
					continue // what is not money waits for no commit
				}
				t.Run(fmt.Sprintf("%s %v money=%v", operation, cause, money), func(t *testing.T) {
					t.Parallel()
					testFault(t, operation, cause, money)
				})
			}
		}
	}
}

func testFault(t *testing.T, operation string, cause error, money bool) {
	dir := t.TempDir()
	disk := newFaultDisk(dir)
	q := reopen(t, dir, Options{Disk: disk})
	kept := appendTest(t, q, facts(5)...)
	disk.set(operation, cause)
	f := fact(6)
	if !money {
		f.Sum = 0
	}
	if _, err := q.Append(context.Background(), f); !errors.Is(err, ErrUnknown) || !errors.Is(err, cause) {
		t.Errorf("error %v, want %v because of %v", err, ErrUnknown, cause)
	}
	for range 3 {
		if _, err := q.Append(context.Background(), f); !errors.Is(err, ErrBroken) || errors.Is(err, ErrUnknown) {
			t.Errorf("after that: error %v, want %v", err, ErrBroken)
		}
	}
	if diff := diffLines(kept, readAll(t, q)); diff != "" {
		t.Errorf("readers see (-promised +found):\n%s", diff)
	}
	_ = q.Close() // what it says depends on what is unsaved; what counts is the next start
	for name, n := range disk.syncs {
		if n > 1 {
			t.Errorf("%s was flushed %d times after a flush had failed", name, n-1)
		}
	}
	disk.set(operation, nil)
	q = reopen(t, dir, Options{Disk: disk})
	defer shut(t, q)
	got := readAll(t, q)
	if diff := diffLines(kept, got[:min(5, len(got))]); diff != "" || len(got) > 6 {
		t.Errorf("after a start %d facts (-promised +found):\n%s", len(got), diff)
	}
	appendTest(t, q, fact(7))
}

// A full disk takes nothing new, lets what has begun end, loses nothing, and is
// noticed when it is no longer full.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		disk := newFaultDisk(dir)
		q := reopen(t, dir, Options{Disk: disk})
		f := fact(1)
		f.Body = fmt.Appendf(nil, `"%0*d"`, 1000, 1)
		appendTest(t, q, f)
		synctest.Wait()
		disk.set("create", syscall.ENOSPC)
		n := fillUp(t, q, f)
		if n < 40 {
			t.Errorf("only %d facts in two segments", n)
		}
		f.Ending = true
		for range 3 {
			appendTest(t, q, f)
		}
		f.Ending = false
		if _, err := q.Append(t.Context(), f); !errors.Is(err, ErrFull) || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v, want %v", err, ErrFull)
		}
		disk.set("create", nil)
		time.Sleep(2 * retryRoom)
		synctest.Wait()
		appendTest(t, q, f)
		if got := len(readAll(t, q)); got != n+5 {
			t.Errorf("%d facts, want %d", got, n+5)
		}
		shut(t, q)
	})
}

// fillUp appends until the queue is full, and returns how often it could.
func fillUp(t *testing.T, q *Queue, f Fact) int {
	t.Helper()
	for n := range 1000 {
		_, err := q.Append(t.Context(), f)
		if errors.Is(err, ErrFull) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
	}
	t.Fatal("a full disk takes facts for ever")
	return 0
}

// At its own bounds, too, the queue lets what has begun end.
func TestEndingBeyondBounds(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{MaxFacts: 2})
	appendTest(t, q, facts(2)...)
	if _, err := q.Append(t.Context(), fact(3)); !errors.Is(err, ErrFull) {
		t.Errorf("error %v, want %v", err, ErrFull)
	}
	f := fact(3)
	f.Ending = true
	appendTest(t, q, f)
	if _, err := q.Append(t.Context(), f, fact(4)); !errors.Is(err, ErrFull) {
		t.Errorf("an ending with a beginning beside it: error %v, want %v", err, ErrFull)
	}
}

// A disk with no room for anything refuses the first fact, and nothing breaks.
func TestFullFromTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := newFaultDisk(dir)
	q := reopen(t, dir, Options{Disk: disk})
	disk.set("create", syscall.ENOSPC)
	for range 2 {
		if _, err := q.Append(t.Context(), fact(1)); !errors.Is(err, ErrFull) {
			t.Errorf("error %v, want %v", err, ErrFull)
		}
	}
	if err := q.Stats().Err; err != nil {
		t.Errorf("Stats say %v", err)
	}
	shut(t, q)
}

// Money is in both stores when Append returns: either of them has it alone.
func TestMoneyIsInBoth(t *testing.T) {
	t.Parallel()
	for _, gone := range []string{storeFile, segmentName(1)} {
		dir, left := t.TempDir(), t.TempDir()
		q := reopen(t, dir, Options{})
		zero := fact(2)
		zero.Sum, zero.Money = 0, true
		kept := appendTest(t, q, fact(1), zero)
		for name, data := range contents(t, dir) {
			if name != gone {
				write(name, data)(t, left)
			}
		}
		shut(t, q)
		q = reopen(t, left, Options{})
		if diff := diffLines(kept, readAll(t, q)); diff != "" {
			t.Errorf("without %s (-want +got):\n%s", gone, diff)
		}
		shut(t, q)
	}
}

// What is not money waits for one flush of the log, and comes to the store with
// a later commit that many share.
func TestPlainFactsFollow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := reopen(t, t.TempDir(), Options{})
		before := q.Stats().Commits
		f := fact(1)
		f.Sum = 0
		for range 20 {
			appendTest(t, q, f)
		}
		if s := q.Stats(); s.Commits != before || s.Flushes != 20 {
			t.Errorf("%d commits and %d flushes, want none and 20", s.Commits-before, s.Flushes)
		}
		if found, err := q.Find(f.Key); err != nil || len(found) != 20 || len(readAll(t, q)) != 20 {
			t.Errorf("%d found, error %v, want 20 although only the log has them", len(found), err)
		}
		time.Sleep(2 * ackDelay)
		synctest.Wait()
		if s := q.Stats(); s.Commits != before+1 {
			t.Errorf("%d commits, want one for all", s.Commits-before)
		}
		if found, err := q.Find(f.Key); err != nil || len(found) != 20 || len(readAll(t, q)) != 20 {
			t.Errorf("%d found afterwards, error %v, want 20", len(found), err)
		}
		shut(t, q)
	})
}

// A folder of the first format, which had no log, gets one.
func TestFirstFormat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, data := range contents(t, filepath.Join("testdata", "format1")) {
		write(name, data)(t, dir)
	}
	q := reopen(t, dir, Options{})
	if got := readAll(t, q); len(got) != 12 || got[11].Key != "order-12" {
		t.Errorf("%d facts", len(got))
	}
	if c := cursor(t, q, "hq"); c.Position() != 4 || c.Waiting().Count != 9 {
		t.Errorf("the reader is at %d, waiting: %+v", c.Position(), c.Waiting())
	}
	if rep := q.Report(); rep.Salvaged != 11 || !strings.Contains(strings.Join(rep.Done, " "), "format 1") {
		t.Errorf("the report says %+v", rep)
	}
	appendTest(t, q, fact(13))
	shut(t, q)
	q = reopen(t, dir, Options{})
	if rep := q.Report(); !rep.Clean || len(readAll(t, q)) != 13 {
		t.Errorf("opened again, the report says %+v", rep)
	}
	shut(t, q)
}
