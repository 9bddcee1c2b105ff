package slip

import (
	"strings"
	"unicode"
)

// Measure returns how many columns a character takes: 0, 1 or 2.
type Measure func(rune) int

// wide are the blocks whose characters take two columns: East Asian Width W and
// F of Unicode's annex 11, as far as names of goods and shops use them.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115F, Stride: 1}, {Lo: 0x2E80, Hi: 0x303E, Stride: 1}, {Lo: 0x3041, Hi: 0xA4CF, Stride: 1},
		{Lo: 0xAC00, Hi: 0xD7A3, Stride: 1}, {Lo: 0xF900, Hi: 0xFAFF, Stride: 1}, {Lo: 0xFE30, Hi: 0xFE6F, Stride: 1},
		{Lo: 0xFF00, Hi: 0xFF60, Stride: 1}, {Lo: 0xFFE0, Hi: 0xFFE6, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1F300, Hi: 0x1FAFF, Stride: 1}, {Lo: 0x20000, Hi: 0x3FFFD, Stride: 1}},
}

// EastAsian measures by Unicode alone, for paper that no character set narrows.
func EastAsian(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// of returns the width of a text.
func (m Measure) of(s string) int {
	sum := 0
	for _, r := range s {
		sum += m(r)
	}
	return sum
}

// wrap breaks a text into pieces of at most width columns, at spaces where it
// can. One that fits stays as it is. It always returns at least one piece.
func (m Measure) wrap(s string, width int) []string {
	if m.of(s) <= width {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(s) {
		if n := m.of(word); used > 0 && used+1+n <= width {
			line, used = line+" "+word, used+1+n
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		line = word
		for m.of(line) > width {
			head := m.cut(line, width)
			lines, line = append(lines, head), line[len(head):]
		}
		used = m.of(line)
	}
	return append(lines, line)
}

// cut returns the longest beginning of s that fits, and at least one character.
func (m Measure) cut(s string, width int) string {
	used := 0
	for i, r := range s {
		if used += m(r); used > width && i > 0 {
			return s[:i]
		}
	}
	return s
}

// clean makes a text fit for one line: no control characters, which a printer
// would obey, and Hangul in whole syllables.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, s)
	return compose(s)
}

// compose joins Hangul that came as single letters, as some systems write file
// and goods names, by the arithmetic of the Unicode Standard, section 3.12.
func compose(s string) string {
	const first, vowel, final, syllable = 0x1100, 0x1161, 0x11A7, 0xAC00
	out := make([]rune, 0, len(s))
	for _, r := range s {
		last := len(out) - 1
		switch {
		case last >= 0 && r >= vowel && r < vowel+21 && out[last] >= first && out[last] < first+19:
			out[last] = syllable + ((out[last]-first)*21+r-vowel)*28
		case last >= 0 && r > final && r < final+28 && out[last] >= syllable && out[last] <= 0xD7A3 && (out[last]-syllable)%28 == 0:
			out[last] += r - final
		default:
			out = append(out, r)
		}
	}
	return string(out)
}
