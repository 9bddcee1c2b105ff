package zvt

import (
	"bytes"
	"errors"
	"fmt"
)

// Tag names an object in a container: one byte, or two or three after one whose
// lower five bits are all set.
type Tag uint32

// The tags that this package reads and writes.
const (
	tagTextLine   Tag = 0x07
	tagAttribute  Tag = 0x09
	tagCommand    Tag = 0x0A
	tagCharset    Tag = 0x14
	tagTexts      Tag = 0x24 // for the screen
	tagLines      Tag = 0x25 // for the printer
	tagPermitted  Tag = 0x26 // commands that the pad may send
	tagPayment    Tag = 0x2F
	tagCardType   Tag = 0x41
	tagDevice     Tag = 0xE4
	tagReceipt    Tag = 0x1F07 // which receipt this is
	tagHolder     Tag = 0x1F10 // how the card holder was checked
	tagOnline     Tag = 0x1F11
	tagTechnology Tag = 0x1F12 // how the card was read
	tagErrorText  Tag = 0x1F17
	tagDayMode    Tag = 0x1F26
	tagLongTrace  Tag = 0x1F2B
	tagName       Tag = 0x1F40 // of the device
	tagVersion    Tag = 0x1F41
	tagSerial     Tag = 0x1F42
)

// Object is one object of a container. The data of a constructed one are objects
// again.
type Object struct {
	Tag  Tag
	Data []byte
}

// Objects are the contents of a container.
type Objects []Object

// Why an object cannot be read.
var (
	errTag       = errors.New("its tag does not end")
	errTLVLength = errors.New("its length is of no known form")
)

// ParseTLV reads objects. Objects that nobody knows are kept: all say how long
// they are.
func ParseTLV(data []byte) (Objects, error) {
	var all Objects
	for at := 0; at < len(data); {
		tag, tagSize, err := readTag(data[at:])
		if err != nil {
			return nil, fmt.Errorf("%w: object at offset %d: %w", ErrMessage, at, err)
		}
		head, size, err := tlvLength(data[at+tagSize:])
		start := at + tagSize + head
		if err == nil && len(data)-start < size {
			err = errShort
		}
		if err != nil {
			return nil, fmt.Errorf("%w: object %X at offset %d: %w", ErrMessage, uint32(tag), at, err)
		}
		all = append(all, Object{tag, bytes.Clone(data[start : start+size])})
		at = start + size
	}
	return all, nil
}

// readTag reads a tag of up to three bytes. The specification lists 1F80 to 1F83
// as tags of two bytes although the second says that another follows; they are
// those of file transfers, which nobody here makes, so the rule stands.
func readTag(b []byte) (Tag, int, error) {
	const more, all = 0x80, 0x1F
	tag := Tag(b[0])
	if b[0]&all != all {
		return tag, 1, nil
	}
	for i := 1; i < len(b) && i < 3; i++ {
		tag = tag<<8 | Tag(b[i])
		if b[i]&more == 0 {
			return tag, i + 1, nil
		}
	}
	return 0, 0, errTag
}

// tlvLength reads a length: one byte, or 81 and one, or 82 and two, the higher
// one first.
func tlvLength(b []byte) (head, n int, err error) {
	switch {
	case len(b) == 0:
		return 0, 0, errShort
	case b[0] < 0x80:
		return 1, int(b[0]), nil
	case b[0] == 0x81 && len(b) > 1:
		return 2, int(b[1]), nil
	case b[0] == 0x82 && len(b) > 2:
		return 3, int(b[1])<<8 | int(b[2]), nil
	case b[0] == 0x81, b[0] == 0x82:
		return 0, 0, errShort
	}
	return 0, 0, errTLVLength
}

func marshalLength(n int) []byte {
	switch {
	case n < 0x80:
		return []byte{byte(n)}
	case n <= 0xFF:
		return []byte{0x81, byte(n)}
	}
	return []byte{0x82, byte(n >> 8), byte(n)}
}

// MarshalBinary returns the objects as bytes. The only error is more data than a
// length can tell.
func (o Objects) MarshalBinary() ([]byte, error) {
	for _, object := range o {
		if len(object.Data) > MaxData {
			return nil, fmt.Errorf("%w: object %X: %d bytes", ErrMessage, uint32(object.Tag), len(object.Data))
		}
	}
	return o.bytes(), nil
}

func (o Objects) bytes() (raw []byte) {
	for _, object := range o {
		for shift := 24; shift >= 0; shift -= 8 {
			if b := byte(object.Tag >> shift); b != 0 || shift == 0 {
				raw = append(raw, b)
			}
		}
		raw = append(append(raw, marshalLength(len(object.Data))...), object.Data...)
	}
	return raw
}

// Find returns the data of the first object that a path of tags leads to, and
// whether there is one.
func (o Objects) Find(path ...Tag) ([]byte, bool) {
	for _, object := range o {
		if object.Tag != path[0] {
			continue
		}
		if len(path) == 1 {
			return object.Data, true
		}
		inner, err := ParseTLV(object.Data)
		if err != nil {
			return nil, false
		}
		return inner.Find(path[1:]...)
	}
	return nil, false
}

// constructed makes an object of objects.
func constructed(tag Tag, inner ...Object) Object { return Object{tag, Objects(inner).bytes()} }
