package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"kioskd/cmd/internal/kioskapp"
)

// withoutKey returns a copy of the data folder that has lost its key, like a
// disk in another board.
func (k *kiosk) withoutKey() string {
	k.t.Helper()
	dir := filepath.Join(k.t.TempDir(), "disk")
	err := os.CopyFS(dir, os.DirFS(k.config.Data))
	if err == nil {
		err = os.Remove(filepath.Join(dir, "queue.key"))
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return dir
}

// exported returns the journal's lines.
func (k *kiosk) exported() string {
	k.t.Helper()
	file := filepath.Join(k.t.TempDir(), "facts.jsonl")
	k.good("queue", "export", "--out", file)
	return read(k.t, file)
}

// TestSalvageForeign: the board is gone, its disk and the operator's key are
// here.
func TestSalvageForeign(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	lines := k.fill(10)
	pair := k.withRecovery()
	var was kioskapp.Queue
	k.fromJSON(&was, "queue", "status")
	disk, to := k.withoutKey(), filepath.Join(t.TempDir(), "new")
	before := snapshot(t, disk)

	k.bad(1, "--recovery-key", "queue", "salvage", "--from", disk, "--to", to)
	var report kioskapp.Salvaged
	k.fromJSON(&report, "queue", "salvage", "--from", disk, "--to", to, "--recovery-key", pair.Secret)
	if report.To != to || report.Facts != 10 || report.Epoch != was.Epoch || report.Waiting != 6 || report.Sum != 6000 || report.Missing != nil {
		t.Errorf("%+v", report)
	}
	k.config.Data = to
	k.write()
	var is kioskapp.Queue
	k.fromJSON(&is, "queue", "status")
	if is.Hash != was.Hash || is.Waiting != was.Waiting || is.Set != was.Set {
		t.Errorf("the new folder says %+v, the old one %+v", is, was)
	}
	if got := k.exported(); got != strings.Join(lines, "\n")+"\n" {
		t.Errorf("other facts came out:\n%s", got)
	}
	if !bytes.Equal(before, snapshot(t, disk)) {
		t.Error("the folder that was to be read only has changed")
	}
	alone(t, filepath.Dir(to))
}

// snapshot is all names and bytes of a folder and of those in it.
func snapshot(t *testing.T, dir string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all = append(append(all, path...), read(t, path)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// alone reports what a salvage has left beside its result.
func alone(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.Contains(f.Name(), ".partial") {
			t.Errorf("%s is left over", f.Name())
		}
	}
}

func TestSalvageRefuses(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(4)
	pair, full := k.withRecovery(), t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k.good("queue", "status") // wraps the key
	var stranger keyPair
	k.fromJSON(&stranger, "queue", "recovery-key", "--out", t.TempDir())
	to := filepath.Join(t.TempDir(), "new")
	k.bad(1, "is not empty", "queue", "salvage", "--from", k.config.Data, "--to", full)
	k.bad(1, "name one beside it", "queue", "salvage", "--from", k.config.Data, "--to", k.config.Data)
	k.bad(1, "name one beside it", "queue", "salvage", "--from", k.config.Data, "--to", filepath.Join(k.config.Data, "new"))
	k.bad(1, "there is no journal in it", "queue", "salvage", "--from", full, "--to", to)
	k.bad(1, "wrapped to another recovery key", "queue", "salvage", "--from", k.config.Data, "--to", to, "--recovery-key", stranger.Secret)
	k.bad(1, "secret half", "queue", "salvage", "--from", k.config.Data, "--to", to, "--recovery-key", pair.Public)
	k.bad(2, "--to", "queue", "salvage", "--from", k.config.Data)
	k.serve()
	k.bad(1, "stop the service", "queue", "salvage", "--from", k.config.Data, "--to", to)
	if _, err := os.Stat(to); !os.IsNotExist(err) {
		t.Errorf("%s is there: %v", to, err)
	}
	alone(t, filepath.Dir(to))
}

// TestSalvageDamaged: a fact that the store cannot show any more comes back from
// the log or, where no copy is left anywhere, is reported by number; it never
// costs another one.
func TestSalvageDamaged(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		k := newKiosk(t)
		lines := k.fill(20)
		sealed := spoil(t, filepath.Join(k.config.Data, "queue.db"), 7)
		if lost {
			spoilAll(t, k.config.Data, sealed)
		}
		to := filepath.Join(t.TempDir(), "new")
		r := k.run("queue", "salvage", "--from", k.config.Data, "--to", to, "--json")
		var report kioskapp.Salvaged
		if err := json.Unmarshal([]byte(r.out), &report); err != nil {
			t.Fatalf("%v in %q; %s", err, r.out, r.err)
		}
		want := strings.Join(lines, "\n") + "\n"
		if missing := report.Missing; lost || missing != nil {
			want = strings.Replace(want, lines[6]+"\n", "", 1)
			if r.code != 1 || report.Facts != 19 || len(missing) != 1 || missing[0] != (kioskapp.Range{First: 7, Last: 7}) || !strings.Contains(r.err, "by hand") {
				t.Errorf("exit code %d, %+v; %s", r.code, report, r.err)
			}
		} else if r.code != 0 || report.Facts != 20 {
			t.Errorf("exit code %d, %+v; %s", r.code, report, r.err)
		}
		if got := k.salvaged(report); got != want {
			t.Errorf("other facts came out:\n%s", got)
		}
		alone(t, filepath.Dir(to))
	}
}

// salvaged returns the lines that a salvage has saved, wherever they are now.
func (k *kiosk) salvaged(r kioskapp.Salvaged) string {
	if r.To == "" {
		return read(k.t, r.Lines)
	}
	k.config.Data = r.To
	k.write()
	return k.exported()
}

// spoilAll changes a byte wherever the sealed fact stands: in the store, in pages
// that the store has given up, in the log.
func spoilAll(t *testing.T, dir string, sealed []byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "queue*"))
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Clone(sealed)
	broken[len(broken)-1] ^= 1
	for _, f := range files {
		text := bytes.ReplaceAll([]byte(read(t, f)), sealed, broken)
		if err := os.WriteFile(f, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// spoil changes a byte of one fact in the store, and returns what was there.
func spoil(t *testing.T, store string, seq uint64) (sealed []byte) {
	t.Helper()
	db, err := bbolt.Open(store, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		facts, key := tx.Bucket([]byte("facts")), binary.BigEndian.AppendUint64(nil, seq)
		sealed = bytes.Clone(facts.Get(key))
		value := bytes.Clone(sealed)
		value[len(value)-1] ^= 1
		return facts.Put(key, value)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSalvageTwice(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(4)
	to := filepath.Join(t.TempDir(), "new")
	text := k.good("queue", "salvage", "--from", k.config.Data, "--to", to)
	if !strings.Contains(text, "read 4 of 4 facts") || !strings.Contains(text, to) {
		t.Errorf("%q", text)
	}
	k.bad(1, "is not empty", "queue", "salvage", "--from", k.config.Data, "--to", to)
	k.good("queue", "salvage", "--from", to, "--to", to+"2") // the result is a folder like any other
}
