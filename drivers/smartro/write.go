package smartro

import (
	"fmt"
	"strconv"
	"strings"

	"kioskd/agent/pay"
)

// writer lays out fields of fixed width. The first error stays.
type writer struct {
	what string
	data []byte
	err  error
}

func (w *writer) fail(field, why string) {
	if w.err == nil {
		w.err = fmt.Errorf("%w %s: %s at offset %d %s", ErrMessage, w.what, field, len(w.data), why)
	}
}

func (w *writer) oneOf(field string, c byte, allowed string) {
	if strings.IndexByte(allowed, c) < 0 {
		w.fail(field, "is none of "+strconv.Quote(allowed))
	}
	w.data = append(w.data, c)
}

// number writes digits, filled with zeros from the left.
func (w *writer) number(field string, n int64, width int) {
	s := strconv.FormatInt(n, 10)
	if n < 0 || len(s) > width {
		w.fail(field, fmt.Sprintf("does not fit into %d digits", width))
		s = ""
	}
	w.data = append(w.data, strings.Repeat("0", width-len(s))+s...)
}

func (w *writer) amount(field string, a pay.Amount, width int) { w.number(field, int64(a), width) }

// text writes printable ASCII, filled with spaces from the right.
func (w *writer) text(field, s string, width int) {
	if len(s) > width || !printable(s) {
		w.fail(field, fmt.Sprintf("is not printable or longer than %d", width))
		s = ""
	}
	w.data = append(w.data, s+strings.Repeat(" ", width-len(s))...)
}

// digits writes a text of digits alone, of full width or blank.
func (w *writer) digits(field, s string, width int) {
	if s != "" && (len(s) != width || !onlyDigits(s)) {
		w.fail(field, fmt.Sprintf("is not made of %d digits", width))
		s = ""
	}
	w.text(field, s, width)
}

// korean writes text in CP949, filled with spaces from the right.
func (w *writer) korean(field, s string, width int) {
	b, err := encodeKorean(s)
	if err != nil || len(b) > width {
		w.fail(field, fmt.Sprintf("does not fit into %d bytes of CP949", width))
		b = nil
	}
	w.data = append(w.data, b...)
	w.data = append(w.data, strings.Repeat(" ", width-len(b))...)
}

// bytes returns what was written.
func (w *writer) bytes() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.data, nil
}
