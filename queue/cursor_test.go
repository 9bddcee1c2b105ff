package queue

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCursor(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	appendTest(t, q, facts(5)...)
	c := cursor(t, q, "hq")
	if cursor(t, q, "hq") != c {
		t.Error("one name has two cursors")
	}
	for _, tt := range []struct {
		ack, want uint64
		err       error
	}{{0, 0, nil}, {3, 3, nil}, {2, 3, nil}, {6, 3, ErrPosition}, {3, 3, nil}, {5, 5, nil}} {
		if err := c.Ack(tt.ack); !errors.Is(err, tt.err) {
			t.Errorf("Ack(%d): error %v, want %v", tt.ack, err, tt.err)
		}
		if got := c.Position(); got != tt.want {
			t.Errorf("after Ack(%d) at %d, want %d", tt.ack, got, tt.want)
		}
	}
	for _, name := range []string{"", "HQ", "a b", string(make([]byte, MaxKind+1))} {
		if _, err := q.Cursor(name); err == nil {
			t.Errorf("a cursor may be called %q", name)
		}
	}
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	steps := []struct {
		name string
		do   func(c *Cursor) error
		want Waiting
	}{
		{"empty", func(*Cursor) error { return nil }, Waiting{}},
		{"three come", func(*Cursor) error { return appendErr(q, fact(1), fact(2), fact(3)) }, Waiting{3, 3006, fact(1).At}},
		{"one is taken", func(c *Cursor) error { return c.Ack(1) }, Waiting{2, 2005, fact(2).At}},
		{"a waiting one is refused", func(c *Cursor) error { return c.Reject(context.Background(), 2, "no") }, Waiting{2, 2005, fact(2).At}},
		{"all are taken, the refused one stays", func(c *Cursor) error { return c.Ack(3) }, Waiting{1, 1002, fact(2).At}},
		{"a taken one is refused", func(c *Cursor) error { return c.Reject(context.Background(), 1, "late") }, Waiting{2, 2003, fact(1).At}},
		{"again", func(c *Cursor) error { return c.Reject(context.Background(), 1, "again") }, Waiting{2, 2003, fact(1).At}},
		{"one more comes", func(*Cursor) error { return appendErr(q, fact(4)) }, Waiting{3, 3007, fact(1).At}},
		{"and goes", func(c *Cursor) error { return c.Ack(4) }, Waiting{2, 2003, fact(1).At}},
	}
	for _, step := range steps {
		if err := step.do(cursor(t, q, "hq")); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if diff := cmp.Diff(step.want, cursor(t, q, "hq").Waiting()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		shut(t, q)
		q = reopen(t, dir, Options{})
		if diff := cmp.Diff(step.want, cursor(t, q, "hq").Waiting()); diff != "" {
			t.Errorf("%s, reopened (-want +got):\n%s", step.name, diff)
		}
	}
	shut(t, q)
}

func appendErr(q *Queue, facts ...Fact) error {
	_, err := q.Append(context.Background(), facts...)
	return err
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	kept := appendTest(t, q, facts(3)...)
	long := string(make([]byte, MaxReason-1)) + "é"
	for _, r := range []struct {
		cursor string
		seq    uint64
		reason string
	}{{"hq", 3, "unknown kiosk\xff"}, {"app", 3, "no such key"}, {"hq", 1, long}, {"hq", 3, "second reason"}} {
		if err := cursor(t, q, r.cursor).Reject(t.Context(), r.seq, r.reason); err != nil {
			t.Fatal(err)
		}
	}
	for _, seq := range []uint64{0, 4} {
		if err := cursor(t, q, "hq").Reject(t.Context(), seq, "no"); !errors.Is(err, ErrPosition) {
			t.Errorf("Reject(%d): error %v, want %v", seq, err, ErrPosition)
		}
	}
	shut(t, q)
	q = reopen(t, dir, Options{})
	defer shut(t, q)
	got, err := q.Quarantine()
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if time.Since(got[i].At).Abs() > time.Hour {
			t.Errorf("fact %d was rejected at %v", got[i].Fact.Seq, got[i].At)
		}
		got[i].At = time.Time{}
	}
	want := []Rejected{
		{Fact: kept[0], Cursor: "hq", Reason: long[:MaxReason-1]},
		{Fact: kept[2], Cursor: "app", Reason: "no such key"},
		{Fact: kept[2], Cursor: "hq", Reason: "unknown kiosk"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An acknowledgement costs no commit while facts come, and gets one of its own
// after 250 ms when none come.
func TestAckDurability(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		q := reopen(t, dir, Options{})
		defer shut(t, q)
		c := cursor(t, q, "hq")
		appendTest(t, q, facts(4)...)
		before := q.Stats().Commits

		if err := c.Ack(1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(ackDelay - time.Millisecond)
		synctest.Wait()
		if got := q.Stats().Commits - before; got != 0 {
			t.Errorf("an acknowledgement made %d commits within its delay", got)
		}
		appendTest(t, q, fact(5))
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := q.Stats().Commits - before; got != 1 {
			t.Errorf("one fact and an acknowledgement made %d commits, want 1", got)
		}
		wantOnDisk(t, q, dir, 1)

		for seq := range uint64(4) {
			if err := c.Ack(seq + 1); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(ackDelay)
		synctest.Wait()
		if got := q.Stats().Commits - before; got != 2 {
			t.Errorf("acknowledgements alone made %d commits, want 1 more", got-1)
		}
		wantOnDisk(t, q, dir, 4)
	})
}

// wantOnDisk reads the position of a copy, as a restart after a power cut would.
func wantOnDisk(t *testing.T, q *Queue, dir string, want uint64) {
	t.Helper()
	copied := copyFiles(t, dir)
	again := reopen(t, copied, Options{})
	defer shut(t, again)
	if got := cursor(t, again, "hq").Position(); got != want {
		t.Errorf("a restart would begin after %d, want %d", got, want)
	}
}

// copyFiles copies a queue's files as they are this moment.
func copyFiles(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := copyStore(dir, to); err != nil {
		t.Fatal(err)
	}
	return to
}

func copyStore(from, to string) error {
	for _, name := range []string{storeFile, keyFile, epochFile} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func TestAckIsDurableAfterClose(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	appendTest(t, q, facts(3)...)
	if err := cursor(t, q, "hq").Ack(2); err != nil {
		t.Fatal(err)
	}
	shut(t, q)
	q = reopen(t, dir, Options{})
	defer shut(t, q)
	if got := cursor(t, q, "hq").Position(); got != 2 {
		t.Errorf("at %d, want 2", got)
	}
}
