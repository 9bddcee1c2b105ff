package queue

import (
	"encoding/binary"
	"hash/crc32"
)

// A frame is one entry of the log. Its checksum covers where it stands, so that
// a frame of an earlier use of the same file is no frame.
//
//	4 bytes  "kFrm"
//	1 byte   kind: 'F' fact, 'A' acknowledgement, 'Q' quarantine
//	1 byte   1 on the last fact of a request, else 0
//	2 bytes  0
//	4 bytes  length of the payload
//	4 bytes  link: the checksum of the frame before, 0 for the first
//	8 bytes  number of the fact
//	8 bytes  number of the first fact of the same flush
//	4 bytes  CRC-32C of segment, place, all of the above and the payload
//	n bytes  payload: a sealed record, a cursor's name and position, or a
//	         cursor's name and a sealed rejection
//	         zeros up to a multiple of 16
//
// All numbers are big-endian.
type frame struct {
	kind       byte
	end        bool // nothing of the same request follows
	seq, first uint64
	payload    []byte

	off  int    // where it was found, and
	size int    // how much room it takes
	link uint32 // what it says about the frame before
	crc  uint32
}

const (
	frameMagic = "kFrm"
	frameHead  = 36
	frameAlign = 16

	kindFact   = 'F'
	kindAck    = 'A'
	kindReject = 'Q'
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frameSize returns the room that a payload takes in the log.
func frameSize(payload int) int64 {
	return int64(frameHead+payload+frameAlign-1) / frameAlign * frameAlign
}

// frameWriter puts frames one behind the other.
type frameWriter struct {
	segment uint64
	off     int64 // of the next frame
	link    uint32
	buf     []byte
}

func (w *frameWriter) add(f frame) {
	start := len(w.buf)
	b := append(w.buf, frameMagic...)
	b = append(b, f.kind, flag(f.end), 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.payload)))
	b = binary.BigEndian.AppendUint32(b, w.link)
	b = binary.BigEndian.AppendUint64(b, f.seq)
	b = binary.BigEndian.AppendUint64(b, f.first)
	w.link = frameSum(w.segment, w.off, b[start:], f.payload)
	b = append(binary.BigEndian.AppendUint32(b, w.link), f.payload...)
	size := frameSize(len(f.payload))
	w.buf = append(b, make([]byte, int(size)-(len(b)-start))...)
	w.off += size
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func frameSum(segment uint64, off int64, head, payload []byte) uint32 {
	var place [16]byte
	binary.BigEndian.PutUint64(place[:], segment)
	binary.BigEndian.PutUint64(place[8:], uint64(off))
	sum := crc32.Update(0, castagnoli, place[:])
	sum = crc32.Update(sum, castagnoli, head)
	return crc32.Update(sum, castagnoli, payload)
}

// parseFrame reads the frame that begins at off, if one does. Its payload is a
// part of data.
func parseFrame(data []byte, segment uint64, off int) (frame, bool) {
	if off < 0 || len(data)-off < frameHead || string(data[off:off+4]) != frameMagic {
		return frame{}, false
	}
	h := data[off : off+frameHead]
	length := binary.BigEndian.Uint32(h[8:])
	if uint64(length) > uint64(len(data)-off-frameHead) {
		return frame{}, false
	}
	f := frame{
		kind: h[4], end: h[5] == 1, off: off, size: int(frameSize(int(length))),
		link: binary.BigEndian.Uint32(h[12:]), seq: binary.BigEndian.Uint64(h[16:]), first: binary.BigEndian.Uint64(h[24:]),
		crc:     binary.BigEndian.Uint32(h[32:]),
		payload: data[off+frameHead : off+frameHead+int(length)],
	}
	return f, f.crc == frameSum(segment, int64(off), h[:32], f.payload)
}

// scanFrames finds all frames of a segment, and the place behind the last. What
// is not a frame but has a frame behind it is damage; what has none is room.
func scanFrames(data []byte, segment uint64) (frames []frame, end int, gaps int) {
	end = segmentHead
	for off := end; off < len(data); {
		f, ok := parseFrame(data, segment, off)
		if !ok {
			off += frameAlign
			continue
		}
		if off != end {
			gaps++
		}
		frames = append(frames, f)
		off += f.size
		end = off
	}
	return frames, end, gaps
}

// namedBehind returns the numbers of the facts whose frames seem to begin behind
// the last good one.
func namedBehind(data []byte, end int) []uint64 {
	var named []uint64
	for off := end; off+frameHead <= len(data); off += frameAlign {
		if string(data[off:off+4]) == frameMagic && data[off+4] == kindFact {
			named = append(named, binary.BigEndian.Uint64(data[off+16:]))
		}
	}
	return named
}
