package escpossim

import (
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/korean"
)

// Roll is what stands on a printer's paper.
type Roll struct {
	// Slips were cut off, in order.
	Slips [][]Row

	// Rest hangs out of the printer.
	Rest []Row

	setting Row // the line that is being set
}

// Row is a printed line.
type Row []Span

// Span is a piece of a line in one kind of letters.
type Span struct {
	Text          string
	Strong, Large bool
}

// add sets characters, as the font reads their bytes.
func (r *Roll) add(f font, raw []byte) {
	r.setting = append(r.setting, Span{Text: decode(f, raw), Strong: f.strong, Large: f.large})
}

// feed ends the line and returns its text.
func (r *Roll) feed() string {
	row := r.setting
	r.setting = nil
	r.Rest = append(r.Rest, row)
	return row.String()
}

func (r *Roll) cut() {
	r.Slips, r.Rest = append(r.Slips, r.Rest), nil
}

func (r *Roll) clone() Roll {
	return Roll{Slips: slices.Clone(r.Slips), Rest: slices.Clone(r.Rest)}
}

// String returns the line's text.
func (r Row) String() string {
	var b strings.Builder
	for _, s := range r {
		b.WriteString(s.Text)
	}
	return strings.TrimRight(b.String(), " ")
}

// Text returns the lines of a slip.
func Text(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.String() + "\n")
	}
	return b.String()
}

// CutMark stands in the text of a roll where the knife went through.
const CutMark = "~~~~~~~~ cut ~~~~~~~~"

// String returns the whole roll as text.
func (r Roll) String() string {
	var b strings.Builder
	for _, s := range r.Slips {
		b.WriteString(Text(s) + CutMark + "\n")
	}
	return b.String() + Text(r.Rest)
}

// decode reads a line's bytes as the printer's font does.
func decode(f font, raw []byte) string {
	var text []byte
	var err error
	switch {
	case f.hangul:
		text, err = korean.EUCKR.NewDecoder().Bytes(raw)
	case f.western:
		text, err = charmap.Windows1252.NewDecoder().Bytes(raw)
	default:
		text, err = charmap.CodePage437.NewDecoder().Bytes(raw)
	}
	if err != nil {
		return strings.Repeat("�", len(raw))
	}
	return string(text)
}
