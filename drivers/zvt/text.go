package zvt

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Charset is how a pad writes text for people.
type Charset string

// The character sets. ISO 8859 goes from 1 to 10.
const (
	CP437    Charset = "cp437" // what every pad begins with
	SevenBit Charset = "zvt-7bit"
	UTF8     Charset = "utf-8"
	Latin1   Charset = "iso-8859-1"
)

// charsetNumbers are the values of tag 14; their maps are nil for sets that are
// read by rule.
var charsetNumbers = map[Charset]byte{
	SevenBit: 0x00, Latin1: 0x01, "iso-8859-2": 0x02, "iso-8859-3": 0x03, "iso-8859-4": 0x04,
	"iso-8859-5": 0x05, "iso-8859-6": 0x06, "iso-8859-7": 0x07, "iso-8859-8": 0x08,
	"iso-8859-9": 0x09, "iso-8859-10": 0x0A, UTF8: 0xFE, CP437: 0xFF,
}

func pageOf(c Charset) *charmap.Charmap {
	switch c {
	case Latin1:
		return charmap.ISO8859_1
	case "iso-8859-2":
		return charmap.ISO8859_2
	case "iso-8859-3":
		return charmap.ISO8859_3
	case "iso-8859-4":
		return charmap.ISO8859_4
	case "iso-8859-5":
		return charmap.ISO8859_5
	case "iso-8859-6":
		return charmap.ISO8859_6
	case "iso-8859-7":
		return charmap.ISO8859_7
	case "iso-8859-8":
		return charmap.ISO8859_8
	case "iso-8859-9":
		return charmap.ISO8859_9
	case "iso-8859-10":
		return charmap.ISO8859_10
	}
	return charmap.CodePage437
}

// charsetOf returns the set that a tag 14 names, and whether it is known.
func charsetOf(number byte) (Charset, bool) {
	for c, n := range charsetNumbers {
		if n == number {
			return c, true
		}
	}
	return "", false
}

// umlauts are the seven characters that the 7-bit set has in the place of
// brackets.
var umlauts = map[byte]rune{'[': 'Ä', '\\': 'Ö', ']': 'Ü', '{': 'ä', '|': 'ö', '}': 'ü', '~': 'ß'}

// Decode reads text. Nothing that a pad writes is an error: what has no meaning
// becomes a question mark, and control characters become spaces.
func (c Charset) Decode(b []byte) string {
	var text strings.Builder
	text.Grow(len(b))
	for len(b) > 0 {
		r, n := c.rune(b)
		switch {
		case r == utf8.RuneError:
			r = '?'
		case r < ' ' || r >= 0x7F && r < 0xA0:
			r = ' '
		}
		text.WriteRune(r)
		b = b[n:]
	}
	return strings.TrimRight(text.String(), " ")
}

func (c Charset) rune(b []byte) (rune, int) {
	if c == UTF8 {
		return utf8.DecodeRune(b)
	}
	if b[0] >= 0x80 {
		if c == SevenBit {
			return utf8.RuneError, 1
		}
		return pageOf(c).DecodeByte(b[0]), 1
	}
	if r, ok := umlauts[b[0]]; ok && c == SevenBit {
		return r, 1
	}
	return rune(b[0]), 1
}

// Encode writes text. A character that the set does not have is an error.
func (c Charset) Encode(s string) ([]byte, error) {
	if c == UTF8 {
		return []byte(s), nil
	}
	var b []byte
	for _, r := range s {
		code, ok := c.byte(r)
		if !ok {
			return nil, fmt.Errorf("%w: %q cannot be written in %s", ErrMessage, r, c)
		}
		b = append(b, code)
	}
	return b, nil
}

func (c Charset) byte(r rune) (byte, bool) {
	if c == SevenBit {
		for code, u := range umlauts {
			if u == r {
				return code, true
			}
		}
		_, taken := umlauts[byte(r)]
		return byte(r), r < 0x80 && !taken
	}
	if r < 0x80 {
		return byte(r), true
	}
	return pageOf(c).EncodeRune(r)
}
