package queue

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// inode is a file on the disk that lost its power.
type inode struct {
	data    []byte
	pending []op
}

// wreck is a disk on its way through what was done to it.
type wreck struct {
	inodes map[int]*inode
	names  map[string]int
	moves  []op // of names, not flushed yet
	store  []byte
	made   int
}

func (d *simDisk) wreck() *wreck {
	w := &wreck{inodes: map[int]*inode{}, names: map[string]int{}, store: bytes.Clone(d.start[storeFile])}
	for _, name := range slices.Sorted(maps.Keys(d.start)) {
		w.made++
		w.inodes[w.made], w.names[name] = &inode{data: bytes.Clone(d.start[name])}, w.made
	}
	return w
}

// do brings the wreck one step on.
func (w *wreck) do(o op) {
	switch o.kind {
	case "create":
		w.inodes[o.id] = &inode{data: make([]byte, o.size)}
		w.moves = append(w.moves, o)
	case "write", "truncate":
		w.inodes[o.id].pending = append(w.inodes[o.id].pending, o)
	case "sync":
		w.inodes[o.id].settle(func() bool { return true })
	case "rename", "remove":
		w.moves = append(w.moves, o)
	case "syncdir":
		w.move(len(w.moves))
	case "commit":
		w.store = patch(w.store, o, func(int64) bool { return true })
	}
}

// settle puts those sectors of what was written in their place that keep picks.
func (n *inode) settle(keep func() bool) {
	for _, o := range n.pending {
		if o.kind == "truncate" {
			if keep() {
				n.data = n.data[:min(o.size, int64(len(n.data)))]
			}
			continue
		}
		for at := 0; at < len(o.data); {
			end := min(at+512-int(o.off+int64(at))%512, len(o.data))
			if keep() {
				n.data = grown(n.data, o.off+int64(end))
				copy(n.data[o.off+int64(at):], o.data[at:end])
			}
			at = end
		}
	}
	n.pending = nil
}

func grown(b []byte, size int64) []byte {
	if size > int64(len(b)) {
		b = append(b, make([]byte, size-int64(len(b)))...)
	}
	return b
}

// move carries out the first n changes of names.
func (w *wreck) move(n int) {
	for _, o := range w.moves[:n] {
		switch o.kind {
		case "create":
			w.names[o.name] = o.id
		case "rename":
			w.names[o.to] = w.names[o.name]
			delete(w.names, o.name)
		case "remove":
			delete(w.names, o.name)
		}
	}
	w.moves = w.moves[n:]
}

// patch applies the pages of a commit that keep picks, in place.
func patch(store []byte, o op, keep func(off int64) bool) []byte {
	store = grown(store, o.size)
	for off, page := range o.pages {
		if keep(off) {
			copy(store[off:], page)
		}
	}
	return store
}

// cut leaves in a folder what there is when the power goes before the op
// numbered k. share is how likely a sector that was not flushed is there.
func (d *simDisk) cut(k int, share float64, r *mathrand.Rand, dir string) error {
	w := d.wreck()
	for _, o := range d.ops[:k] {
		w.do(o)
	}
	some := func() bool { return r.Float64() < share }
	for _, id := range slices.Sorted(maps.Keys(w.inodes)) {
		w.inodes[id].settle(some)
	}
	w.move(int(share * float64(len(w.moves)+1) * 0.999))
	if o, under := d.underWay(k); under {
		w.store = halfCommitted(w.store, o, r, share)
	}
	return w.leave(dir)
}

// underWay returns the commit that was going on beside the log before op k.
func (d *simDisk) underWay(k int) (op, bool) {
	for _, o := range d.ops[k:] {
		switch o.kind {
		case "commit":
			return o, true
		case "sync", "syncdir", "rename", "create":
			continue
		default:
			return op{}, false
		}
	}
	return op{}, false
}

// halfCommitted applies a part of a commit as bbolt makes one: some data pages,
// or all of them and some sectors of the meta page.
func halfCommitted(store []byte, o op, r *mathrand.Rand, share float64) []byte {
	if r.IntN(2) == 0 || share == 0 {
		return patch(store, o, func(off int64) bool { return off >= 2*pageSize && r.Float64() < share })
	}
	store = patch(store, o, func(off int64) bool { return off >= 2*pageSize })
	for off, page := range o.pages {
		for at := int64(0); off < 2*pageSize && at < pageSize; at += 512 {
			if r.Float64() < share {
				copy(store[off+at:off+at+512], page[at:at+512])
			}
		}
	}
	return store
}

// leave writes the folder as it is.
func (w *wreck) leave(dir string) error {
	for name, id := range w.names {
		data := w.inodes[id].data
		if name == storeFile {
			data = w.store
		}
		if name == lockFile || strings.HasSuffix(name, ".new") {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// quickDisk is a folder that never flushes, for what comes after the cut.
type quickDisk struct{ osDisk }

func (d quickDisk) SyncDir() error { return nil }

func (d quickDisk) Create(name string, size int64) (File, error) {
	f, err := os.Create(d.Path(name))
	if err != nil {
		return nil, err
	}
	return quickFile{osFile{f}}, f.Truncate(size)
}

func (d quickDisk) Open(name string) (File, error) {
	f, err := d.osDisk.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return quickFile{f}, err
}

type quickFile struct{ File }

func (quickFile) Sync() error { return nil }
