package zvt

import (
	"encoding"
	"testing"
)

// benchFrames are the frames of a payment, with what their data is.
var benchFrames = []struct {
	name, vector string
	message      func() message
}{
	{"authorization", "z04", nil},
	{"result", "z08", func() message { return new(Result) }},
	{"intermediate", "z06", func() message { return new(Waiting) }},
	{"good", "z02", nil},
}

// BenchmarkDecode takes a block from the stream and reads its message.
func BenchmarkDecode(b *testing.B) {
	for _, test := range benchFrames {
		b.Run(test.name, func(b *testing.B) {
			raw, err := vectorNamed(b, test.vector).MarshalBinary()
			if err != nil {
				b.Fatal(err)
			}
			block := Block(raw)
			b.ReportAllocs()
			for b.Loop() {
				var d Decoder
				d.Feed(block)
				t, ok := d.Next()
				if !ok || t.Kind != Whole {
					b.Fatal("no frame")
				}
				if test.message == nil {
					continue
				}
				if err := test.message().UnmarshalBinary(t.Frame.Data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEncode writes a message and its block.
func BenchmarkEncode(b *testing.B) {
	for _, test := range benchFrames {
		b.Run(test.name, func(b *testing.B) {
			f := vectorNamed(b, test.vector)
			var m encoding.BinaryMarshaler
			if test.message != nil {
				read := test.message()
				if err := read.UnmarshalBinary(f.Data); err != nil {
					b.Fatal(err)
				}
				m = read
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := encode(&f, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func encode(f *Frame, m encoding.BinaryMarshaler) (err error) {
	if m != nil {
		if f.Data, err = m.MarshalBinary(); err != nil {
			return err
		}
	}
	raw, err := f.MarshalBinary()
	if err == nil {
		Block(raw)
	}
	return err
}
