package smartro

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Control characters. ACK and NACK travel bare, outside of frames.
const (
	stx  = 0x02
	etx  = 0x03
	ack  = 0x06
	nack = 0x15
)

// Sizes of a frame's parts.
const (
	headSize = 35
	tailSize = 2
	idSize   = 16

	// MaxData is the most data that a frame is believed to carry; a larger
	// length is line noise. The longest known message has 339 bytes.
	MaxData = 1024
)

// ErrFrame is the cause when bytes are no frame.
var ErrFrame = errors.New("bad frame")

// Job says what a frame is about. Requests are capital letters, responses the
// same letter in lower case.
type Job byte

// The jobs that this package speaks.
const (
	JobCheck   Job = 'A'
	JobApprove Job = 'B'
	JobCancel  Job = 'C'
	JobQuery   Job = 'D'
	JobStandby Job = 'E'
	JobTag     Job = 'F'
	JobBuyer   Job = 'G'
	JobLast    Job = 'L'
	JobInside  Job = 'M'
	JobLevels  Job = 'S'
	JobVersion Job = 'V'
	JobEvent   Job = '@'
)

// Response returns the job of the answer to a request.
func (j Job) Response() Job { return j | 0x20 }

// String returns the letter.
func (j Job) String() string {
	if j < 0x20 || j > 0x7E {
		return fmt.Sprintf("job %#02x", byte(j))
	}
	return string(rune(j))
}

// Frame is one message on the wire, in either direction.
type Frame struct {
	Terminal string // the pad's number at the VAN, at most 16 characters
	Stamp    string // the sender's local time, YYYYMMDDhhmmss; taken as it comes
	Job      Job
	Response byte // documented as unused
	Data     []byte
}

// StampFormat is the layout of [Frame.Stamp] for package time.
const StampFormat = "20060102150405"

var (
	_ encoding.BinaryMarshaler   = Frame{}
	_ encoding.BinaryUnmarshaler = (*Frame)(nil)
)

// MarshalBinary returns the frame as it travels.
func (f Frame) MarshalBinary() ([]byte, error) {
	switch {
	case len(f.Terminal) > idSize:
		return nil, fmt.Errorf("%w: terminal ID has %d characters, at most %d fit", ErrFrame, len(f.Terminal), idSize)
	case len(f.Stamp) != len(StampFormat):
		return nil, fmt.Errorf("%w: stamp has %d characters, want %d", ErrFrame, len(f.Stamp), len(StampFormat))
	case len(f.Data) > MaxData:
		return nil, fmt.Errorf("%w: %d bytes of data, at most %d fit", ErrFrame, len(f.Data), MaxData)
	}
	b := make([]byte, 1+idSize, headSize+len(f.Data)+tailSize)
	b[0] = stx
	copy(b[1:], f.Terminal)
	b = append(b, f.Stamp...)
	b = append(b, byte(f.Job), f.Response)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(f.Data)))
	b = append(b, f.Data...)
	b = append(b, etx)
	return append(b, checksum(b)), nil
}

// UnmarshalBinary reads a whole frame and nothing behind it.
func (f *Frame) UnmarshalBinary(b []byte) error {
	if len(b) < headSize+tailSize {
		return fmt.Errorf("%w: %d bytes, the shortest has %d", ErrFrame, len(b), headSize+tailSize)
	}
	n := int(binary.LittleEndian.Uint16(b[33:35]))
	end := headSize + n
	switch {
	case b[0] != stx:
		return fmt.Errorf("%w: does not begin with STX", ErrFrame)
	case n > MaxData:
		return fmt.Errorf("%w: length at offset 33 is %d, at most %d is believed", ErrFrame, n, MaxData)
	case len(b) != end+tailSize:
		return fmt.Errorf("%w: %d bytes, its length says %d", ErrFrame, len(b), end+tailSize)
	case b[end] != etx:
		return fmt.Errorf("%w: no ETX at offset %d", ErrFrame, end)
	case b[end+1] != checksum(b[:end+1]):
		return fmt.Errorf("%w: check byte at offset %d is wrong", ErrFrame, end+1)
	}
	*f = Frame{
		Terminal: strings.TrimRight(string(b[1:1+idSize]), "\x00 "),
		Stamp:    string(b[17:31]),
		Job:      Job(b[31]),
		Response: b[32],
		Data:     bytes.Clone(b[headSize:end]),
	}
	return nil
}

// Equal reports whether two frames are the same to the last byte.
func (f Frame) Equal(g Frame) bool {
	return f.Terminal == g.Terminal && f.Stamp == g.Stamp && f.Job == g.Job &&
		f.Response == g.Response && bytes.Equal(f.Data, g.Data)
}

// checksum is the exclusive or of all bytes.
func checksum(b []byte) (sum byte) {
	for _, c := range b {
		sum ^= c
	}
	return sum
}
