package queue

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// VerifyFile reads a store's file page by page and returns what is wrong with
// it, if anything. bbolt trusts its file: a wrong page number makes it panic,
// fault or go round in circles. This walk trusts nothing, so it is done first;
// and since a disk can also stop answering, Options.Verify lets a program have
// it done in another process, which it can give up on.
func VerifyFile(ctx context.Context, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("verify the store: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("verify the store: %w", err)
	}
	return verifyPages(ctx, f, info.Size())
}

func verifyPages(ctx context.Context, r io.ReaderAt, size int64) error {
	m, err := bestMeta(r)
	if err != nil {
		return err
	}
	if m.pages > uint64(size)/uint64(m.pageSize) {
		return fmt.Errorf("%w: %d bytes long, want %d pages of %d", errCut, size, m.pages, m.pageSize)
	}
	w := walker{ctx: ctx, r: r, meta: m, seen: make([]bool, m.pages)}
	if err := w.tree(m.root, 0); err != nil {
		return err
	}
	return w.freelist()
}

// metaPage is what a meta page says.
type metaPage struct {
	pageSize                      int64
	root, freelist, pages, commit uint64
	sum                           uint64 // of the page itself
}

// bestMeta returns the newer of the meta pages whose checksum is right.
func bestMeta(r io.ReaderAt) (metaPage, error) {
	var best metaPage
	size := pageSizeOf(r)
	for page := range int64(2) {
		b := make([]byte, metaLength)
		if _, err := r.ReadAt(b, page*size); err != nil {
			return metaPage{}, fmt.Errorf("%w: read a meta page: %w", errCut, err)
		}
		if m, ok := parseMeta(b[pageHead:], size); ok && (best.pageSize == 0 || m.commit > best.commit) {
			best = m
		}
	}
	if best.pageSize == 0 {
		return metaPage{}, fmt.Errorf("%w: neither meta page is right", ErrDamaged)
	}
	return best, nil
}

func parseMeta(b []byte, pageSize int64) (metaPage, bool) {
	sum := fnv.New64a()
	_, _ = sum.Write(b[:56]) // a hash never fails
	m := metaPage{
		pageSize: int64(binary.LittleEndian.Uint32(b[8:])),
		root:     binary.LittleEndian.Uint64(b[16:]), freelist: binary.LittleEndian.Uint64(b[32:]),
		pages: binary.LittleEndian.Uint64(b[40:]), commit: binary.LittleEndian.Uint64(b[48:]), sum: sum.Sum64(),
	}
	ok := binary.LittleEndian.Uint32(b) == metaMagic && m.pageSize == pageSize && m.sum == binary.LittleEndian.Uint64(b[56:])
	return m, ok
}

// walker visits every page that the root leads to, once.
type walker struct {
	ctx  context.Context
	r    io.ReaderAt
	meta metaPage
	seen []bool
}

const (
	pageBranch   = 0x01
	pageFreelist = 0x10
	maxDepth     = 64
	noFreelist   = ^uint64(0)
)

// tree visits a page and what is below it.
func (w *walker) tree(id uint64, depth int) error {
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("verify the store: %w", err)
	}
	page, err := w.page(id)
	if err != nil {
		return err
	}
	switch kind := binary.LittleEndian.Uint16(page[8:]); {
	case depth > maxDepth:
		return fmt.Errorf("%w: its tree is too deep at page %d", ErrDamaged, id)
	case kind == pageBranch:
		return w.branch(page, id, depth)
	case kind == pageLeaf:
		return w.leaf(page, id, depth)
	default:
		return fmt.Errorf("%w: page %d is of kind %#x", ErrDamaged, id, kind)
	}
}

// page reads a page with all that belong to it, and ticks them off.
func (w *walker) page(id uint64) ([]byte, error) {
	more, err := w.claim(id, 1)
	if err != nil {
		return nil, err
	}
	b := make([]byte, int64(1+more)*w.meta.pageSize)
	if _, err := w.r.ReadAt(b, int64(id)*w.meta.pageSize); err != nil {
		return nil, fmt.Errorf("%w: read page %d: %w", ErrDamaged, id, err)
	}
	return b, nil
}

// claim ticks a page off, with its further pages, of which it returns the number.
func (w *walker) claim(id, count uint64) (more uint64, err error) {
	if id < 2 || id >= w.meta.pages {
		return 0, fmt.Errorf("%w: there is no page %d", ErrDamaged, id)
	}
	head := make([]byte, pageHead)
	if _, err := w.r.ReadAt(head, int64(id)*w.meta.pageSize); err != nil {
		return 0, fmt.Errorf("%w: read page %d: %w", ErrDamaged, id, err)
	}
	more = uint64(binary.LittleEndian.Uint32(head[12:]))
	if binary.LittleEndian.Uint64(head) != id || more >= w.meta.pages-id {
		return 0, fmt.Errorf("%w: page %d does not say so", ErrDamaged, id)
	}
	for at := id; at < id+count+more; at++ {
		if w.seen[at] {
			return 0, fmt.Errorf("%w: page %d is used twice", ErrDamaged, at)
		}
		w.seen[at] = true
	}
	return more, nil
}

// elements calls f for each element of a page, after a look at its bounds.
func elements(page []byte, id uint64, f func(e []byte, at int64) error) error {
	count := int(binary.LittleEndian.Uint16(page[10:]))
	if pageHead+count*elementHead > len(page) {
		return fmt.Errorf("%w: page %d has %d elements", ErrDamaged, id, count)
	}
	for i := range count {
		at := int64(pageHead + i*elementHead)
		if err := f(page[at:at+elementHead], at); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) branch(page []byte, id uint64, depth int) error {
	if binary.LittleEndian.Uint16(page[10:]) == 0 {
		return fmt.Errorf("%w: page %d leads nowhere", ErrDamaged, id)
	}
	last := []byte(nil)
	return elements(page, id, func(e []byte, at int64) error {
		key, err := slice(page, id, at+int64(binary.LittleEndian.Uint32(e)), int64(binary.LittleEndian.Uint32(e[4:])))
		if err == nil {
			err = rising(&last, key, id)
		}
		if err != nil {
			return err
		}
		return w.tree(binary.LittleEndian.Uint64(e[8:]), depth+1)
	})
}

func (w *walker) leaf(page []byte, id uint64, depth int) error {
	last := []byte(nil)
	return elements(page, id, func(e []byte, at int64) error {
		start, length := at+int64(binary.LittleEndian.Uint32(e[4:])), int64(binary.LittleEndian.Uint32(e[8:]))
		key, err := slice(page, id, start, length)
		if err == nil {
			err = rising(&last, key, id)
		}
		if err != nil {
			return err
		}
		value, err := slice(page, id, start+length, int64(binary.LittleEndian.Uint32(e[12:])))
		if err != nil || binary.LittleEndian.Uint32(e)&flagBucket == 0 {
			return err
		}
		return w.bucket(value, id, depth)
	})
}

// bucket visits a bucket: a tree of its own, or a small leaf inside the value.
func (w *walker) bucket(value []byte, id uint64, depth int) error {
	if len(value) < bucketHead {
		return fmt.Errorf("%w: page %d has a bucket of %d bytes", ErrDamaged, id, len(value))
	}
	if root := binary.LittleEndian.Uint64(value); root != 0 {
		return w.tree(root, depth+1)
	}
	inside := value[bucketHead:]
	if !isLeaf(inside) {
		return fmt.Errorf("%w: page %d has a bucket that is none", ErrDamaged, id)
	}
	return w.leaf(inside, id, depth+1)
}

func slice(page []byte, id uint64, start, length int64) ([]byte, error) {
	if start > int64(len(page)) || length > int64(len(page))-start {
		return nil, fmt.Errorf("%w: an element of page %d ends behind it", ErrDamaged, id)
	}
	return page[start : start+length], nil
}

// rising refuses a key that does not come after the one before it.
func rising(last *[]byte, key []byte, id uint64) error {
	if *last != nil && string(key) <= string(*last) {
		return fmt.Errorf("%w: the keys of page %d are not in order", ErrDamaged, id)
	}
	*last = key
	return nil
}

// freelist looks whether a page that is in use is called free.
func (w *walker) freelist() error {
	if w.meta.freelist == noFreelist {
		return nil
	}
	page, err := w.page(w.meta.freelist)
	if err != nil {
		return err
	}
	if kind := binary.LittleEndian.Uint16(page[8:]); kind != pageFreelist {
		return fmt.Errorf("%w: the list of free pages is of kind %#x", ErrDamaged, kind)
	}
	count, ids := uint64(binary.LittleEndian.Uint16(page[10:])), page[pageHead:]
	if count == 0xFFFF && len(ids) >= 8 {
		count, ids = binary.LittleEndian.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return fmt.Errorf("%w: the list of free pages says that it has %d", ErrDamaged, count)
	}
	for i := range count {
		id := binary.LittleEndian.Uint64(ids[i*8:])
		if id < 2 || id >= w.meta.pages || w.seen[id] {
			return fmt.Errorf("%w: page %d is called free", ErrDamaged, id)
		}
		w.seen[id] = true
	}
	return nil
}
