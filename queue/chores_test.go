package queue

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"
)

// old returns a fact that happened so long before the clock of the test.
func old(n int, ago time.Duration) Fact {
	f := fact(n)
	f.At = time.Now().Add(-ago)
	f.Body = []byte(`"` + strings.Repeat("b", 8000) + `"`)
	return f
}

// Segments go when every reader has passed them and they are old enough, not
// before; facts stay in the store for ever.
func TestRetire(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name   string
		ago    time.Duration
		acked  uint64
		reject bool
		goes   bool
	}{
		{"old and acknowledged", 31 * day, 40, false, true},
		{"young", 29 * day, 40, false, false},
		{"awaited", 31 * day, 3, false, false},
		{"refused by a reader", 31 * day, 40, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				q := reopen(t, dir, Options{})
				c := cursor(t, q, "hq")
				for i := range 40 {
					appendTest(t, q, old(i+1, tt.ago))
				}
				if tt.reject {
					if err := c.Reject(t.Context(), 1, "no"); err != nil {
						t.Fatal(err)
					}
				}
				all := q.Stats().Segments
				if err := c.Ack(tt.acked); err != nil {
					t.Fatal(err)
				}
				time.Sleep(4 * ackDelay)
				appendTest(t, q, fact(41))
				time.Sleep(4 * ackDelay)
				synctest.Wait()
				if left := q.Stats().Segments; (left < 3) != tt.goes {
					t.Errorf("%d segments are left of %d", left, all)
				}
				if len(readAll(t, q)) != 41 {
					t.Error("a fact went with its segment")
				}
				shut(t, q)
				shut(t, reopen(t, dir, Options{}))
			})
		})
	}
}

// When much of the store is free and nothing happens, it is written anew, while
// readers read on.
func TestCompact(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{noFlush: true})
	kept := appendTest(t, q, facts(200)...)
	bloat(t, q)
	before, err := os.Stat(q.opts.Disk.Path(storeFile))
	if err != nil {
		t.Fatal(err)
	}
	appendTest(t, q, fact(201))
	reading := make(chan error, 1)
	go func() {
		for q.Stats().FreePages > compactAt {
			if _, err := q.From(1, Limit{}); err != nil {
				reading <- err
				return
			}
		}
		reading <- nil
	}()
	for q.Stats().FreePages > compactAt {
		if err := cursor(t, q, "hq").Ack(uint64(1)); err != nil {
			t.Fatal(err)
		}
		q.wake()
		time.Sleep(time.Millisecond)
	}
	if err := <-reading; err != nil {
		t.Error(err)
	}
	after, err := os.Stat(q.opts.Disk.Path(storeFile))
	if err != nil || after.Size() > before.Size()/4 {
		t.Errorf("the file has %d bytes, had %d, error %v", after.Size(), before.Size(), err)
	}
	if diff := diffLines(kept, readAll(t, q)[:200]); diff != "" {
		t.Errorf("other facts (-want +got):\n%s", diff)
	}
	appendTest(t, q, fact(202))
	shut(t, q)
}

// bloat fills the store with what is taken away again.
func bloat(t *testing.T, q *Queue) {
	t.Helper()
	name := []byte("filling")
	for _, f := range []func(tx *bolt.Tx) error{
		func(tx *bolt.Tx) error {
			b, err := tx.CreateBucket(name)
			for i := range uint64(compactAt + 500) {
				if err == nil {
					err = b.Put(seqKey(i), make([]byte, 3000))
				}
			}
			return err
		},
		func(tx *bolt.Tx) error { return tx.DeleteBucket(name) },
	} {
		if err := q.store().Update(f); err != nil {
			t.Fatal(err)
		}
	}
}

// What a try at compacting has left does not stop the next one, nor a start.
func TestCompactAfterCrash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := fill(t, dir)
	write(storeFile+".new", "half a store")(t, dir)
	write(roomFile, "half a segment")(t, dir)
	write(spareFile, "half a spare")(t, dir)
	q := reopen(t, dir, Options{})
	if err := q.compact(); err != nil {
		t.Error(err)
	}
	appendTest(t, q, fact(101))
	if diff := diffLines(want, readAll(t, q)[:100]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	names, err := q.opts.Disk.List()
	if err != nil || slices.Contains(names, storeFile+".new") {
		t.Errorf("left: %v, error %v", names, err)
	}
	shut(t, q)
}
