package zvt

import (
	"bytes"
	"errors"
	"fmt"
)

// ErrMessage is the cause when the data of a frame is not what it should be.
var ErrMessage = errors.New("bad message")

// form says how long the data of a bitmap is.
type form byte

const (
	unknown form = iota
	fixed
	llvar     // two bytes Fx Fy
	lllvar    // three bytes Fx Fy Fz
	container // a TLV length
)

type bmp struct {
	form form
	size int // of a fixed one
}

// The bitmaps that this package reads and writes.
const (
	bmpTimeout     byte = 0x01
	bmpMaxStatus   byte = 0x02
	bmpService     byte = 0x03
	bmpAmount      byte = 0x04
	bmpContainer   byte = 0x06
	bmpTrace       byte = 0x0B
	bmpTime        byte = 0x0C
	bmpDate        byte = 0x0D
	bmpExpiry      byte = 0x0E
	bmpCardSeq     byte = 0x17
	bmpPaymentType byte = 0x19
	bmpPAN         byte = 0x22
	bmpResult      byte = 0x27
	bmpTerminal    byte = 0x29
	bmpContract    byte = 0x2A
	bmpOrigTrace   byte = 0x37
	bmpAuthorised  byte = 0x3B
	bmpText        byte = 0x3C
	bmpCurrency    byte = 0x49
	bmpTotals      byte = 0x60
	bmpReceipt     byte = 0x87
	bmpTurnover    byte = 0x88
	bmpCardType    byte = 0x8A
	bmpCardName    byte = 0x8B
)

// bmps are all bitmaps of PA00P015, by number.
var bmps = func() (table [256]bmp) {
	sizes := map[int][]byte{
		1: {0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x72, 0x73, 0x74, 0x75, 0x8A, 0x8C, 0xA0, 0xD0,
			0xD2, 0xD3, 0xE0, 0xE9, 0xEA, 0xF0, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD},
		2: {0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87},
		3: {0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA},
		4: {0x29, 0x70, 0x71}, 5: {0xBA}, 6: {0x04}, 8: {0x3B, 0xEB}, 15: {0x2A},
	}
	for size, numbers := range sizes {
		for _, n := range numbers {
			table[n] = bmp{fixed, size}
		}
	}
	for _, n := range []byte{0x22, 0x23, 0x2D, 0x4C, 0x8B, 0xA7, 0xD1} {
		table[n].form = llvar
	}
	for _, n := range []byte{0x24, 0x2E, 0x3C, 0x60, 0x9A, 0xAF} {
		table[n].form = lllvar
	}
	for n := byte(1); n <= 8; n++ {
		table[0xE0+n].form, table[0xF0+n].form = llvar, llvar
	}
	table[bmpContainer].form = container
	return table
}()

// Field is one bitmap: its number and its data, without the length.
type Field struct {
	Number byte
	Data   []byte
}

// Fields are the bitmaps of a message, in the order in which they travel. The
// order means nothing.
type Fields []Field

// ParseFields reads bitmaps. A number that is not known ends the reading, since
// nobody can tell how long it is; what was read until there is returned with the
// error.
func ParseFields(data []byte) (Fields, error) {
	var all Fields
	data = bytes.Clone(data)
	for at := 0; at < len(data); {
		number := data[at]
		head, size, err := measure(number, data[at+1:])
		if err != nil {
			return all, fmt.Errorf("%w: bitmap %02X at offset %d: %w", ErrMessage, number, at, err)
		}
		at += 1 + head
		all = append(all, Field{number, data[at : at+size : at+size]})
		at += size
	}
	return all, nil
}

// Why a bitmap cannot be read.
var (
	errUnknownBMP = errors.New("it is not known")
	errShort      = errors.New("it does not fit into its message")
	errLength     = errors.New("its length is no number")
)

// measure returns how long the length of a bitmap and its data are.
func measure(number byte, rest []byte) (head, size int, err error) {
	switch b := bmps[number]; b.form {
	case fixed:
		size = b.size
	case llvar:
		head, size, err = decimal(rest, 2)
	case lllvar:
		head, size, err = decimal(rest, 3)
	case container:
		head, size, err = tlvLength(rest)
	default:
		return 0, 0, errUnknownBMP
	}
	if err == nil && len(rest) < head+size {
		err = errShort
	}
	return head, size, err
}

// decimal reads a length of which each digit has a byte of its own, F0 to F9.
func decimal(b []byte, digits int) (head, n int, err error) {
	if len(b) < digits {
		return 0, 0, errShort
	}
	for _, c := range b[:digits] {
		if c < 0xF0 || c > 0xF9 {
			return 0, 0, errLength
		}
		n = n*10 + int(c&0x0F)
	}
	return digits, n, nil
}

// Get returns the data of the first bitmap with a number, and whether there is
// one.
func (f Fields) Get(number byte) ([]byte, bool) {
	for _, field := range f {
		if field.Number == number {
			return field.Data, true
		}
	}
	return nil, false
}

// Container returns what is in BMP 06.
func (f Fields) Container() (Objects, error) {
	data, ok := f.Get(bmpContainer)
	if !ok {
		return nil, nil
	}
	return ParseTLV(data)
}

// MarshalBinary returns the bitmaps as bytes.
func (f Fields) MarshalBinary() ([]byte, error) {
	var raw []byte
	for _, field := range f {
		length, err := lengthOf(field)
		if err != nil {
			return nil, fmt.Errorf("%w: bitmap %02X: %w", ErrMessage, field.Number, err)
		}
		raw = append(append(append(raw, field.Number), length...), field.Data...)
	}
	return raw, nil
}

func lengthOf(f Field) ([]byte, error) {
	n := len(f.Data)
	switch b := bmps[f.Number]; {
	case b.form == unknown:
		return nil, errUnknownBMP
	case b.form == fixed && n == b.size:
		return nil, nil
	case b.form == llvar && n <= 99:
		return []byte{0xF0 | byte(n/10), 0xF0 | byte(n%10)}, nil
	case b.form == lllvar && n <= 999:
		return []byte{0xF0 | byte(n/100), 0xF0 | byte(n/10%10), 0xF0 | byte(n%10)}, nil
	case b.form == container && n <= MaxData:
		return marshalLength(n), nil
	}
	return nil, fmt.Errorf("%d bytes are not its length", n)
}
