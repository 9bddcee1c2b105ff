package smartro

import "encoding"

// Inside is the data of m: whether a card stands in the slot.
type Inside bool

var (
	_ encoding.BinaryMarshaler   = Inside(false)
	_ encoding.BinaryUnmarshaler = (*Inside)(nil)
)

// MarshalBinary returns the data of an m frame.
func (i Inside) MarshalBinary() ([]byte, error) {
	if i {
		return []byte{'O'}, nil
	}
	return []byte{'X'}, nil
}

// UnmarshalBinary reads the data of an m frame.
func (i *Inside) UnmarshalBinary(data []byte) error {
	r := readExactly("m", data, 1)
	got := r.oneOf("card", "OX") == 'O'
	if r.err == nil {
		*i = Inside(got)
	}
	return r.err
}
