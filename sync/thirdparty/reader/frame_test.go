package reader

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// golden reads testdata/frames.txt: a frame a line, in words and in bytes.
func golden(t *testing.T) (frames []Frame, wires [][]byte) {
	t.Helper()
	text, err := os.ReadFile("testdata/frames.txt")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		words, wire, ok := strings.Cut(line, " = ")
		kind, rest, _ := strings.Cut(words, " ")
		number, body, _ := strings.Cut(rest, " ")
		n, err := strconv.ParseUint(number, 10, 32)
		b, hexErr := hex.DecodeString(strings.ReplaceAll(wire, " ", ""))
		if !ok || err != nil || hexErr != nil {
			t.Fatalf("testdata: %q: %v, %v", line, err, hexErr)
		}
		f := Frame{Type: Type(kind[0]), Number: uint32(n)}
		if body != "" {
			f.Body = []byte(body)
		}
		frames, wires = append(frames, f), append(wires, b)
	}
	return frames, wires
}

func TestGoldenFrames(t *testing.T) {
	t.Parallel()
	frames, wires := golden(t)
	if len(frames) < 6 {
		t.Fatalf("%d golden frames", len(frames))
	}
	for i, f := range frames {
		wire, err := f.MarshalBinary()
		if err != nil || !bytes.Equal(wire, wires[i]) {
			t.Errorf("frame %d: %v\n got %X\nwant %X", i, err, wire, wires[i])
		}
		var back Frame
		if err := back.UnmarshalBinary(wires[i]); err != nil {
			t.Errorf("frame %d: %v", i, err)
		}
		if diff := cmp.Diff(f, back); diff != "" {
			t.Errorf("frame %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestFramesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]Frame{
		"ack with a body":   {Type: Ack, Number: 1, Body: []byte("{}")},
		"message without":   {Type: Message, Number: 1},
		"unknown type":      {Type: 'X', Number: 1},
		"more than a frame": {Type: Message, Number: 1, Body: make([]byte, MaxBody+1)},
	} {
		if b, err := f.MarshalBinary(); err == nil {
			t.Errorf("%s: made %X", name, b)
		}
	}
	_, wires := golden(t)
	for i := range wires[0] {
		for bit := range 8 {
			bad := bytes.Clone(wires[0])
			bad[i] ^= 1 << bit
			if err := new(Frame).UnmarshalBinary(bad); err == nil {
				t.Errorf("bit %d of byte %d was flipped, and the frame taken", bit, i)
			}
		}
	}
}

// cutAll returns what a cutter makes of a stream that comes in pieces.
func cutAll(t *testing.T, stream []byte, pieces int) (frames []Frame) {
	t.Helper()
	var c Cutter
	for len(stream) > 0 {
		n := min(pieces, len(stream))
		c.Add(stream[:n])
		stream = stream[n:]
		for f, ok := c.Next(); ok; f, ok = c.Next() {
			frames = append(frames, f)
		}
	}
	return frames
}

func TestCutter(t *testing.T) {
	t.Parallel()
	frames, wires := golden(t)
	joined := bytes.Join(wires, nil)
	noisy := bytes.Join(wires, []byte("K noise KR\x01"))
	for _, pieces := range []int{1, 2, 7, 64, 1 << 20} {
		if diff := cmp.Diff(frames, cutAll(t, joined, pieces)); diff != "" {
			t.Errorf("in pieces of %d (-want +got):\n%s", pieces, diff)
		}
		if diff := cmp.Diff(frames[:1], cutAll(t, noisy, pieces)[:1]); diff != "" {
			t.Errorf("noise in pieces of %d (-want +got):\n%s", pieces, diff)
		}
	}
	buf := make([]byte, 1)
	var c Cutter
	for r := iotest.OneByteReader(bytes.NewReader(wires[0])); ; c.Add(buf) {
		if n, _ := r.Read(buf); n == 0 {
			break
		}
	}
	if _, ok := c.Next(); !ok || c.Partial() || c.Damaged() != 0 {
		t.Error("a whole frame, a byte at a time, was not taken whole")
	}
}

// TestCutterAfterDamage: whatever byte of a frame is damaged, the frame behind it
// is taken, at the latest when the line has been silent.
func TestCutterAfterDamage(t *testing.T) {
	t.Parallel()
	frames, wires := golden(t)
	for i := range wires[0] {
		bad := bytes.Clone(wires[0])
		bad[i] ^= 0x55
		var c Cutter
		c.Add(append(bad, wires[1]...))
		var got []Frame
		for tries := 0; c.Partial() && tries < 100; tries++ {
			for f, ok := c.Next(); ok; f, ok = c.Next() {
				got = append(got, f)
			}
			c.Drop()
		}
		if diff := cmp.Diff(frames[1:2], got); diff != "" {
			t.Errorf("byte %d damaged (-want +got):\n%s", i, diff)
		}
	}
}

func FuzzCutter(f *testing.F) {
	f.Add([]byte("KR\x01A\x00\x00\x00\x01\x00\x00\x12\x34\x56\x78"), 3)
	f.Add([]byte("KKRKR\x01M"), 1)
	f.Fuzz(func(t *testing.T, stream []byte, pieces int) {
		if pieces < 1 {
			pieces = 1
		}
		for _, frame := range cutAll(t, stream, pieces) {
			wire, err := frame.MarshalBinary()
			if err != nil || !bytes.Contains(stream, wire) {
				t.Errorf("made of nothing: %+v, %v", frame, err)
			}
		}
	})
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(`{"type":"payment-ready","paymentKey":"key-000001"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if e, err := Parse(body); err == nil && e.Type == "" {
			t.Errorf("a message without a type: %+v", e)
		}
	})
}
