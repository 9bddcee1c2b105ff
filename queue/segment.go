package queue

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
	"time"
)

// A segment is one file of the log: a page that says what it is, then frames,
// then room for more. Segments are numbered from 1 in the order in which they
// were begun; where two hold the same fact the later one is right.
//
//	16 bytes  "kioskd.log.v1" and zeros
//	8 bytes   number of the segment
//	8 bytes   base of the epoch: the number before its first fact
//	2+n bytes epoch
//	2+n bytes a sealed word that tells whether the key is right
//	4 bytes   CRC-32C of all of the above
//	          zeros up to 4096
const (
	segmentHead  = 4096
	segmentMagic = "kioskd.log.v1\x00\x00\x00"

	segmentPrefix, segmentSuffix = "queue-", ".log"

	spareFile = "queue-spare.log" // room set aside for the next segment
	roomFile  = "queue-room.log"  // room that is just being made for one
)

// segment is a file of the log that this program knows.
type segment struct {
	number uint64
	run    run
	file   File // open only while it is written
	size   int64
	off    int64  // where the next frame goes
	link   uint32 // checksum of the last frame
	extent *extent
}

// extent is what a segment holds, as far as its retirement asks.
type extent struct {
	last   uint64    // number of its last fact, and
	off    int       // where that is, and
	newest time.Time // when that happened
}

// segmentName returns the name of a segment's file.
func segmentName(number uint64) string {
	return fmt.Sprintf("%s%08d%s", segmentPrefix, number, segmentSuffix)
}

// segmentNumber reads the name of a segment's file.
func segmentNumber(name string) (uint64, bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, segmentPrefix), segmentSuffix)
	number, err := strconv.ParseUint(digits, 10, 64)
	return number, err == nil && number > 0 && name == segmentName(number)
}

var errSegment = errors.New("not the head of a log segment")

func marshalHead(number uint64, r run) []byte {
	b := append(make([]byte, 0, segmentHead), segmentMagic...)
	b = binary.BigEndian.AppendUint64(b, number)
	b = binary.BigEndian.AppendUint64(b, r.Base)
	for _, part := range [][]byte{[]byte(r.Epoch), r.Witness} {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(part))), part...)
	}
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	return append(b, make([]byte, segmentHead-len(b))...)
}

// parseHead reads the head of the segment of a number.
func parseHead(b []byte, number uint64) (run, error) {
	if len(b) < segmentHead || string(b[:16]) != segmentMagic {
		return run{}, errSegment
	}
	if n := binary.BigEndian.Uint64(b[16:]); n != number {
		return run{}, fmt.Errorf("%w: it says %d, its name %d", errSegment, n, number)
	}
	r, at := run{Base: binary.BigEndian.Uint64(b[24:])}, 32
	parts := [2][]byte{}
	for i := range parts {
		n := int(binary.BigEndian.Uint16(b[at:]))
		if at+2+n+6 > segmentHead {
			return run{}, errSegment
		}
		parts[i], at = b[at+2:at+2+n], at+2+n
	}
	if binary.BigEndian.Uint32(b[at:]) != crc32.Checksum(b[:at], castagnoli) {
		return run{}, fmt.Errorf("%w: its checksum is wrong", errSegment)
	}
	r.Epoch, r.Witness = string(parts[0]), append([]byte(nil), parts[1]...)
	return r, nil
}
