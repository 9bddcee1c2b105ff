package escpos_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers/escpos"
	"kioskd/drivers/escpos/escpossim"
	"kioskd/drivers/link"
)

// FuzzStream says the same bytes both ways: of answers pieces do not change the
// meaning, nothing that was said is lost, and what was read can be written and
// read again; a printer that is told them prints no control characters.
func FuzzStream(f *testing.F) {
	f.Add([]byte{0x12, 0x18, 0, 0x13, 0x0C, 0x0F, 0x37, 0x25, 0, 0xFF}, 3)
	f.Add([]byte("\x37\x220042\x00\x37\x22"), 2)
	f.Add([]byte("\x1b@\x1c&abc\n\x1dVB\x00\x10\x04\x01\x10\x14\x08"), 0)
	f.Add([]byte("\x1d(H\xff\xffabc"), 0)
	f.Fuzz(func(t *testing.T, stream []byte, cut int) {
		checkAnswers(t, stream, min(max(cut, 0), len(stream)))
		for _, c := range paper(t, stream) {
			if c != '\n' && c < ' ' {
				t.Errorf("control character %#x on paper", c)
			}
		}
	})
}

func checkAnswers(t *testing.T, stream []byte, cut int) {
	t.Helper()
	whole, answers := decode(stream, len(stream))
	if split, _ := decode(stream, cut); !cmp.Equal(whole, split) {
		t.Errorf("pieces change the meaning (-whole +split)\n%s", cmp.Diff(whole, split))
	}
	length := 0
	for _, a := range answers {
		raw, err := a.MarshalBinary()
		if err != nil {
			t.Fatalf("an answer that was read cannot be written: %v", err)
		}
		length += len(raw)
		if _, again := decode(raw, 0); a.Kind != escpos.Garbage && (len(again) != 1 || !cmp.Equal(again[0], a)) {
			t.Errorf("%+v was read again as %+v", a, again)
		}
	}
	if length > len(stream) {
		t.Errorf("%d bytes were read out of %d", length, len(stream))
	}
}

// paper is what stands on the paper of a printer that was told this.
func paper(t *testing.T, stream []byte) (text string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := escpossim.New(escpossim.Options{})
		kiosk, other := link.Pipe()
		go func() { _ = p.Run(t.Context()) }()
		go func() { _ = p.Serve(t.Context(), link.Start(other, 0)) }()
		l := link.Start(kiosk, 0)
		if err := l.Write(stream); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		text = p.Roll().String()
	})
	return text
}
