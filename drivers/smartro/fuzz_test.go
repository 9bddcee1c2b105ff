package smartro

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// FuzzStream: however a stream is cut, it means the same, and what is read can be
// written and read again; and of every byte its masked form tells.
func FuzzStream(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.raw, 7)
	}
	raw, _ := golden(f, "w04-approval-approved")
	f.Add(append([]byte{0xFF, 0, stx}, raw...), 3)
	f.Add([]byte{stx, ack, nack, 'x'}, 1)
	f.Fuzz(func(t *testing.T, stream []byte, cut int) {
		cut = min(max(cut, 0), len(stream))
		pieces := io.MultiReader(bytes.NewReader(stream[:cut]), iotest.OneByteReader(bytes.NewReader(stream[cut:])))
		whole, split := decode(t, bytes.NewReader(stream)), decode(t, pieces)
		if diff := cmp.Diff(words(whole), words(split)); diff != "" {
			t.Errorf("pieces change the meaning (-whole +split)\n%s", diff)
		}
		for _, tok := range whole {
			if tok.Kind == Whole {
				roundTrip(t, tok.Frame)
			}
		}
		checkMask(t, stream, cut+1)
	})
}

// checkMask: every byte is accounted for, what is shown can be masked again
// without a change, and however a stream is cut, the same is told of it.
func checkMask(t *testing.T, stream []byte, n int) {
	t.Helper()
	got := masked(stream, n)
	size := 0
	for _, p := range got {
		size += len(p.Shown) + p.Hidden
		if shown := masked(p.Shown, 1); p.Shown != nil && !bytes.Equal(shown[0].Shown, p.Shown) {
			t.Errorf("%x is masked to %v", p.Shown, shown)
		}
	}
	if size != len(stream) {
		t.Errorf("%d bytes are told of, want %d", size, len(stream))
	}
	if diff := cmp.Diff(got, masked(stream, len(stream)+1)); diff != "" {
		t.Errorf("in one piece (-cut +whole)\n%s", diff)
	}
}

// roundTrip writes a frame and reads it again.
func roundTrip(t *testing.T, f Frame) {
	t.Helper()
	raw, err := f.MarshalBinary()
	if err != nil {
		t.Fatalf("a frame that was read cannot be written: %v", err)
	}
	var again Frame
	if err := again.UnmarshalBinary(raw); err != nil {
		t.Fatalf("a frame that was written cannot be read: %v", err)
	}
	if !again.Equal(f) {
		t.Errorf("(-want +got)\n%s", cmp.Diff(f, again))
	}
}

// FuzzMessages reads, writes and reads again every message that this package
// knows. Nothing that was read may change by that.
func FuzzMessages(f *testing.F) {
	kinds := []func() message{
		func() message { return new(ApprovalRequest) }, func() message { return new(CancelRequest) },
		func() message { return new(Result) }, func() message { return new(Health) },
		func() message { return new(Version) }, func() message { return new(CardQuery) },
		func() message { return new(BuyerRequest) }, func() message { return new(Levels) },
		func() message { return new(Tag) }, func() message { return new(Inside) },
	}
	for _, v := range vectors(f) {
		for kind := range kinds {
			f.Add(kind, v.raw[headSize:len(v.raw)-tailSize])
		}
	}
	for _, words := range []string{"-6Bno", "first line          -0Csecond", "- -", "\xBD\xC3\xBD"} {
		f.Add(2, rejection("X", words))
	}
	f.Add(6, buyerData("", "홍길동"))
	f.Add(2, kakaoPay("2810061234567890"))
	f.Add(4, []byte("BOOT0_1        BOOT1_1        TL3600_1.02    "))
	f.Fuzz(func(t *testing.T, kind int, data []byte) {
		if kind < 0 || kind >= len(kinds) {
			return
		}
		first, second := kinds[kind](), kinds[kind]()
		if err := first.UnmarshalBinary(data); err != nil {
			if !errors.Is(err, ErrMessage) {
				t.Errorf("%v is no ErrMessage", err)
			}
			return
		}
		again, err := first.MarshalBinary()
		if err != nil {
			t.Fatalf("%+v was read and cannot be written: %v", first, err)
		}
		if err := second.UnmarshalBinary(again); err != nil {
			t.Fatalf("%+v was written and cannot be read: %v", first, err)
		}
		if diff := cmp.Diff(first, second, cmp.AllowUnexported(pay.Card{})); diff != "" {
			t.Errorf("(-first +second)\n%s", diff)
		}
	})
}
