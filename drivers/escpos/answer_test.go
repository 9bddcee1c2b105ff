package escpos_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers/escpos"
)

// decode feeds a stream in two pieces, the second byte by byte.
func decode(stream []byte, cut int) (said []string, all []escpos.Answer) {
	var d escpos.Decoder
	take := func() {
		for a, ok := d.Next(); ok; a, ok = d.Next() {
			said, all = append(said, fmt.Sprintf("%d % x", a.Kind, a.Data)), append(all, a)
		}
	}
	d.Feed(stream[:cut])
	take()
	for _, b := range stream[cut:] {
		d.Feed([]byte{b})
		take()
	}
	return said, all
}

func TestDecoder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		stream []byte
		want   []string
	}{
		{"online", []byte{0x12}, []string{"1 12"}},
		{"offline, cover open", []byte{0x1A, 0x16}, []string{"1 1a", "1 16"}},
		{"paper out", []byte{0x7E}, []string{"1 7e"}},
		{"sensor", []byte{0x00, 0x03, 0x0C}, []string{"2 00", "2 03", "2 0c"}},
		{"automatic", []byte{0x18, 0x00, 0x0C, 0x0F}, []string{"3 18 00 0c 0f"}},
		{"automatic with XOFF", []byte{0x18, 0x00, 0x13, 0x0C, 0x0F, 0x12}, []string{"3 18 00 0c 0f", "1 12"}},
		{"process", []byte("\x37\x220042\x00"), []string{"4 30 30 34 32"}},
		{"cleared", []byte{0x37, 0x25, 0x00}, []string{"5 "}},
		{"unfinished", []byte{0x37, 0x22, '1'}, nil},
		{"unknown block", []byte{0x37, 0x99, 0x12}, []string{"0 37", "0 99", "1 12"}},
		{"block with a wrong end", []byte{0x37, 0x25, 0x12}, []string{"0 37", "2 25", "1 12"}},
		{"name with a control character", []byte{0x37, 0x22, 1, 0x12}, []string{"0 37", "2 22", "2 01", "1 12"}},
		{"broken automatic", []byte{0x10, 0xFF, 0x12}, []string{"0 10", "0 ff", "1 12"}},
		{"noise", []byte{0xFF, 0x80, 0x12}, []string{"0 ff", "0 80", "1 12"}},
	} {
		for cut := range len(c.stream) + 1 {
			if got, _ := decode(c.stream, cut); !cmp.Equal(c.want, got) {
				t.Errorf("%s cut at %d (-want +got)\n%s", c.name, cut, cmp.Diff(c.want, got))
			}
		}
	}
}
