package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"testing"
)

func TestNewEpoch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	old := appendTest(t, q, facts(10)...)
	plain := fact(11)
	plain.Sum = 0
	old = append(old, appendTest(t, q, plain)...)
	hq, app, behind := cursor(t, q, "hq"), cursor(t, q, "app"), cursor(t, q, "behind")
	if err := errors.Join(hq.Ack(8), app.Ack(11), behind.Ack(3), hq.Reject(t.Context(), 7, "no"), hq.Reject(t.Context(), 2, "no")); err != nil {
		t.Fatal(err)
	}
	first := q.Epoch()
	if err := q.NewEpoch(t.Context(), 6); err != nil {
		t.Fatal(err)
	}
	if q.Epoch() == first || q.Base() != 6 {
		t.Errorf("epoch %s after %d", q.Epoch(), q.Base())
	}
	got := readAll(t, q)
	if diff := diffLines(old[:6], got[:6]); diff != "" {
		t.Errorf("what HQ and the kiosk agree on has changed (-was +is):\n%s", diff)
	}
	checkRetold(t, q.Epoch(), old[6:], got[6:])
	for name, want := range map[string]uint64{"hq": 6, "app": 6, "behind": 3} {
		if c := cursor(t, q, name); c.Position() != want || c.Waiting().Count != 11-want+uint64(flag(name == "hq")) {
			t.Errorf("%s is at %d and waits for %+v", name, c.Position(), c.Waiting())
		}
	}
	appendTest(t, q, fact(12))
	before, hash := q.Last()
	shut(t, q)
	q = reopen(t, dir, Options{})
	if seq, h := q.Last(); seq != before || h != hash || q.Base() != 6 || !q.Report().Clean {
		t.Errorf("opened again at %d, base %d, %+v", seq, q.Base(), q.Report())
	}
	if found, err := q.Find("order-8"); err != nil || len(found) != 1 {
		t.Errorf("found %d facts, error %v, want the one", len(found), err)
	}
	shut(t, q)
	remove(storeFile)(t, dir)
	q = reopen(t, dir, Options{})
	if len(readAll(t, q)) != 12 || q.Base() != 6 {
		t.Errorf("from the log alone: %d facts, base %d", len(readAll(t, q)), q.Base())
	}
	shut(t, q)
}

// checkRetold looks whether facts are the same in another epoch: numbered from 1
// in a chain from that epoch's seed.
func checkRetold(t *testing.T, epoch string, was, is []Fact) {
	t.Helper()
	prev := seed(epoch)
	for i, f := range is {
		line, link, err := parseLine(f.Line)
		if err != nil || line.Seq != uint64(i+1) || link != prev {
			t.Errorf("fact %d says %d, link %v, error %v", f.Seq, line.Seq, link, err)
		}
		if f.Seq != was[i].Seq || f.Key != was[i].Key || f.Sum != was[i].Sum || string(f.Body) != string(was[i].Body) || !f.At.Equal(was[i].At) {
			t.Errorf("fact %d is told as %s, was %s", f.Seq, f.Line, was[i].Line)
		}
		prev = sha256.Sum256(f.Line)
	}
	if len(was) != len(is) {
		t.Errorf("%d facts are told again, want %d", len(is), len(was))
	}
}

func TestNewEpochOfNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	for range 3 {
		if err := q.NewEpoch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	sum := sha256.Sum256([]byte("kioskd.queue.v1:" + q.Epoch()))
	if seq, hash := q.Last(); seq != 0 || hash != hex.EncodeToString(sum[:]) {
		t.Errorf("ends at %d %s", seq, hash)
	}
	appendTest(t, q, fact(1))
	shut(t, q)
	q = reopen(t, dir, Options{})
	defer shut(t, q)
	if err := q.NewEpoch(t.Context(), 2); !errors.Is(err, ErrPosition) {
		t.Errorf("error %v, want %v", err, ErrPosition)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	<-q.baton
	if err := q.NewEpoch(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	q.baton <- struct{}{}
}

// The power goes while an epoch begins: it has begun or it has not, and every
// fact is there.
func TestPowerCutsInNewEpoch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{noFlush: true})
	appendTest(t, q, facts(60)...)
	cursor(t, q, "hq")
	shut(t, q)
	disk := recordDisk(t, dir)
	q = reopen(t, dir, Options{noFlush: true, Disk: disk})
	first := q.Epoch()
	if err := q.NewEpoch(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	second := q.Epoch()
	appendTest(t, q, fact(61))
	shut(t, q)
	for k := range len(disk.ops) + 1 {
		for i, share := range []float64{0, 1, 0.5, 0.5} {
			after := t.TempDir()
			if err := disk.cut(k, share, mathrand.New(mathrand.NewPCG(uint64(i), uint64(k))), after); err != nil {
				t.Fatal(err)
			}
			write(epochFile, string(disk.start[epochFile]))(t, after) // the sign is written last
			q := reopen(t, after, Options{noFlush: true})
			if n := len(readAll(t, q)); n < 60 || q.Epoch() != first && q.Epoch() != second || q.Epoch() == second && q.Base() != 5 {
				t.Errorf("cut before op %d: %d facts in epoch %s after %d", k, n, q.Epoch(), q.Base())
			}
			if kept := q.Report().Kept; len(kept) > 0 {
				t.Errorf("cut before op %d: %v were set aside", k, kept)
			}
			shut(t, q)
		}
	}
}

// A hole does not stop an epoch from beginning behind or before it.
func TestNewEpochOverHole(t *testing.T) {
	t.Parallel()
	for _, agreed := range []uint64{2, 4, 5, 9} {
		t.Run(fmt.Sprint(agreed), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			withHole(t, dir)
			q := reopen(t, dir, Options{})
			if got := q.Missing(); len(got) != 1 || got[0] != (Span{4, 5}) {
				t.Fatalf("missing %v, want 4 to 5", got)
			}
			if err := q.NewEpoch(t.Context(), agreed); err != nil {
				t.Fatal(err)
			}
			appendTest(t, q, fact(11))
			shut(t, q)
			q = reopen(t, dir, Options{})
			if got := seqs(readAll(t, q)); len(got) != 9 {
				t.Errorf("facts %v, want all to 11 but 4 and 5", got)
			}
			shut(t, q)
		})
	}
}

// withHole makes a queue of ten facts that has lost the fourth and the fifth.
func withHole(t *testing.T, dir string) {
	t.Helper()
	s := specimen{values: map[uint64][]byte{}}
	q := reopen(t, dir, Options{})
	appendTest(t, q, facts(10)...)
	s.keepValues(t, q)
	shut(t, q)
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for name, data := range contents(t, dir) {
		for _, seq := range []uint64{4, 5} {
			data = spoilValue(data, s.values[seq], r)
		}
		write(name, data)(t, dir)
	}
}
