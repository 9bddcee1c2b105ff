package queue

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
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

	"kioskd/queue/seal"
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

// spoil is what can be wrong with a folder; each has its error, and Open leaves
// every file as it was.
var spoils = map[string]struct {
	spoil func(t *testing.T, dir string)
	want  error
}{
	"key gone":          {remove(keyFile), ErrKey},
	"key of another":    {otherKey, ErrKey},
	"key unreadable":    {write(keyFile, "not a key"), ErrKey},
	"store gone":        {remove(storeFile), ErrDamaged},
	"store empty":       {write(storeFile, ""), ErrDamaged},
	"store is text":     {write(storeFile, strings.Repeat("no database ", 5000)), ErrDamaged},
	"store of zeros":    {write(storeFile, string(make([]byte, 1<<16))), ErrDamaged},
	"store cut":         {cutTo(5 * os.Getpagesize()), ErrDamaged},
	"store of others":   {otherBolt, ErrDamaged},
	"store swapped":     {write(epochFile, strings.Repeat("0", 32)+"\n"), ErrDamaged},
	"store newer":       {meta(metaVersion, binary.BigEndian.AppendUint32(nil, 2)), ErrNewer},
	"version gone":      {meta(metaVersion, nil), ErrDamaged},
	"epoch changed":     {meta(metaEpoch, []byte("another")), ErrKey},
	"last fact changed": {lastFact, ErrDamaged},
	"cursor beyond":     {beyond, ErrDamaged},
}

func TestOpenRefusesDamage(t *testing.T) {
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
func contents(t *testing.T, dir string) map[string]string {
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

func remove(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func write(name, text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func cutTo(size int) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.Truncate(filepath.Join(dir, storeFile), int64(size)); err != nil {
			t.Fatal(err)
		}
	}
}

func otherKey(t *testing.T, dir string) {
	remove(keyFile)(t, dir)
	if _, err := seal.Make(seal.Default(filepath.Join(dir, keyFile)), rand.Reader); err != nil {
		t.Fatal(err)
	}
}

// edit changes a store behind the queue's back.
func edit(t *testing.T, dir string, f func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, storeFile), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(f), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func otherBolt(t *testing.T, dir string) {
	remove(storeFile)(t, dir)
	edit(t, dir, func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("somebody's"))
		return err
	})
}

func meta(key, value []byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put(key, value) })
	}
}

func lastFact(t *testing.T, dir string) {
	edit(t, dir, func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketFacts)
		return b.Put(seqKey(100), b.Get(seqKey(99)))
	})
}

func beyond(t *testing.T, dir string) {
	edit(t, dir, func(tx *bolt.Tx) error { return tx.Bucket(bucketCursors).Put([]byte("hq"), seqKey(101)) })
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
			if err := q.db.Update(spoil); err != nil {
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

// The folder shows how many facts there are and nothing of what they say.
func TestNothingIsPlain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	f := Fact{At: day, Kind: "plainkind", Key: "plainkey", Ref: "plainref", Sum: 11000, Body: []byte(`"plainbody"`)}
	appendTest(t, q, f, fact(2))
	if err := cursor(t, q, "hq").Reject(t.Context(), 1, "plainreason"); err != nil {
		t.Fatal(err)
	}
	shut(t, q)
	files := contents(t, dir)
	if len(files) != 3 {
		t.Fatalf("%d files beside the lock, want 3", len(files))
	}
	for name, data := range files {
		for _, plain := range []string{"plain", "approved", "order-", "11000", `"seq"`, "2026-11"} {
			if strings.Contains(data, plain) {
				t.Errorf("%s shows %q", name, plain)
			}
		}
	}
	if !strings.Contains(files[storeFile], "quarantine") {
		t.Error("the search finds nothing at all, not even a bucket's name")
	}
}
