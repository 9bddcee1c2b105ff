package zvt

import (
	"encoding"
	"errors"
	"fmt"
)

// ErrFrame is the cause when bytes are no frame.
var ErrFrame = errors.New("bad frame")

// MaxData is the most data that a frame can carry: its length has 16 bits.
const MaxData = 0xFFFF

// Frame is one APDU: a command, or the response to one. Over TCP it travels as it
// is; on a serial line it travels in a block, see [Block].
type Frame struct {
	Code Code
	Data []byte
}

var (
	_ encoding.BinaryMarshaler   = Frame{}
	_ encoding.BinaryUnmarshaler = (*Frame)(nil)
)

// longForm in the place of the length says that two bytes of length follow, the
// lower one first.
const longForm = 0xFF

// MarshalBinary returns the frame as bytes. The only error is data that is longer
// than [MaxData].
func (f Frame) MarshalBinary() ([]byte, error) {
	n := len(f.Data)
	if n > MaxData {
		return nil, fmt.Errorf("%w %v: %d bytes of data, at most %d", ErrFrame, f.Code, n, MaxData)
	}
	raw := []byte{byte(f.Code >> 8), byte(f.Code)}
	if n < longForm {
		raw = append(raw, byte(n))
	} else {
		raw = append(raw, longForm, byte(n), byte(n>>8))
	}
	return append(raw, f.Data...), nil
}

// UnmarshalBinary reads exactly one frame.
func (f *Frame) UnmarshalBinary(raw []byte) error {
	head, n, ok := frameSize(raw)
	if !ok || len(raw) != head+n {
		return fmt.Errorf("%w: %d bytes are not what its length says", ErrFrame, len(raw))
	}
	*f = Frame{Code: codeOf(raw), Data: append([]byte(nil), raw[head:]...)}
	return nil
}

func codeOf(raw []byte) Code { return Code(raw[0])<<8 | Code(raw[1]) }

// frameSize reads how long the head and the data of a frame are, once enough of
// it is there to tell.
func frameSize(raw []byte) (head, data int, ok bool) {
	switch {
	case len(raw) < 3:
		return 0, 0, false
	case raw[2] != longForm:
		return 3, int(raw[2]), true
	case len(raw) < 5:
		return 0, 0, false
	}
	return 5, int(raw[3]) | int(raw[4])<<8, true
}
