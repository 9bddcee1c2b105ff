package reader

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// Version is the version of the frames.
const Version = 1

// Type says what a frame is.
type Type byte

// The types of frames.
const (
	Message Type = 'M' // has a body, and is acknowledged
	Ack     Type = 'A' // acknowledges the message of the same number; has no body
)

// Frame is what crosses the line. All numbers are big-endian.
//
//	offset  bytes
//	0       2      4B 52, "KR"
//	2       1      version, 1
//	3       1      type, 'M' or 'A'
//	4       4      number
//	8       2      length of the body, n
//	10      n      body: one JSON object in UTF-8
//	10+n    4      CRC-32 (IEEE 802.3, as in zlib) of all bytes from the version on
type Frame struct {
	Type   Type
	Number uint32
	Body   []byte
}

var (
	_ encoding.BinaryMarshaler   = Frame{}
	_ encoding.BinaryUnmarshaler = (*Frame)(nil)
)

const (
	magic0, magic1 = 'K', 'R'

	headSize = 10
	tailSize = 4

	// MaxBody is the length of the longest body, in bytes.
	MaxBody = 32 << 10
)

// ErrFrame is the cause of every refusal of a frame.
var ErrFrame = errors.New("bad frame")

// MarshalBinary implements [encoding.BinaryMarshaler].
func (f Frame) MarshalBinary() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	b := make([]byte, 0, headSize+len(f.Body)+tailSize)
	b = append(b, magic0, magic1, Version, byte(f.Type))
	b = binary.BigEndian.AppendUint32(b, f.Number)
	b = binary.BigEndian.AppendUint16(b, uint16(len(f.Body)))
	b = append(b, f.Body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[2:])), nil
}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler]: b is one whole frame.
func (f *Frame) UnmarshalBinary(b []byte) error {
	size, err := frameSize(b)
	if err != nil {
		return err
	}
	if size == 0 || size != len(b) {
		return fmt.Errorf("%w: %d bytes are not one frame", ErrFrame, len(b))
	}
	body, sum := b[headSize:size-tailSize], binary.BigEndian.Uint32(b[size-tailSize:])
	if own := crc32.ChecksumIEEE(b[2 : size-tailSize]); own != sum {
		return fmt.Errorf("%w: checksum %08X, want %08X", ErrFrame, sum, own)
	}
	if b[2] != Version {
		return fmt.Errorf("%w: version %d, this side speaks %d", ErrFrame, b[2], Version)
	}
	got := Frame{Type: Type(b[3]), Number: binary.BigEndian.Uint32(b[4:])}
	if len(body) > 0 {
		got.Body = append([]byte(nil), body...)
	}
	if err := got.check(); err != nil {
		return err
	}
	*f = got
	return nil
}

func (f Frame) check() error {
	switch {
	case f.Type == Ack && len(f.Body) > 0:
		return fmt.Errorf("%w: an acknowledgement with a body", ErrFrame)
	case f.Type == Message && (len(f.Body) == 0 || len(f.Body) > MaxBody):
		return fmt.Errorf("%w: a body of %d bytes, want 1 to %d", ErrFrame, len(f.Body), MaxBody)
	case f.Type != Ack && f.Type != Message:
		return fmt.Errorf("%w: type %02X", ErrFrame, byte(f.Type))
	}
	return nil
}

// frameSize returns how long the frame that b begins with is, 0 if that cannot be
// told yet.
func frameSize(b []byte) (int, error) {
	if len(b) > 0 && b[0] != magic0 || len(b) > 1 && b[1] != magic1 {
		return 0, fmt.Errorf("%w: it does not begin with KR", ErrFrame)
	}
	if len(b) < headSize {
		return 0, nil
	}
	n := int(binary.BigEndian.Uint16(b[8:]))
	if n > MaxBody {
		return 0, fmt.Errorf("%w: a body of %d bytes, the most is %d", ErrFrame, n, MaxBody)
	}
	return headSize + n + tailSize, nil
}
