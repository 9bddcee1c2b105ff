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
// does for comparison what others would: money beside bbolt.Update, one each,
// and everything beside a write and a flush of a file that is long enough
// already. "x-bbolt" and "x-raw" are how many times as fast Append is.
func BenchmarkAppend(b *testing.B) {
	for _, money := range []bool{true, false} {
		for _, callers := range []int{1, 4, 16} {
			b.Run(fmt.Sprintf("money=%v/callers=%d", money, callers), func(b *testing.B) {
				q := openTest(b, Options{SegmentBytes: defaultSegmentBytes})
				f := fact(1)
				f.Body = []byte(`"` + string(bytes.Repeat([]byte("b"), 850)) + `"`)
				if !money {
					f.Sum = 0
				}
				plain, raw, grown := plainBolt(b), rawFile(b, 64<<20), rawFile(b, 0)
				var ours, bbolt, flush, appended time.Duration
				for left := b.N; left > 0; left -= 256 {
					n := min(left, 256)
					ours += timed(b, callers, n, func() error { _, err := q.Append(context.Background(), f); return err })
					bbolt += timed(b, 1, n, plain)
					flush += timed(b, 1, n, raw)
					appended += timed(b, 1, n, grown)
				}
				s := q.Stats()
				b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/fact")
				b.ReportMetric(float64(b.N)/float64(s.Flushes), "facts/flush")
				b.ReportMetric(float64(s.Commits)/float64(b.N), "commits/fact")
				b.ReportMetric(float64(bbolt)/float64(ours), "x-bbolt")
				b.ReportMetric(float64(flush)/float64(ours), "x-prealloc")
				b.ReportMetric(float64(appended)/float64(ours), "x-append")
			})
		}
	}
}

// rawFile returns what writes 1 KiB to a file and flushes it.
func rawFile(b *testing.B, size int64) func() error {
	f, err := osDisk(b.TempDir()).Create("raw", size)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	})
	block, off := bytes.Repeat([]byte("r"), 1100), int64(0)
	return func() error {
		if _, err := f.WriteAt(block, off); err != nil {
			return err
		}
		off += int64(len(block))
		return f.Sync()
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
