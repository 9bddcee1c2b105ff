package smartro

import (
	"encoding"
	"fmt"
)

// Result is the data of b, c and l: an approval, a rejection, or, from a pad that
// remembers nothing, neither.
type Result struct {
	Approved *Approved
	Rejected *Rejected
}

// Sizes of a result; the longer one ends in a PG transaction number.
const (
	resultSize   = 157
	resultPGSize = 187
)

var (
	_ encoding.BinaryMarshaler   = Result{}
	_ encoding.BinaryUnmarshaler = (*Result)(nil)
)

// IsBlank reports that the pad remembers nothing.
func (t Result) IsBlank() bool { return t.Approved == nil && t.Rejected == nil }

// MarshalBinary returns the data of a b, c or l frame.
func (t Result) MarshalBinary() ([]byte, error) {
	w := &writer{what: "result"}
	switch {
	case t.Approved != nil && t.Rejected != nil:
		return nil, fmt.Errorf("%w result: approved and rejected at once", ErrMessage)
	case t.Approved != nil:
		t.Approved.write(w)
	case t.Rejected != nil:
		t.Rejected.write(w)
	default:
		w.text("nothing", "", resultSize)
	}
	return w.bytes()
}

// UnmarshalBinary reads the data of a b, c or l frame. No data at all, or nothing
// but filler, is a blank result.
func (t *Result) UnmarshalBinary(data []byte) error {
	if isBlank(string(data)) && (len(data) == 0 || len(data) == resultSize || len(data) == resultPGSize) {
		*t = Result{}
		return nil
	}
	r := readExactly("result", data, resultSize, resultPGSize)
	var got Result
	if len(data) > 0 && (data[0] == 'X' || data[0] == 'x') {
		got.Rejected = new(Rejected)
		got.Rejected.read(r)
	} else {
		got.Approved = new(Approved)
		got.Approved.read(r)
	}
	if r.err == nil {
		*t = got
	}
	return r.err
}
