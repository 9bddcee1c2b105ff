package zvt

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drain returns all tokens of a stream that ended in silence.
func drain(d *Decoder) (all []Token) {
	for {
		t, ok := d.Next()
		switch {
		case ok:
			t.Wire, t.Passed = nil, 0
			all = append(all, t)
		case d.Pending():
			d.Expire()
		default:
			return all
		}
	}
}

func decode(tcp bool, pieces ...[]byte) []Token {
	d := Decoder{TCP: tcp}
	for _, p := range pieces {
		d.Feed(p)
	}
	return drain(&d)
}

// oneByOne cuts a stream into bytes.
func oneByOne(stream []byte) (pieces [][]byte) {
	for _, b := range stream {
		pieces = append(pieces, []byte{b})
	}
	return pieces
}

func whole(f Frame) Token { return Token{Kind: Whole, Frame: f} }

func TestStreams(t *testing.T) {
	t.Parallel()
	good, result := vectorNamed(t, "z02"), vectorNamed(t, "z08")
	raw := func(f Frame) []byte {
		b, err := f.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	block := func(f Frame) []byte { return Block(raw(f)) }
	bad := block(good)
	bad[len(bad)-1] ^= 1
	cut := block(result)[:18]
	broken := func(err error) Token { return Token{Kind: Broken, Err: err} }
	noLength := append([]byte{0x04, 0x0F}, mustFields(t, Fields{{bmpResult, []byte{0}}, {bmpReceipt, []byte{0, 7}}})...)

	for name, c := range map[string]struct {
		tcp    bool
		stream []byte
		want   []Token
	}{
		"acknowledged and answered in one piece": {false, slices.Concat([]byte{ack}, block(good), block(result)), []Token{{Kind: Ack}, whole(good), whole(result)}},
		"refused, then noise":                    {false, slices.Concat([]byte{nak, 0xFF, 0x00, 'x'}, block(good)), []Token{{Kind: Nak}, whole(good)}},
		"wrong checksum":                         {false, slices.Concat(bad, block(result)), []Token{broken(ErrChecksum), whole(result)}},
		"cut off":                                {false, cut, []Token{broken(ErrCutOff)}},
		"cut off by another block":               {false, slices.Concat(cut, block(good)), []Token{whole(good)}},
		"a stray DLE inside":                     {false, []byte{dle, stx, 0x80, dle, 0x55, 1, 2, ack, nak}, []Token{broken(ErrPeer)}},
		"a stray DLE inside, then a block":       {false, slices.Concat([]byte{dle, stx, 0x80, dle, 0x55, 1}, block(good)), []Token{whole(good)}},
		"a block of nothing":                     {false, Block(nil), []Token{broken(ErrFrame)}},
		"an impossible length":                   {false, Block([]byte{0x80, 0x00, 0x02, 0x00}), []Token{broken(ErrFrame)}},
		"glued over TCP":                         {true, slices.Concat(raw(good), raw(result), raw(good)), []Token{whole(good), whole(result), whole(good)}},
		"another protocol over TCP":              {true, []byte("HTTP/1.1 400 Bad Request\r\n"), []Token{broken(ErrPeer)}},
		"a result without its length":            {true, noLength, []Token{whole(Frame{CodeResult, noLength[2:]})}},
		"a length that only seems to lack":       {true, append([]byte{0x04, 0x0F, 0x27, 0x00}, make([]byte, 38)...), []Token{whole(Frame{CodeResult, make([]byte, 39)})}},
	} {
		for _, pieces := range [][][]byte{{c.stream}, oneByOne(c.stream)} {
			got := decode(c.tcp, pieces...)
			if diff := cmp.Diff(c.want, got, cmp.Comparer(sameError)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
	}
}

// sameError holds an error against the cause that a test wants.
func sameError(a, b error) bool {
	return errors.Is(a, b) || errors.Is(b, a) || a != nil && b != nil && a.Error() == b.Error()
}

func mustFields(t *testing.T, f Fields) []byte {
	t.Helper()
	b, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWaitsForTheRest: a frame that has begun over TCP is not cut off by a slow
// network.
func TestWaitsForTheRest(t *testing.T) {
	t.Parallel()
	d := Decoder{TCP: true}
	d.Feed([]byte{0x80, 0x00})
	if d.Pending() {
		t.Error("silence would end it")
	}
	d.Expire()
	d.Feed([]byte{0x00})
	if _, ok := d.Next(); !ok {
		t.Error("the frame is lost")
	}
}
