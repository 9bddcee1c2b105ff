package queue

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// A record is what is sealed for one fact: its line, and before it the totals of
// the queue up to and with this fact. The totals let a cursor know what waits by
// reading one record instead of all.
//
//	1 byte   'F'
//	8 bytes  total of the sums, big-endian
//	8 bytes  total length of the lines, big-endian
//	n bytes  the line
const (
	tagFact    = 'F'
	recordHead = 1 + 8 + 8
)

var errRecord = errors.New("not a fact's record")

// record returns the plain record of the fact that t is the tip behind.
func record(f Fact, t tip) []byte {
	b := make([]byte, 0, recordHead+len(f.Line))
	b = append(b, tagFact)
	b = binary.BigEndian.AppendUint64(b, uint64(t.sum))
	b = binary.BigEndian.AppendUint64(b, uint64(t.bytes))
	return append(b, f.Line...)
}

// entry is a fact as it is read: with the hash that it carries of the line
// before, and the totals up to and with it.
type entry struct {
	Fact
	prev  hash
	base  uint64 // of its epoch
	sum   int64
	bytes int64
}

// tip returns the tip behind the entry.
func (e entry) tip() tip {
	return tip{seq: e.Seq, base: e.base, hash: sha256.Sum256(e.Line), sum: e.sum, bytes: e.bytes}
}

func parseRecord(b []byte) (entry, error) {
	if len(b) < recordHead || b[0] != tagFact {
		return entry{}, errRecord
	}
	f, prev, err := parseLine(b[recordHead:])
	if err != nil {
		return entry{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	sum := int64(binary.BigEndian.Uint64(b[1:]))
	length := int64(binary.BigEndian.Uint64(b[9:]))
	return entry{Fact: f, prev: prev, sum: sum, bytes: length}, nil
}
