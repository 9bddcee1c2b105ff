package zvt

import (
	"bytes"
	"fmt"

	"kioskd/agent/pay"
)

// fieldWriter collects bitmaps. The first error stays.
type fieldWriter struct {
	fields Fields
	err    error
}

func (w *fieldWriter) add(number byte, data []byte, err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("bitmap %02X: %w", number, err)
	}
	w.fields = append(w.fields, Field{number, data})
}

// digits writes a number of fixed width.
func (w *fieldWriter) digits(number byte, s string) {
	b, err := packed(s, bmps[number].size)
	w.add(number, b, err)
}

func (w *fieldWriter) amount(a pay.Amount) {
	b, err := packAmount(a)
	w.add(bmpAmount, b, err)
}

func (w *fieldWriter) currency(c pay.Currency) {
	b, err := packCurrency(c)
	w.add(bmpCurrency, b, err)
}

// text writes plain text, filled up to a width where there is one.
func (w *fieldWriter) text(number byte, s string, width int, fill byte) {
	b, err := CP437.Encode(s)
	if err == nil && width > 0 && len(b) > width {
		err = fmt.Errorf("%w: %d characters do not fit into %d", ErrMessage, len(b), width)
	}
	if err == nil && len(b) < width {
		b = append(b, bytes.Repeat([]byte{fill}, width-len(b))...)
	}
	w.add(number, b, err)
}

// objects writes the container.
func (w *fieldWriter) objects(all Objects) {
	b, err := all.MarshalBinary()
	w.add(bmpContainer, b, err)
}

// bytes returns what was written.
func (w *fieldWriter) bytes() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.fields.MarshalBinary()
}
