package smartro

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kioskd/agent/pay"
)

// ErrMessage is the cause when the data of a frame does not follow its layout.
// The text names the field and its offset, and never shows what it held.
var ErrMessage = errors.New("bad message")

// reader takes fields of fixed width one after another. The first error stays,
// and whatever is read after it is empty.
type reader struct {
	what string // the message, for errors
	data []byte
	off  int
	err  error
}

// readExactly begins to read a message that must have one of the sizes.
func readExactly(what string, data []byte, sizes ...int) *reader {
	r := &reader{what: what, data: data}
	for _, n := range sizes {
		if len(data) == n {
			return r
		}
	}
	r.err = fmt.Errorf("%w %s: %d bytes, want %d", ErrMessage, what, len(data), sizes[0])
	return r
}

// take returns the next n bytes, or n zero bytes after an error.
func (r *reader) take(n int) []byte {
	if r.err == nil && r.off+n > len(r.data) {
		r.fail("length", r.off, "ends too early")
	}
	if r.err != nil {
		return make([]byte, n)
	}
	r.off += n
	return r.data[r.off-n : r.off]
}

func (r *reader) fail(field string, off int, why string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w %s: %s at offset %d %s", ErrMessage, r.what, field, off, why)
	}
}

// oneOf takes a byte that must be one of those listed.
func (r *reader) oneOf(field, allowed string) byte {
	off := r.off
	c := r.take(1)[0]
	if strings.IndexByte(allowed, c) < 0 {
		r.fail(field, off, "is none of "+strconv.Quote(allowed))
	}
	return c
}

// number takes digits. A blank field counts as zero where blank is true.
func (r *reader) number(field string, width int, blank bool) int64 {
	off := r.off
	b := r.take(width)
	s := string(b)
	if blank && isBlank(s) {
		return 0
	}
	if !onlyDigits(s) {
		r.fail(field, off, "has other signs than digits")
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		r.fail(field, off, "is too large")
	}
	return n
}

func (r *reader) amount(field string, width int, blank bool) pay.Amount {
	return pay.Amount(r.number(field, width, blank))
}

// text takes printable ASCII, without its filler.
func (r *reader) text(field string, width int) string {
	off := r.off
	b := r.take(width)
	s := strings.Trim(string(b), "\x00 ")
	if !printable(s) {
		r.fail(field, off, "is not printable")
	}
	return s
}

// digits takes a text of digits alone, of full width or blank.
func (r *reader) digits(field string, width int) string {
	off := r.off
	s := r.text(field, width)
	if s != "" && (len(s) != width || !onlyDigits(s)) {
		r.fail(field, off, "has other signs than digits")
	}
	return s
}

// korean takes text in CP949.
func (r *reader) korean(width int) string { return decodeKorean(r.take(width)) }

func isBlank(s string) bool { return strings.Trim(s, "\x00 ") == "" }

func onlyDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7E {
			return false
		}
	}
	return true
}
