package queue

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

func seqs(facts []Fact) (list []uint64) {
	for _, f := range facts {
		list = append(list, f.Seq)
	}
	return list
}

func TestFrom(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	line := len(appendTest(t, q, facts(9)...)[0].Line) // all nine are of one length
	for _, tt := range []struct {
		seq   uint64
		limit Limit
		want  []uint64
	}{
		{0, Limit{}, []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{8, Limit{}, []uint64{8, 9}},
		{10, Limit{}, nil},
		{^uint64(0), Limit{}, nil},
		{2, Limit{Facts: 3}, []uint64{2, 3, 4}},
		{2, Limit{Bytes: 2 * line}, []uint64{2, 3}},
		{2, Limit{Bytes: 2*line - 1}, []uint64{2}},
		{2, Limit{Bytes: 1}, []uint64{2}},
		{2, Limit{Facts: 2, Bytes: 3 * line}, []uint64{2, 3}},
	} {
		got, err := q.From(tt.seq, tt.limit)
		if diff := cmp.Diff(tt.want, seqs(got)); diff != "" || err != nil {
			t.Errorf("From(%d, %+v): error %v (-want +got):\n%s", tt.seq, tt.limit, err, diff)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	for i, names := range [][2]string{{"a", ""}, {"b", "r1"}, {"a", "r2"}, {"", "r1"}, {"", ""}, {"b", "a"}, {"c", "c"}} {
		f := fact(i)
		f.Key, f.Ref = names[0], names[1]
		appendTest(t, q, f)
	}
	for range 2 {
		for key, want := range map[string][]uint64{"a": {1, 3, 6}, "b": {2, 6}, "c": {7}, "r1": {2, 4}, "r2": {3}, "r": nil, "": nil} {
			got, err := q.Find(key)
			if diff := cmp.Diff(want, seqs(got)); diff != "" || err != nil {
				t.Errorf("Find(%q): error %v (-want +got):\n%s", key, err, diff)
			}
		}
		shut(t, q)
		q = reopen(t, dir, Options{})
	}
	shut(t, q)
}

func TestWait(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		q := reopen(t, dir, Options{})
		defer shut(t, q)
		heard := make(chan error)
		go func() { heard <- q.Wait(t.Context(), 1) }()
		appendTest(t, q, fact(1))
		synctest.Wait()
		select {
		case err := <-heard:
			t.Fatalf("Wait(1) returned %v after fact 1", err)
		default:
		}
		appendTest(t, q, fact(2))
		if err := <-heard; err != nil {
			t.Error(err)
		}
		if err := q.Wait(t.Context(), 0); err != nil {
			t.Errorf("what is there needs no waiting: %v", err)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		q := reopen(t, dir, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := q.Wait(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
		}
		heard := make(chan error)
		go func() { heard <- q.Wait(t.Context(), 0) }()
		synctest.Wait()
		shut(t, q)
		if err := <-heard; !errors.Is(err, ErrClosed) {
			t.Errorf("error %v, want %v", err, ErrClosed)
		}
	})
}

func TestStats(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	var length int64
	for i := range 3 {
		length += int64(len(appendTest(t, q, fact(i))[0].Line))
	}
	if err := cursor(t, q, "hq").Reject(t.Context(), 2, "no"); err != nil {
		t.Fatal(err)
	}
	cursor(t, q, "app")
	got := q.Stats()
	if got.FileBytes <= length || got.Commits < 4 {
		t.Errorf("%+v: want a file longer than %d, and at least 4 commits", got, length)
	}
	if got.Flushes != 3 || got.Segments != 1 || got.LogBytes != minSegmentBytes {
		t.Errorf("%+v: want three flushes of one segment", got)
	}
	got.FileBytes, got.Commits, got.FreePages, got.Flushes, got.Segments, got.LogBytes = 0, 0, 0, 0, 0, 0
	if diff := cmp.Diff(Stats{Facts: 3, Bytes: length, Cursors: []string{"app", "hq"}, Rejected: 1}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFromBesideDamage: a fact can be read although the one behind it cannot.
func TestFromBesideDamage(t *testing.T) {
	t.Parallel()
	q := reopen(t, t.TempDir(), Options{})
	kept := appendTest(t, q, facts(10)...)
	if err := q.store().Update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketFacts)
		return b.Put(seqKey(7), b.Get(seqKey(8)))
	}); err != nil {
		t.Fatal(err)
	}
	got, err := q.From(6, Limit{Facts: 1})
	if err != nil || diffLines(kept[5:6], got) != "" {
		t.Errorf("fact 6: %v, %v", got, err)
	}
	if _, err := q.From(6, Limit{Facts: 2}); !errors.Is(err, ErrDamaged) {
		t.Errorf("facts 6 and 7: error %v, want %v", err, ErrDamaged)
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
}
