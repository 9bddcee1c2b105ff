package queue

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// BenchmarkAppend keeps facts of about 1 KiB, and in the same run, turn by turn,
// puts as many bytes with bbolt.Update, one each. "x-bbolt" is how many times as
// fast Append is.
func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 16} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			q := openTest(b, Options{})
			f := fact(1)
			f.Body = []byte(`"` + string(bytes.Repeat([]byte("b"), 850)) + `"`)
			plain := plainBolt(b)
			var ours, theirs time.Duration
			for left := b.N; left > 0; left -= 256 {
				n := min(left, 256)
				ours += timed(b, callers, n, func() error { _, err := q.Append(context.Background(), f); return err })
				theirs += timed(b, callers, n, plain)
			}
			b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/fact")
			b.ReportMetric(float64(b.N)/float64(q.Stats().Commits), "facts/commit")
			b.ReportMetric(float64(theirs)/float64(ours), "x-bbolt")
		})
	}
}

// plainBolt returns what puts 1 KiB into a bbolt file of its own.
func plainBolt(b *testing.B) func() error {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	value := bytes.Repeat([]byte("v"), 1100)
	return func() error {
		return db.Update(func(tx *bolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists(bucketFacts)
			if err != nil {
				return err
			}
			seq, err := bucket.NextSequence()
			if err != nil {
				return err
			}
			bucket.FillPercent = 1
			return bucket.Put(seqKey(seq), value)
		})
	}
}

// timed runs f n times, shared by so many callers.
func timed(b *testing.B, callers, n int, f func() error) time.Duration {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(n))
	start := time.Now()
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := f(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// BenchmarkFrom reads facts of about 1 KiB, 200 at a time, as the uplink does.
func BenchmarkFrom(b *testing.B) {
	q := openTest(b, Options{})
	f := fact(1)
	f.Body = []byte(`"` + string(bytes.Repeat([]byte("b"), 850)) + `"`)
	many := make([]Fact, 1000)
	for i := range many {
		many[i] = f
	}
	appendTest(b, q, many...)
	read := 0
	for b.Loop() {
		got, err := q.From(uint64(read%800)+1, Limit{Facts: 200})
		if err != nil || len(got) != 200 {
			b.Fatalf("%d facts, error %v", len(got), err)
		}
		read += len(got)
	}
	b.ReportMetric(float64(read)/b.Elapsed().Seconds(), "facts/s")
}
