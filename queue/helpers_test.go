package queue

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 11, 21, 3, 4, 5, 123_000_000, time.UTC)

// reopen opens the queue in a folder; whoever ends with it calls shut.
func reopen(t testing.TB, dir string, o Options) *Queue {
	t.Helper()
	if o.SegmentBytes == 0 {
		o.SegmentBytes = minSegmentBytes // the default takes its time to be written
	}
	q, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// shut checks and closes a queue: every queue that a test opens ends so.
func shut(t testing.TB, q *Queue) {
	t.Helper()
	if err := q.Check(context.Background()); err != nil {
		t.Error(err)
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
}

// openTest opens a queue that is checked and closed when the test ends.
func openTest(t testing.TB, o Options) *Queue {
	t.Helper()
	q := reopen(t, t.TempDir(), o)
	t.Cleanup(func() { shut(t, q) })
	return q
}

// fact returns a fact that can be kept; n makes it unlike others.
func fact(n int) Fact {
	return Fact{
		At:   day.Add(time.Duration(n) * time.Second),
		Kind: "approved",
		Key:  fmt.Sprintf("order-%d", n),
		Sum:  int64(1000 + n),
		Body: fmt.Appendf(nil, `{"n":%d}`, n),
	}
}

func facts(n int) []Fact {
	list := make([]Fact, n)
	for i := range list {
		list[i] = fact(i + 1)
	}
	return list
}

func appendTest(t testing.TB, q *Queue, facts ...Fact) []Fact {
	t.Helper()
	kept, err := q.Append(context.Background(), facts...)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func readAll(t testing.TB, q *Queue) []Fact {
	t.Helper()
	list, err := q.From(1, Limit{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// diffLines compares facts by their lines, which say everything.
func diffLines(want, got []Fact) string {
	same := func(a, b Fact) bool { return bytes.Equal(a.Line, b.Line) }
	if slices.EqualFunc(want, got, same) {
		return "" // the common case, and cmp is slow
	}
	return cmp.Diff(lines(want), lines(got))
}

func lines(facts []Fact) (list []string) {
	for _, f := range facts {
		list = append(list, string(f.Line))
	}
	return list
}

func cursor(t testing.TB, q *Queue, name string) *Cursor {
	t.Helper()
	c, err := q.Cursor(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// faultyDisk is a folder whose commits can be made to fail, or be watched.
type faultyDisk struct {
	osDisk
	mu        sync.Mutex // guards committed
	committed func() error
}

func (d *faultyDisk) then(f func() error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.committed = f
}

func (d *faultyDisk) Committed(string) error {
	d.mu.Lock()
	f := d.committed
	d.mu.Unlock()
	if f == nil {
		return nil
	}
	return f()
}
