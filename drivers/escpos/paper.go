package escpos

import (
	"slices"

	"kioskd/agent/pay"
	"kioskd/drivers/slip"
)

// Wish is how one slip is wanted.
type Wish struct {
	Language  slip.Language // of the words; empty means that of the currency
	Reprint   bool          // it is marked as one
	Reference string        // the short number that the screen showed
}

// pages lays a slip out once for each copy, the customer's first.
func (d *Driver) pages(r pay.Receipt, w Wish) ([][]byte, error) {
	if w.Language == "" {
		w.Language = slip.LanguageFor(r.Currency)
	}
	var all [][]byte
	for copy := range d.opts.Copies {
		lines, err := slip.Write(r, slip.Options{
			Columns: d.opts.Columns, Language: d.font.speaks(w.Language), Measure: d.font.measure,
			StoreCopy: copy > 0, Reprint: w.Reprint, Reference: w.Reference,
		})
		if err != nil {
			return nil, err
		}
		all = append(all, d.page(lines))
	}
	return all, nil
}

// page writes the commands of one slip, from reset to its last line.
func (d *Driver) page(lines []slip.Line) []byte {
	out := slices.Concat(cmdReset, d.font.prepare)
	for _, l := range lines {
		if l.Strong {
			out = append(out, cmdStrong(true)...)
		}
		if l.Large {
			out = append(out, cmdLarge(true)...)
		}
		out = append(append(out, d.font.text(l.Text)...), lf)
		if l.Large {
			out = append(out, cmdLarge(false)...)
		}
		if l.Strong {
			out = append(out, cmdStrong(false)...)
		}
	}
	return out
}
