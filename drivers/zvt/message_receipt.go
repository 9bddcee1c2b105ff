package zvt

import (
	"encoding"
	"fmt"
	"slices"
	"strings"
)

// PrintLine is the data of 06 D1: one line of a receipt that the kiosk prints.
type PrintLine struct {
	Attribute byte
	Text      []byte
}

// Attributes of a printed line.
const (
	AttrCentred  byte = 0x40
	AttrLast     byte = 0x81 // up to FE: the receipt ends with this line
	attrFeeds    byte = 0xFF // empty lines; the text is one byte, how many
	attrReserved byte = 0x80
)

// maxFeeds bounds the empty lines that one attribute may ask for.
const maxFeeds = 20

var (
	_ encoding.BinaryMarshaler   = PrintLine{}
	_ encoding.BinaryUnmarshaler = (*PrintLine)(nil)
)

// MarshalBinary returns the data of 06 D1.
func (p PrintLine) MarshalBinary() ([]byte, error) {
	return append([]byte{p.Attribute}, p.Text...), nil
}

// UnmarshalBinary reads the data of 06 D1. Some pads add a container that says
// which receipt it is; it is no part of the text.
func (p *PrintLine) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return fmt.Errorf("%w: a printed line without an attribute", ErrMessage)
	}
	text := data[1:]
	if n := len(text) - 6; n >= 0 && string(text[n:n+5]) == "\x06\x04\x1F\x07\x01" {
		text = text[:n]
	}
	*p = PrintLine{Attribute: data[0], Text: append([]byte(nil), text...)}
	return nil
}

// lines returns what is printed.
func (p PrintLine) lines(c Charset) []string {
	switch {
	case p.Attribute == attrFeeds && len(p.Text) == 1:
		return make([]string, min(int(p.Text[0]), maxFeeds))
	case p.Attribute > attrReserved && len(p.Text) == 0:
		return nil // nothing but the end
	}
	return []string{strings.Repeat(" ", p.indent()) + c.Decode(p.Text)}
}

// indent is how far a plain line stands from the margin.
func (p PrintLine) indent() int {
	if p.Attribute < 0x10 {
		return int(p.Attribute)
	}
	return 0
}

// ReceiptKind says for whom a receipt is.
type ReceiptKind byte

// The kinds of receipts.
const (
	ReceiptUntold   ReceiptKind = 0
	ReceiptMerchant ReceiptKind = 1
	ReceiptCustomer ReceiptKind = 2
	ReceiptAdmin    ReceiptKind = 3
)

// PrintBlock is the data of 06 D3: several lines at once.
type PrintBlock struct {
	Kind    ReceiptKind
	Charset Charset // "" means what was agreed on
	Lines   []PrintLine
}

var (
	_ encoding.BinaryMarshaler   = PrintBlock{}
	_ encoding.BinaryUnmarshaler = (*PrintBlock)(nil)
)

// MarshalBinary returns the data of 06 D3.
func (p PrintBlock) MarshalBinary() ([]byte, error) {
	var all Objects
	if p.Kind != ReceiptUntold {
		all = append(all, Object{tagReceipt, []byte{byte(p.Kind)}})
	}
	if p.Charset != "" {
		all = append(all, Object{tagCharset, []byte{charsetNumbers[p.Charset]}})
	}
	var lines []Object
	for _, l := range p.Lines {
		lines = append(lines, l.objects()...)
	}
	w := &fieldWriter{}
	w.objects(append(all, constructed(tagLines, lines...)))
	return w.bytes()
}

// objects writes a line of a block. There, empty lines have no number: each is an
// attribute of its own.
func (p PrintLine) objects() []Object {
	attribute := Object{tagAttribute, []byte{p.Attribute}}
	switch {
	case p.Attribute == attrFeeds && len(p.Text) == 1:
		return slices.Repeat([]Object{attribute}, min(int(p.Text[0]), maxFeeds))
	case len(p.Text) == 0 && p.Attribute > attrReserved:
		return []Object{attribute}
	}
	return []Object{attribute, {tagTextLine, p.Text}}
}

// UnmarshalBinary reads the data of 06 D3.
func (p *PrintBlock) UnmarshalBinary(data []byte) error {
	fields, err := ParseFields(data)
	if err != nil {
		return err
	}
	all, err := fields.Container()
	if err != nil {
		return err
	}
	var got PrintBlock
	if b, ok := all.Find(tagReceipt); ok && len(b) == 1 {
		got.Kind = ReceiptKind(b[0])
	}
	if b, ok := all.Find(tagCharset); ok && len(b) == 1 {
		got.Charset, _ = charsetOf(b[0])
	}
	if got.Lines, err = readLines(all); err == nil {
		*p = got
	}
	return err
}

// readLines reads the lines of tag 25. An attribute holds for what follows it, and
// one with a meaning of its own also stands alone.
func readLines(all Objects) (lines []PrintLine, err error) {
	inner, _ := all.Find(tagLines)
	objects, err := ParseTLV(inner)
	if err != nil {
		return nil, err
	}
	var attribute byte
	for i, o := range objects {
		switch o.Tag {
		case tagAttribute:
			if len(o.Data) == 1 {
				attribute = o.Data[0]
			}
			alone := i+1 == len(objects) || objects[i+1].Tag == tagAttribute
			if attribute == attrFeeds {
				lines, attribute = append(lines, PrintLine{attrFeeds, []byte{1}}), 0
			} else if alone && attribute > attrReserved {
				lines = append(lines, PrintLine{Attribute: attribute})
			}
		case tagTextLine:
			lines = append(lines, PrintLine{attribute, o.Data})
		}
	}
	return lines, nil
}
