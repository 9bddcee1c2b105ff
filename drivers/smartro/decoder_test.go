package smartro

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// decode feeds a stream in the pieces that a reader gives, and lets the rest
// expire.
func decode(tb testing.TB, r io.Reader) []Token {
	tb.Helper()
	var d Decoder
	var got []Token
	drain := func() {
		for t, ok := d.Next(); ok; t, ok = d.Next() {
			got = append(got, t)
		}
	}
	for buf := make([]byte, 64); ; {
		n, err := r.Read(buf)
		d.Feed(buf[:n])
		drain()
		if err == io.EOF {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	d.Expire()
	drain()
	if d.Pending() {
		tb.Error("something is held after everything has expired")
	}
	return got
}

// words names tokens, a run of noise once.
func words(tokens []Token) []string {
	var w []string
	for _, t := range tokens {
		w = append(w, map[Kind]string{Ack: "ack", Nack: "nack", Broken: "broken", Noise: "noise"}[t.Kind])
		if t.Kind == Whole {
			w[len(w)-1] = "frame " + t.Frame.Job.String()
		}
	}
	return slices.CompactFunc(w, func(a, b string) bool { return a == b && a == "noise" })
}

func TestDecoder(t *testing.T) {
	t.Parallel()
	read := func(name string) []byte { raw, _ := golden(t, name); return raw }
	w4, w12 := read("w04-approval-approved"), read("w12-standby-request")
	flipped := bytes.Clone(w4)
	flipped[35+25] ^= 1 // in the amount
	long := bytes.Clone(w12)
	long[34] = 0xFF // a length that is not believed
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	a, n := []byte{ack}, []byte{nack}

	tests := []struct {
		name   string
		stream []byte
		want   []string
	}{
		{"acknowledgement and response in one", join(a, w4), []string{"ack", "frame b"}},
		{"response between control characters", join(a, w4, n, w4, a), []string{"ack", "frame b", "nack", "frame b", "ack"}},
		{"check byte is ACK, then ACK and a response", join(read("torture-ack"), a, w4), []string{"frame @", "ack", "frame b"}},
		{"check byte is NACK, then ACK and a response", join(read("torture-nack"), a, w4), []string{"frame @", "ack", "frame b"}},
		{"check byte is STX, then ACK and a response", join(read("torture-stx"), a, w4), []string{"frame @", "ack", "frame b"}},
		{"check byte is ETX, then ACK and a response", join(read("torture-etx"), a, w4), []string{"frame @", "ack", "frame b"}},
		{"a flipped bit", join(flipped, a), []string{"broken", "ack"}},
		{"a flipped bit, then the repeat", join(flipped, w4), []string{"broken", "frame b"}},
		{"cut off, then whole", join(w4[:100], w4), []string{"broken", "frame b"}},
		{"false STX in front", join([]byte{0xFF, 0x00, stx}, w4), []string{"noise", "frame b"}},
		{"two false STX in front", join([]byte{stx, stx}, w4, a), []string{"broken", "noise", "frame b", "ack"}},
		{"a length that is not believed", join(long, w4), []string{"noise", "frame b"}},
		{"noise alone", []byte("\x00\xffnoise"), []string{"noise"}},
		{"a frame that never ends", w4[:40], []string{"broken"}},
		{"NACK inside of something broken", join([]byte{stx}, n, n, n), []string{"broken"}},
	}
	for _, test := range tests {
		for how, stream := range map[string]io.Reader{
			"in one":       bytes.NewReader(test.stream),
			"byte by byte": iotest.OneByteReader(bytes.NewReader(test.stream)),
		} {
			if diff := cmp.Diff(test.want, words(decode(t, stream))); diff != "" {
				t.Errorf("%s, %s (-want +got)\n%s", test.name, how, diff)
			}
		}
	}
}

// TestEverySplit cuts a dialogue in two at every byte.
func TestEverySplit(t *testing.T) {
	t.Parallel()
	var stream []byte
	for _, v := range vectors(t) {
		stream = append(append(stream, v.raw...), ack)
	}
	want := words(decode(t, bytes.NewReader(stream)))
	if len(want) != 42 {
		t.Fatalf("%d tokens, want 42", len(want))
	}
	for cut := range stream {
		halves := io.MultiReader(bytes.NewReader(stream[:cut]), bytes.NewReader(stream[cut:]))
		if diff := cmp.Diff(want, words(decode(t, halves))); diff != "" {
			t.Fatalf("cut at %d (-want +got)\n%s", cut, diff)
		}
	}
}

// TestWaitsForTheRest: a frame without its last byte is nothing yet.
func TestWaitsForTheRest(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		var d Decoder
		d.Feed(v.raw[:len(v.raw)-1])
		if tok, ok := d.Next(); ok || !d.Pending() {
			t.Errorf("%s: %v before its end", v.name, tok.Kind)
		}
		d.Feed(v.raw[len(v.raw)-1:])
		if tok, ok := d.Next(); !ok || tok.Kind != Whole || d.Pending() {
			t.Errorf("%s: %v, %v at its end", v.name, tok.Kind, ok)
		}
	}
}
