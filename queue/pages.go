package queue

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// What follows reads a bbolt file without bbolt: of a file whose tree is broken
// the leaves are still there, and every fact in them proves itself, because it
// opens at its number and nowhere else.
//
//	page     8 number, 2 kind, 2 count, 4 further pages, then count elements
//	element  4 flags, 4 distance to the key, 4 length of the key, 4 of the value
//	meta     4 magic, 4 version, 4 page size, …, at 48 the number of its commit
//
// All in the byte order of the machine, which is little-endian on all of ours.
const (
	pageHead    = 16
	elementHead = 16
	pageLeaf    = 0x02
	flagBucket  = 0x01
	bucketHead  = 16

	maxMore = 256 // further pages: many more than the longest fact needs

	metaMagic  = 0xED0CDAED
	metaLength = pageHead + 64
)

// shard is a fact's value in the remains of a store: where it is, not whether it
// is any good.
type shard struct {
	seq    uint64
	off    int64
	length int
}

// newerMeta returns where the meta page of the last commit begins.
func newerMeta(r io.ReaderAt) (int64, error) {
	newest, at := uint64(0), int64(-1)
	for page := range int64(2) {
		b := make([]byte, metaLength)
		if _, err := r.ReadAt(b, page*pageSizeOf(r)); err != nil {
			return 0, fmt.Errorf("read a meta page: %w", err)
		}
		if commit := binary.LittleEndian.Uint64(b[pageHead+48:]); binary.LittleEndian.Uint32(b[pageHead:]) == metaMagic && commit >= newest {
			newest, at = commit, page*pageSizeOf(r)
		}
	}
	if at < 0 {
		return 0, errors.New("it has no meta page")
	}
	return at, nil
}

// pageSizeOf returns the page size that the first page names, or ours.
func pageSizeOf(r io.ReaderAt) int64 {
	b := make([]byte, metaLength)
	if _, err := r.ReadAt(b, 0); err == nil && binary.LittleEndian.Uint32(b[pageHead:]) == metaMagic {
		if size := int64(binary.LittleEndian.Uint32(b[pageHead+8:])); size >= 1024 && size <= 64<<10 && size&(size-1) == 0 {
			return size
		}
	}
	return pageSize
}

// findShards looks through all pages of a file for what may be facts.
func findShards(r io.ReaderAt, size int64) []shard {
	var found []shard
	step := pageSizeOf(r)
	for off := int64(0); off+step <= size; off += step {
		page := make([]byte, step)
		if _, err := r.ReadAt(page, off); err != nil {
			continue // what cannot be read is what we are here to do without
		}
		more := int64(binary.LittleEndian.Uint32(page[12:]))
		if !isLeaf(page) {
			continue
		}
		if more > 0 && more <= maxMore && more < (size-off)/step {
			page = readSome(r, off, (more+1)*step)
		}
		found = append(found, leafShards(page, off)...)
	}
	return found
}

// readSome reads as much as can be read.
func readSome(r io.ReaderAt, off, length int64) []byte {
	b := make([]byte, length)
	n, _ := r.ReadAt(b, off) // the rest, if any, is not to be had
	return b[:n]
}

func isLeaf(page []byte) bool {
	return len(page) >= pageHead && binary.LittleEndian.Uint16(page[8:]) == pageLeaf
}

// leafShards returns what may be facts in a leaf page that begins at off, and in
// the small buckets that bbolt keeps inside of one.
func leafShards(page []byte, off int64) []shard {
	var found []shard
	if !isLeaf(page) {
		return nil
	}
	count := int(binary.LittleEndian.Uint16(page[10:]))
	for i := range count {
		at := pageHead + i*elementHead
		if at+elementHead > len(page) {
			break
		}
		e := page[at:]
		flags, key := binary.LittleEndian.Uint32(e), int64(at)+int64(binary.LittleEndian.Uint32(e[4:]))
		keyLength, length := int64(binary.LittleEndian.Uint32(e[8:])), int64(binary.LittleEndian.Uint32(e[12:]))
		value := key + keyLength
		if value+length > int64(len(page)) {
			continue
		}
		switch {
		case flags&flagBucket != 0 && length > bucketHead:
			found = append(found, leafShards(page[value+bucketHead:value+length], off+value+bucketHead)...)
		case flags == 0 && keyLength == 8 && length > 0:
			found = append(found, shard{binary.BigEndian.Uint64(page[key:]), off + value, int(length)})
		}
	}
	return found
}
