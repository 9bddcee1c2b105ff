package queuetest

import (
	"bytes"
	"io"
	"slices"
)

// inode is a file of the log: what readers see, what is flushed, and what was
// written since.
type inode struct {
	name    string // for people
	data    []byte
	flushed []byte
	pending []write
	spoiled bool // a flush has failed
}

// write is a change that is not flushed: bytes at a place, or a cut to a size.
type write struct {
	off  int64
	data []byte
	cut  bool // to off bytes
}

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// settle returns what is on disk if only those sectors of what was not flushed
// are that keep picks.
func (n *inode) settle(keep func() bool) []byte {
	data := slices.Clone(n.flushed)
	for _, w := range n.pending {
		data = w.apply(data, keep)
	}
	return data
}

func (w write) apply(data []byte, keep func() bool) []byte {
	if w.cut {
		if keep() {
			return resized(data, w.off)
		}
		return data
	}
	for at := int64(0); at < int64(len(w.data)); {
		end := min(at+sector-(w.off+at)%sector, int64(len(w.data)))
		if keep() {
			data = resized(data, max(int64(len(data)), w.off+end))
			copy(data[w.off+at:], w.data[at:end])
		}
		at = end
	}
	return data
}

func resized(b []byte, size int64) []byte {
	if size <= int64(len(b)) {
		return b[:size]
	}
	return append(b, make([]byte, size-int64(len(b)))...)
}

func always() bool { return true }

// file is an open file of a [Disk].
type file struct {
	disk *Disk
	node *inode
}

func (f *file) ReadAt(b []byte, off int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if off >= int64(len(f.node.data)) {
		return 0, io.EOF
	}
	n := copy(b, f.node.data[off:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *file) WriteAt(b []byte, off int64) (int, error) {
	if err := f.disk.alive(); err != nil {
		return 0, err
	}
	if err := f.disk.o.Fail("write", f.node.name); err != nil {
		return 0, err
	}
	f.change(write{off: off, data: bytes.Clone(b)})
	return len(b), nil
}

func (f *file) Truncate(size int64) error {
	if err := f.disk.alive(); err != nil {
		return err
	}
	f.change(write{off: size, cut: true})
	return nil
}

func (f *file) change(w write) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.node.data = w.apply(f.node.data, always)
	f.node.pending = append(f.node.pending, w)
}

func (f *file) Size() (int64, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return int64(len(f.node.data)), nil
}

// Sync takes its time; what had been written when it began is then on disk.
func (f *file) Sync() error {
	begun := 0
	f.disk.set(func() { begun = len(f.node.pending) })
	err := f.disk.take("sync", f.node.name)
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err != nil {
		f.node.spoiled = true
		return err
	}
	if f.node.spoiled || begun > len(f.node.pending) {
		return nil // the system has forgotten what it could not write
	}
	for _, w := range f.node.pending[:begun] {
		f.node.flushed = w.apply(f.node.flushed, always)
	}
	f.node.pending = slices.Delete(f.node.pending, 0, begun)
	return nil
}

func (f *file) Close() error { return nil }
