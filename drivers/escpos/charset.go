package escpos

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/korean"

	"kioskd/drivers/slip"
)

// charset is what the printer's font has, and how it is asked for.
type charset struct {
	name      string
	prepare   []byte
	encode    func(rune) []byte // nil where it has no such character
	languages []slip.Language
}

func charsets() []charset {
	return []charset{
		{"cp949", cmdHangul, func(r rune) []byte {
			b, err := korean.EUCKR.NewEncoder().Bytes([]byte(string(r)))
			if err != nil {
				return nil
			}
			return b
		}, []slip.Language{slip.Korean, slip.English}},
		{"latin", append(slices.Clone(cmdNoHangul), cmdWPC1252...), encodeLatin, []slip.Language{slip.English}},
	}
}

func findCharset(name string) (charset, error) {
	var names []string
	for _, c := range charsets() {
		if c.name == name || name == "" {
			return c, nil
		}
		names = append(names, c.name)
	}
	return charset{}, fmt.Errorf("printer characters %q: write %s", name, strings.Join(names, " or "))
}

// encodeLatin writes WPC1252: Latin-1, with the euro sign in the gap.
func encodeLatin(r rune) []byte {
	switch {
	case r < 0x80 || r >= 0xA0 && r <= 0xFF:
		return []byte{byte(r)}
	case r == '€':
		return []byte{0x80}
	}
	return nil
}

// bytes writes a character, or what comes closest to it.
func (c charset) bytes(r rune) []byte {
	if r < 0x80 {
		return []byte{byte(r)}
	}
	if b := c.encode(r); b != nil {
		return b
	}
	if plain, ok := withoutAccent(r); ok {
		return []byte{plain}
	}
	return []byte{'?'}
}

// measure is how wide a character is on this paper: these fonts give two columns
// to what has two bytes.
func (c charset) measure(r rune) int { return len(c.bytes(r)) }

// text writes a line.
func (c charset) text(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, c.bytes(r)...)
	}
	return out
}

// speaks returns the language, or the first that the font can write.
func (c charset) speaks(l slip.Language) slip.Language {
	if slices.Contains(c.languages, l) {
		return l
	}
	return c.languages[0]
}

// latinBase are the letters of U+00C0 to U+00FF without their accents.
const latinBase = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy"

func withoutAccent(r rune) (byte, bool) {
	switch {
	case r >= 0xC0 && r <= 0xFF:
		return latinBase[r-0xC0], true
	case r == '‘' || r == '’':
		return '\'', true
	case r == '“' || r == '”':
		return '"', true
	case r >= '‐' && r <= '―':
		return '-', true
	case r == 0xA0:
		return ' ', true
	}
	return 0, false
}
