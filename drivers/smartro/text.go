package smartro

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

// decodeKorean reads CP949 leniently: a field of fixed width may cut a character
// in half. Every byte keeps its place, so that a text means the same after it was
// written again: a bad byte becomes a question mark, at the end it is dropped.
func decodeKorean(field []byte) string {
	field = bytes.TrimRight(field, "\x00 ")
	if text, ok := decodeWhole(field); ok {
		return text
	}
	return decodeBroken(field)
}

// decodeWhole reads what is good from its beginning to its end, at once.
func decodeWhole(field []byte) (string, bool) {
	if len(field) == 0 {
		return "", true
	}
	text, err := korean.EUCKR.NewDecoder().Bytes(field)
	if err != nil || bytes.IndexByte(field, 0) >= 0 || bytes.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	again, err := encodeKorean(string(text))
	return string(text), err == nil && bytes.Equal(again, field)
}

// decodeBroken reads character by character.
func decodeBroken(b []byte) string {
	var text strings.Builder
	for len(b) > 0 {
		n := 1
		if b[0] >= 0x80 && len(b) > 1 {
			n = 2
		}
		r, ok := decodeRune(b[:n])
		if !ok {
			if len(b) == 1 {
				break
			}
			r, n = '?', 1
		}
		text.WriteRune(r)
		b = b[n:]
	}
	return strings.TrimRight(text.String(), " ")
}

// decodeRune reads one character of one or two bytes. A filler in the middle is
// a space.
func decodeRune(b []byte) (rune, bool) {
	if b[0] == 0 {
		return ' ', true
	}
	if b[0] < 0x80 {
		return rune(b[0]), true
	}
	s, err := korean.EUCKR.NewDecoder().Bytes(b)
	if err != nil || len(b) != 2 {
		return 0, false
	}
	r, size := utf8.DecodeRune(s)
	if r == utf8.RuneError || size != len(s) {
		return 0, false
	}
	again, err := encodeKorean(string(r))
	return r, err == nil && len(again) == 2
}

func encodeKorean(s string) ([]byte, error) {
	b, err := korean.EUCKR.NewEncoder().Bytes([]byte(s))
	if err != nil {
		return nil, fmt.Errorf("encode as CP949: %w", err)
	}
	return b, nil
}

// plain makes a text of the VAN fit for a screen: one line, no control
// characters, and no run of digits so long that it could be a card number.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return hideNumbers(strings.Join(strings.Fields(s), " "))
}

// hideNumbers replaces the digits of every run of more than eleven.
func hideNumbers(s string) string {
	b := []byte(s)
	for i := 0; i < len(b); {
		n := i
		for n < len(b) && b[n] >= '0' && b[n] <= '9' {
			n++
		}
		if n-i > 11 {
			copy(b[i:n], strings.Repeat("*", n-i))
		}
		i = n + 1
	}
	return string(b)
}
