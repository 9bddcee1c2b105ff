package queue

import (
	"bytes"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

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
