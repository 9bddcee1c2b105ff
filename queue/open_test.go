package queue

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

func TestReopen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "by", "Open")
	q := reopen(t, dir, Options{})
	epoch := q.Epoch()
	if len(epoch) != 32 {
		t.Errorf("epoch %q, want 32 hex digits", epoch)
	}
	var want []Fact
	for i := range 5 {
		want = append(want, appendTest(t, q, fact(i))...)
		seq, hash := q.Last()
		shut(t, q)
		q = reopen(t, dir, Options{})
		if s, h := q.Last(); s != seq || h != hash || q.Epoch() != epoch {
			t.Errorf("reopened at %d %s of %s, want %d %s of %s", s, h, q.Epoch(), seq, hash, epoch)
		}
	}
	if diff := cmp.Diff(want, readAll(t, q)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	shut(t, q)
}

func TestOpenTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	_, err := Open(dir, Options{})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "pid ") {
		t.Errorf("error %v, want %v with the holder's pid", err, ErrLocked)
	}
	shut(t, q)
	shut(t, reopen(t, dir, Options{}))
}

func TestOpenRefusesOptions(t *testing.T) {
	t.Parallel()
	if _, err := Open("", Options{}); err == nil {
		t.Error("opened without a folder")
	}
	if _, err := Open(t.TempDir(), Options{MaxBytes: -1}); err == nil {
		t.Error("opened with a negative bound")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range spoils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			fill(t, dir)
			tt.spoil(t, dir)
			before := contents(t, dir)
			for range 2 { // the first refusal leaves nothing locked
				q, err := Open(dir, Options{})
				if !errors.Is(err, tt.want) {
					t.Fatalf("error %v, want %v", err, tt.want)
				}
				if q != nil {
					t.Fatal("there is a queue as well as an error")
				}
			}
			if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
				t.Errorf("files changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestOpenMends(t *testing.T) {
	t.Parallel()
	for name, spoil := range mends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			want := fill(t, dir)
			spoil(t, dir)
			q := reopen(t, dir, Options{})
			if diff := diffLines(want, readAll(t, q)); diff != "" {
				t.Errorf("other facts (-kept +found):\n%s", diff)
			}
			if at := cursor(t, q, "hq").Position(); at != 50 {
				t.Errorf("the reader is at %d, want 50", at)
			}
			if found, err := q.Find("order-7"); err != nil || len(found) != 1 {
				t.Errorf("found %d by key, error %v", len(found), err)
			}
			if rep := q.Report(); len(rep.Missing) > 0 || len(rep.Done) == 0 && name != "sign changed" {
				t.Errorf("the report says %+v", rep)
			}
			appendTest(t, q, fact(101))
			shut(t, q)
			q = reopen(t, dir, Options{})
			if rep := q.Report(); !rep.Clean || !rep.Good() {
				t.Errorf("opened once more, the report says %+v", rep)
			}
			shut(t, q)
		})
	}
}

// fill makes a queue with a few pages of facts.
func fill(t testing.TB, dir string) []Fact {
	t.Helper()
	q := reopen(t, dir, Options{})
	kept := appendTest(t, q, facts(100)...)
	if err := cursor(t, q, "hq").Ack(50); err != nil {
		t.Fatal(err)
	}
	shut(t, q)
	return kept
}

// contents returns a folder's files but for the lock, which says who looked.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var data []byte
			data, err = os.ReadFile(filepath.Join(dir, path))
			files[path] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(files, func(name string, _ string) bool { return name == lockFile })
	return files
}

// What Open need not see, Check does.
func TestCheckFinds(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(tx *bolt.Tx) error{
		"a fact gone":           func(tx *bolt.Tx) error { return tx.Bucket(bucketFacts).Delete(seqKey(10)) },
		"a fact in two places":  func(tx *bolt.Tx) error { b := tx.Bucket(bucketFacts); return b.Put(seqKey(10), b.Get(seqKey(9))) },
		"a name not indexed":    func(tx *bolt.Tx) error { b := tx.Bucket(bucketIndex); k, _ := b.Cursor().First(); return b.Delete(k) },
		"an entry of no fact":   func(tx *bolt.Tx) error { return tx.Bucket(bucketIndex).Put(make([]byte, 24), nil) },
		"a rejection of no one": func(tx *bolt.Tx) error { return tx.Bucket(bucketQuarantine).Put(quarantineKey("hq", 5), []byte("x")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			fill(t, dir)
			q := reopen(t, dir, Options{})
			if err := q.store().Update(spoil); err != nil {
				t.Fatal(err)
			}
			if err := q.Check(t.Context()); !errors.Is(err, ErrDamaged) {
				t.Errorf("error %v, want %v", err, ErrDamaged)
			}
			if err := q.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Whatever is overwritten, wherever the file is cut: an error or the true facts,
// never a panic and never other facts.
func TestRandomDamage(t *testing.T) {
	t.Parallel()
	whole := t.TempDir()
	want := fill(t, whole)
	image := []byte(contents(t, whole)[storeFile])
	for seed := range uint64(150) {
		dir := copyFiles(t, whole)
		damaged := damage(image, mathrand.New(mathrand.NewPCG(seed, 0)))
		write(storeFile, string(damaged))(t, dir)
		q, err := Open(dir, Options{})
		if err != nil {
			continue
		}
		got, err := q.From(1, Limit{})
		if err == nil && diffLines(want, got) != "" {
			t.Errorf("seed %d: other facts than were kept: %d of %d", seed, len(got), len(want))
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("seed %d: error %v, want %v", seed, err, ErrDamaged)
		}
		if err := q.Close(); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func damage(image []byte, r *mathrand.Rand) []byte {
	b := bytes.Clone(image)
	switch r.IntN(3) {
	case 0:
		return b[:r.IntN(len(b))]
	case 1:
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
	case 2:
		at := r.IntN(len(b))
		for i := at; i < min(at+r.IntN(3*os.Getpagesize()), len(b)); i++ {
			b[i] = byte(r.Uint32())
		}
	}
	return b
}
