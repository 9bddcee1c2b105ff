package smartro

import (
	"encoding"
	"testing"
)

// benchFrames are the frames of a payment, with what their data is.
var benchFrames = []struct {
	name, vector string
	message      func() message
}{
	{"B", "w03-approval-request", func() message { return new(ApprovalRequest) }},
	{"b", "w04-approval-approved", func() message { return new(Result) }},
	{"event", "w06-event-inserted", nil},
}

// BenchmarkDecode takes a frame from the stream and reads its message.
func BenchmarkDecode(b *testing.B) {
	for _, test := range benchFrames {
		b.Run(test.name, func(b *testing.B) {
			raw, _ := golden(b, test.vector)
			b.ReportAllocs()
			for b.Loop() {
				var d Decoder
				d.Feed(raw)
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

// BenchmarkEncode writes a message and its frame.
func BenchmarkEncode(b *testing.B) {
	for _, test := range benchFrames {
		b.Run(test.name, func(b *testing.B) {
			_, f := golden(b, test.vector)
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
	_, err = f.MarshalBinary()
	return err
}
