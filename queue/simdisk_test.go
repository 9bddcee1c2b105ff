package queue

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// simDisk is a folder that writes down everything that is done to it, so that
// the power can be cut afterwards, at any place and in any way:
//
//	write  flush  write  commit  flush  rename  …
//	                   ▲
//	                   cut: what was flushed is there; of what was not, nothing,
//	                   everything, or some sectors
type simDisk struct {
	osDisk
	deaf bool // flushes of the log are not heard of: the negative control

	mu    sync.Mutex // guards what follows
	ops   []op
	ids   map[string]int // of files, by the name they have now
	next  int
	start map[string][]byte // the folder when recording began
	store []byte            // the store as of the last commit
}

// op is one thing that was done.
type op struct {
	kind     string
	id       int
	name, to string
	off      int64
	data     []byte
	pages    map[int64][]byte // of a commit
	size     int64
	seq      uint64
}

// recordDisk begins to write down what is done to a folder.
func recordDisk(t testing.TB, dir string) *simDisk {
	t.Helper()
	d := &simDisk{osDisk: osDisk(dir), ids: map[string]int{}, start: map[string][]byte{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		d.next++
		d.ids[e.Name()], d.start[e.Name()] = d.next, data
	}
	d.store = d.start[storeFile]
	return d
}

func (d *simDisk) note(o op) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ops = append(d.ops, o)
}

// mark notes that facts up to a number have been promised, or acknowledged.
func (d *simDisk) mark(kind string, seq uint64) { d.note(op{kind: kind, seq: seq}) }

// Committed notes which pages the commit has changed.
func (d *simDisk) Committed(name string) error {
	now, err := os.ReadFile(d.Path(name))
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o := op{kind: "commit", size: int64(len(now)), pages: map[int64][]byte{}}
	for off := int64(0); off < o.size; off += pageSize {
		page := now[off:min(off+pageSize, o.size)]
		if off+pageSize > int64(len(d.store)) || !bytes.Equal(page, d.store[off:off+pageSize]) {
			o.pages[off] = page
		}
	}
	d.store, d.ops = now, append(d.ops, o)
	return nil
}

func (d *simDisk) Create(name string, size int64) (File, error) {
	f, err := d.osDisk.Create(name, size)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next++
	d.ids[name] = d.next
	d.ops = append(d.ops, op{kind: "create", id: d.next, name: name, size: size})
	return simFile{f, d, d.next}, nil
}

func (d *simDisk) Open(name string) (File, error) {
	f, err := d.osDisk.Open(name)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return simFile{f, d, d.ids[name]}, nil
}

func (d *simDisk) Rename(from, to string) error {
	if err := d.osDisk.Rename(from, to); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids[to] = d.ids[from]
	delete(d.ids, from)
	d.ops = append(d.ops, op{kind: "rename", name: from, to: to})
	return nil
}

func (d *simDisk) Remove(name string) error {
	if err := d.osDisk.Remove(name); err != nil {
		return err
	}
	d.note(op{kind: "remove", name: name})
	return nil
}

func (d *simDisk) SyncDir() error {
	d.note(op{kind: "syncdir"})
	return nil
}

// simFile is a file of a simDisk.
type simFile struct {
	File
	disk *simDisk
	id   int
}

func (f simFile) WriteAt(b []byte, off int64) (int, error) {
	n, err := f.File.WriteAt(b, off)
	f.disk.note(op{kind: "write", id: f.id, off: off, data: bytes.Clone(b[:n])})
	return n, err
}

func (f simFile) Truncate(size int64) error {
	if err := f.File.Truncate(size); err != nil {
		return err
	}
	f.disk.note(op{kind: "truncate", id: f.id, size: size})
	return nil
}

func (f simFile) Sync() error {
	if !f.disk.deaf {
		f.disk.note(op{kind: "sync", id: f.id})
	}
	return nil
}
