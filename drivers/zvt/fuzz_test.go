package zvt

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// messages are all messages that the data of a frame may be.
func messages() []message {
	return []message{
		&Result{}, &Registration{}, &Completion{}, &Health{}, &Waiting{}, &Aborted{}, &PrintLine{}, &PrintBlock{}, &TotalsRecord{},
	}
}

// FuzzStream: whatever comes, in whatever pieces, the tokens are the same, no
// token is longer than what came, and a whole frame is one that can be sent; and the masked form tells of it all.
func FuzzStream(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.raw, true, 3)
		f.Add(v.serial, false, 1)
	}
	f.Add([]byte{ack, nak, dle, dle, stx, dle, etx, 0, 0}, false, 2)
	f.Fuzz(func(t *testing.T, stream []byte, tcp bool, size int) {
		want := decode(tcp, stream)
		got := decode(tcp, slices.Collect(slices.Chunk(stream, max(1, size%64)))...)
		if diff := cmp.Diff(want, got, cmp.Comparer(sameError)); diff != "" {
			t.Fatalf("in pieces of %d (-whole +pieces)\n%s", size, diff)
		}
		for _, token := range want {
			if token.Kind != Whole {
				continue
			}
			raw, err := token.Frame.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			again := decode(false, Block(raw))
			if len(again) != 1 || again[0].Kind != Whole || !bytes.Equal(again[0].Frame.Data, token.Frame.Data) {
				t.Fatalf("% X sent again is %+v", raw, again)
			}
		}
		checkMask(t, stream, tcp, max(1, size%64))
	})
}

// checkMask: however a stream is cut, the same is told of it; every byte is
// accounted for, and what is shown can be masked again without a change.
func checkMask(t *testing.T, stream []byte, tcp bool, n int) {
	t.Helper()
	got := masked(stream, tcp, n)
	size := 0
	for _, p := range got {
		size += len(p.Shown) + p.Hidden
		if p.Shown == nil {
			continue
		}
		if again := masked(p.Shown, tcp, 1); len(again) != 1 || !bytes.Equal(again[0].Shown, p.Shown) {
			t.Errorf("% X is masked to %v", p.Shown, again)
		}
	}
	if want := told(stream); tcp && size != want {
		t.Errorf("%d bytes are told of, want %d", size, want)
	}
	if diff := cmp.Diff(got, masked(stream, tcp, len(stream)+1)); diff != "" {
		t.Errorf("in one piece (-cut +whole)\n%s", diff)
	}
}

// told is the length of a TCP stream, with the shortest form of every frame's own
// length, which may be missing.
func told(stream []byte) (n int) {
	d := Decoder{TCP: true}
	d.Feed(stream)
	d.Expire()
	for {
		token, ok := d.Next()
		if !ok {
			return n + d.abandon()
		}
		n += token.Passed + len(token.Wire)
		if raw, err := token.Frame.MarshalBinary(); err == nil && token.Kind == Whole {
			n += len(raw) - len(token.Wire)
		}
	}
}

// FuzzMessages: bytes that are read as a message, as objects or as a text are
// written so that they read the same, and what cannot be read is an error of ours.
func FuzzMessages(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.raw[3:])
	}
	f.Add([]byte{0x27, 0, 0x22, 0xF0, 0xF0, 0x0E, 0x99, 0x99, 0x04, 0, 0, 0, 0, 0x12, 0x34})
	f.Add([]byte{0x24, 0x04, 0x07, 0x02, 'a', 'b'})
	f.Add([]byte{0x1F, 0x80, 0x00, 0x1F, 0x07, 0x81, 0x01, 0x02, 0x25, 0x82, 0x00, 0x00})
	f.Add([]byte("K\x84se [\\]{|}~ \xE4\xF6\xFC\xDF \xC3\xA4"))
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFields(t, data)
		checkObjects(t, data)
		checkText(t, data)
		for _, m := range messages() {
			checkMessage(t, m, data)
		}
	})
}

func checkFields(t *testing.T, data []byte) {
	fields, err := ParseFields(data)
	if err != nil {
		return // the fields before the problem are for results alone
	}
	raw, err := fields.MarshalBinary()
	again, err2 := ParseFields(raw)
	if diff := cmp.Diff(fields, again); diff != "" || errors.Join(err, err2) != nil {
		t.Fatalf("bitmaps: %v, %v (-want +got)\n%s", err, err2, diff)
	}
}

func checkMessage(t *testing.T, m message, data []byte) {
	if err := m.UnmarshalBinary(data); err != nil {
		if !errors.Is(err, ErrMessage) && !errors.Is(err, pay.ErrAmount) {
			t.Errorf("%T: %v is no error of ours", m, err)
		}
		return
	}
	raw, err := m.MarshalBinary()
	if err != nil {
		return // read leniently; it cannot be said in all forms
	}
	if err := m.UnmarshalBinary(raw); err != nil {
		t.Errorf("%T written as % X and not read again: %v", m, raw, err)
	}
	last, err := m.MarshalBinary()
	if err != nil || !bytes.Equal(raw, last) {
		t.Errorf("%T written as % X and then % X, %v", m, raw, last, err)
	}
}

func checkObjects(t *testing.T, data []byte) {
	all, err := ParseTLV(data)
	if err != nil {
		if !errors.Is(err, ErrMessage) {
			t.Errorf("%v is no error of ours", err)
		}
		return
	}
	raw, err := all.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseTLV(raw)
	if diff := cmp.Diff(all, again); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for _, o := range all {
		if _, ok := all.Find(o.Tag); !ok {
			t.Errorf("%X is lost", o.Tag)
		}
	}
}

// checkText: every text can be read in every set; what was read can be written,
// apart from characters that stand for what has no meaning, and reads the same.
func checkText(t *testing.T, text []byte) {
	for c := range charsetNumbers {
		s := c.Decode(text)
		if strings.ContainsAny(s, "\x00\x1b\r\n") {
			t.Errorf("%s: control characters in %q", c, s)
		}
		raw, err := c.Encode(s)
		if err != nil {
			t.Fatalf("%s: %q was read and cannot be written: %v", c, s, err)
		}
		if again := c.Decode(raw); again != s {
			t.Errorf("%s: %q became %q", c, s, again)
		}
	}
	line := PrintLine{Attribute: 0, Text: text}
	if n := len(line.lines(CP437)); n != 1 {
		t.Errorf("a line became %d", n)
	}
}
