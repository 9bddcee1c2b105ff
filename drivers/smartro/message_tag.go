package smartro

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"strconv"

	"kioskd/agent/pay"
)

// Tag is the data of f: the serial number of a contactless card. One source reads
// it as four bytes in ten decimal digits, another takes it as it comes.
type Tag [10]byte

var (
	_ encoding.BinaryMarshaler   = Tag{}
	_ encoding.BinaryUnmarshaler = (*Tag)(nil)
)

// MarshalBinary returns the data of an f frame.
func (t Tag) MarshalBinary() ([]byte, error) { return bytes.Clone(t[:]), nil }

// UnmarshalBinary reads the data of an f frame.
func (t *Tag) UnmarshalBinary(data []byte) error {
	r := readExactly("f", data, len(t))
	if r.err == nil {
		copy(t[:], data)
	}
	return r.err
}

// Tag translates into the words of agent/pay.
func (t Tag) Tag() pay.Tag {
	tag := pay.Tag{Raw: bytes.Clone(t[:])}
	if n, err := strconv.ParseUint(string(t[:]), 10, 32); err == nil && onlyDigits(string(t[:])) {
		tag.UID = binary.BigEndian.AppendUint32(nil, uint32(n))
	}
	return tag
}

// String hides the number.
func (Tag) String() string { return "(tag)" }
