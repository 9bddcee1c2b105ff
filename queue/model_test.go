package queue

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// model is a queue made of plain slices.
type model struct {
	facts    []Fact
	hash     hash // of the last line
	position map[string]uint64
	rejected map[string]map[uint64]bool
}

func (m *model) find(key string) (list []Fact) {
	for _, f := range m.facts {
		if key != "" && (f.Key == key || f.Ref == key) {
			list = append(list, f)
		}
	}
	return list
}

func (m *model) waiting(name string) (w Waiting) {
	for _, f := range m.facts {
		if f.Seq <= m.position[name] && !m.rejected[name][f.Seq] {
			continue
		}
		if w.Count == 0 {
			w.Oldest = f.At
		}
		w.Count++
		w.Sum += f.Sum
	}
	return w
}

// Random operations on a queue and on the model, with restarts in between, give
// the same answers. A failure prints the seed and the shortest way to it.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "queue")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		q, err := Open(dir, Options{SegmentBytes: minSegmentBytes})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{dir: dir, q: q, model: model{hash: seed(q.Epoch()), position: map[string]uint64{}, rejected: map[string]map[uint64]bool{}}}
		defer w.shut(t)
		t.Repeat(map[string]func(*rapid.T){
			"append": w.append, "ack": w.ack, "reject": w.reject, "read": w.read, "reopen": w.reopen, "": w.same,
		})
	})
}

// world is a queue beside its model.
type world struct {
	dir string
	q   *Queue
	model
}

var (
	names   = rapid.SampledFrom([]string{"", "a", "b", "c"})
	readers = rapid.SampledFrom([]string{"hq", "app"})
)

func (w *world) append(t *rapid.T) {
	var list []Fact
	for range rapid.IntRange(0, 5).Draw(t, "facts") {
		f := fact(len(w.facts) + len(list))
		f.Key, f.Ref = names.Draw(t, "key"), names.Draw(t, "ref")
		f.Sum = rapid.Int64Range(-1000, 1000).Draw(t, "sum")
		list = append(list, f)
	}
	kept, err := w.q.Append(context.Background(), list...)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		w.keep(f)
	}
	if diff := diffLines(w.facts[len(w.facts)-len(list):], kept); diff != "" {
		t.Fatalf("appended (-want +got):\n%s", diff)
	}
}

// keep gives a fact its place in the model.
func (m *model) keep(f Fact) {
	f.Seq = uint64(len(m.facts) + 1)
	f.Line = appendLine(nil, f, m.hash)
	m.hash = sha256.Sum256(f.Line)
	m.facts = append(m.facts, f)
}

func (w *world) cursor(t *rapid.T, name string) *Cursor {
	c, err := w.q.Cursor(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) ack(t *rapid.T) {
	name, seq := readers.Draw(t, "reader"), rapid.Uint64Range(0, uint64(len(w.facts))+2).Draw(t, "seq")
	err := w.cursor(t, name).Ack(seq)
	if beyond := seq > uint64(len(w.facts)); (err != nil) != beyond {
		t.Fatalf("Ack(%d) of %d: error %v", seq, len(w.facts), err)
	} else if !beyond {
		w.position[name] = max(w.position[name], seq)
	}
}

func (w *world) reject(t *rapid.T) {
	name, seq := readers.Draw(t, "reader"), rapid.Uint64Range(0, uint64(len(w.facts))+1).Draw(t, "seq")
	err := w.cursor(t, name).Reject(context.Background(), seq, "because")
	if none := seq == 0 || seq > uint64(len(w.facts)); (err != nil) != none {
		t.Fatalf("Reject(%d) of %d: error %v", seq, len(w.facts), err)
	} else if none {
		return
	}
	if w.rejected[name] == nil {
		w.rejected[name] = map[uint64]bool{}
	}
	w.rejected[name][seq] = true
}

func (w *world) read(t *rapid.T) {
	seq, count := rapid.IntRange(1, len(w.facts)+1).Draw(t, "from"), rapid.IntRange(1, 9).Draw(t, "count")
	got, err := w.q.From(uint64(seq), Limit{Facts: count})
	want := w.facts[seq-1 : min(seq-1+count, len(w.facts))]
	if diff := cmp.Diff(fmt.Sprint(seqs(want)), fmt.Sprint(seqs(got))); diff != "" || err != nil {
		t.Fatalf("From(%d): error %v (-want +got):\n%s", seq, err, diff)
	}
}

func (w *world) reopen(t *rapid.T) {
	w.shut(t)
	q, err := Open(w.dir, Options{SegmentBytes: minSegmentBytes})
	if err != nil {
		t.Fatal(err)
	}
	w.q = q
}

func (w *world) shut(t *rapid.T) {
	if err := errors.Join(w.q.Check(context.Background()), w.q.Close()); err != nil {
		t.Error(err)
	}
}

// same compares everything that can be asked.
func (w *world) same(t *rapid.T) {
	all, err := w.q.From(1, Limit{})
	if diff := diffLines(w.facts, all); diff != "" || err != nil {
		t.Fatalf("all facts: error %v (-want +got):\n%s", err, diff)
	}
	for _, key := range []string{"a", "b", "c"} {
		found, err := w.q.Find(key)
		if diff := diffLines(w.find(key), found); diff != "" || err != nil {
			t.Fatalf("Find(%s): error %v (-want +got):\n%s", key, err, diff)
		}
	}
	for _, name := range []string{"hq", "app"} {
		c := w.cursor(t, name)
		if diff := cmp.Diff(w.waiting(name), c.Waiting()); diff != "" || c.Position() != w.position[name] {
			t.Fatalf("%s is at %d, want %d, and waits for (-want +got):\n%s", name, c.Position(), w.position[name], diff)
		}
	}
}
