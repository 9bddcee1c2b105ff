package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAppendGivesPlaces(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	kept := append(appendTest(t, q, fact(1)), appendTest(t, q, fact(2), fact(3))...)
	for i, f := range kept {
		want := fact(i + 1)
		want.Seq, want.Line = uint64(i+1), f.Line
		if diff := cmp.Diff(want, f); diff != "" {
			t.Errorf("fact %d (-want +got):\n%s", i+1, diff)
		}
	}
	if diff := cmp.Diff(kept, readAll(t, q)); diff != "" {
		t.Errorf("read back (-appended +read):\n%s", diff)
	}
}

func TestAppendTidies(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	seoul := time.FixedZone("KST", 9*60*60)
	got := appendTest(t, q, Fact{At: day.Add(999).In(seoul), Kind: "x", Body: []byte("{\n \"a\" : [ 1, \"b c\" ]\n}")})[0]
	if got.At != day || string(got.Body) != `{"a":[1,"b c"]}` {
		t.Errorf("kept as %v %s", got.At, got.Body)
	}
}

// The chain as anyone can follow it: from the epoch's seed, line by line.
func TestChain(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	sum := sha256.Sum256([]byte("kioskd.queue.v1:" + q.Epoch()))
	want := hex.EncodeToString(sum[:])
	if seq, hash := q.Last(); seq != 0 || hash != want {
		t.Errorf("an empty queue ends at %d %s, want 0 %s", seq, hash, want)
	}
	for _, f := range appendTest(t, q, facts(3)...) {
		if !strings.Contains(string(f.Line), `,"prev":"`+want+`",`) {
			t.Errorf("line %s does not carry %s", f.Line, want)
		}
		sum := sha256.Sum256(f.Line)
		want = hex.EncodeToString(sum[:])
	}
	if seq, hash := q.Last(); seq != 3 || hash != want {
		t.Errorf("the queue ends at %d %s, want 3 %s", seq, hash, want)
	}
}

func TestAppendRefusesFacts(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	for name, spoil := range map[string]func(*Fact){
		"no kind":             func(f *Fact) { f.Kind = "" },
		"kind too long":       func(f *Fact) { f.Kind = strings.Repeat("k", MaxKind+1) },
		"kind in capitals":    func(f *Fact) { f.Kind = "Approved" },
		"key too long":        func(f *Fact) { f.Key = strings.Repeat("k", MaxName+1) },
		"key with a line end": func(f *Fact) { f.Key = "a\nb" },
		"ref not UTF-8":       func(f *Fact) { f.Ref = "\xff" },
		"too much money":      func(f *Fact) { f.Sum = math.MinInt64 },
		"no time":             func(f *Fact) { f.At = time.Time{} },
		"time out of reach":   func(f *Fact) { f.At = day.AddDate(8000, 0, 0) },
		"no body":             func(f *Fact) { f.Body = nil },
		"body not JSON":       func(f *Fact) { f.Body = []byte(`{"a":}`) },
		"two bodies":          func(f *Fact) { f.Body = []byte(`{} {}`) },
		"body not UTF-8":      func(f *Fact) { f.Body = []byte("\"\xff\"") },
		"body too long":       func(f *Fact) { f.Body = []byte(`"` + strings.Repeat("b", MaxBody-1) + `"`) },
	} {
		bad := fact(2)
		spoil(&bad)
		if kept, err := q.Append(t.Context(), fact(1), bad, fact(3)); !errors.Is(err, ErrFact) || errors.Is(err, ErrUnknown) || kept != nil {
			t.Errorf("%s: kept %v, error %v, want %v", name, kept, err, ErrFact)
		}
	}
	if _, err := q.Append(t.Context(), make([]Fact, MaxAppend+1)...); !errors.Is(err, ErrFact) {
		t.Errorf("too many at once: error %v, want %v", err, ErrFact)
	}
	if got := readAll(t, q); len(got) != 0 {
		t.Errorf("%d facts of refused calls were kept", len(got))
	}
}

func TestAppendLongestFact(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	f := Fact{At: day, Kind: strings.Repeat("k", MaxKind), Key: strings.Repeat("\"", MaxName), Ref: strings.Repeat("é", MaxName/2), Sum: -MaxSum, Body: []byte(`"` + strings.Repeat("b", MaxBody-2) + `"`)}
	if diff := diffLines(appendTest(t, q, f), readAll(t, q)); diff != "" {
		t.Errorf("read back (-appended +read):\n%s", diff)
	}
}

func TestAppendWithEndedContext(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := q.Append(ctx, fact(1)); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnknown) {
		t.Errorf("error %v, want %v and nothing unknown", err, context.Canceled)
	}
	if got := readAll(t, q); len(got) != 0 {
		t.Errorf("%d facts were kept", len(got))
	}
}

// A caller who stops waiting does not know, and the fact is there all the same.
func TestAppendContextEndsDuringCommit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := &faultyDisk{osDisk: osDisk(dir)}
	q := reopen(t, dir, Options{Disk: disk})
	defer shut(t, q)
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	disk.then(func() error { cancel(); <-release; return nil })
	if _, err := q.Append(ctx, fact(1)); !errors.Is(err, ErrUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v and %v", err, ErrUnknown, context.Canceled)
	}
	close(release)
	if err := q.Wait(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, q); len(got) != 1 {
		t.Errorf("%d facts are kept, want the one", len(got))
	}
}

func TestFull(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{"facts": {MaxFacts: 3}, "bytes": {MaxBytes: 600}} {
		q := openTest(t, o)
		appendTest(t, q, fact(1), fact(2))
		if _, err := q.Append(t.Context(), fact(3), fact(4)); !errors.Is(err, ErrFull) || errors.Is(err, ErrUnknown) {
			t.Errorf("%s: error %v, want %v", name, err, ErrFull)
		}
		if err := cursor(t, q, "hq").Reject(t.Context(), 1, "a full queue still sets aside"); err != nil {
			t.Error(err)
		}
		appendTest(t, q, fact(3)) // what fits is taken
		if got := len(readAll(t, q)); got != 3 {
			t.Errorf("%s: %d facts are kept, want 3", name, got)
		}
	}
}

func TestAfterClose(t *testing.T) {
	t.Parallel()
	q := reopen(t, t.TempDir(), Options{})
	c := cursor(t, q, "hq")
	appendTest(t, q, fact(1))
	shut(t, q)
	if err := q.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	_, appendErr := q.Append(t.Context(), fact(2))
	_, fromErr := q.From(1, Limit{})
	_, findErr := q.Find("order-1")
	for name, err := range map[string]error{
		"Append": appendErr, "From": fromErr, "Find": findErr, "Ack": c.Ack(1), "Reject": c.Reject(t.Context(), 1, "late"),
		"Wait": q.Wait(t.Context(), 1), "Check": q.Check(t.Context()), "Stats": q.Stats().Err,
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: error %v, want %v", name, err, ErrClosed)
		}
	}
}
