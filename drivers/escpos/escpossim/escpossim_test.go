package escpossim

import (
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/text/encoding/korean"

	"kioskd/drivers/link"
)

func TestScriptRefusals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"dance now": "no verb", "paper": "one word", "paper green": "out or low or in", "slow often": "wants a time",
		"unplug -3s": "wants a time", "after x paper out": "number of lines", "after 3": "one word", "after": "number of lines",
		"\n\ncover ajar # no": "line 3",
	} {
		if _, err := ParseScript(text); !errors.Is(err, ErrScript) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if s, err := ParseScript("# nothing\n\nafter 3 paper out\nunplug 1s\n"); err != nil || len(s.orders) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
}

// say has a printer print what a kiosk writes, and returns what it answered.
func say(t *testing.T, o Options, writes ...[]byte) (roll Roll, said []byte) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := New(o)
		kiosk, other := link.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- p.Run(t.Context()) }()
		go func() { _ = p.Serve(t.Context(), link.Start(other, 0)) }()
		l := link.Start(kiosk, 0)
		for _, w := range writes {
			if err := l.Write(w); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		for piece := range l.Receive() {
			said = append(said, piece...)
		}
		synctest.Wait()
		roll = p.Roll()
	})
	return roll, said
}

func hangul(t *testing.T, s string) []byte {
	t.Helper()
	b, err := korean.EUCKR.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestByteByByte: pieces of any size mean the same, and real-time commands are
// answered in front of what waits.
func TestByteByByte(t *testing.T) {
	t.Parallel()
	stream := append([]byte("\x1b@\x1c&"), hangul(t, "가나다 abc")...)
	stream = append(stream, []byte("\n\x1dr\x01\x1d(H\x06\x0000abcd\x1dVB\x00\x10\x04\x01")...)
	var single [][]byte
	for _, b := range stream {
		single = append(single, []byte{b})
	}
	for name, writes := range map[string][][]byte{"at once": {stream}, "byte by byte": single} {
		roll, said := say(t, Options{}, writes...)
		if got := roll.String(); got != "가나다 abc\n"+CutMark+"\n" {
			t.Errorf("%s: on paper %q", name, got)
		}
		if len(said) != 9 || strings.Count(string(said), "\x12") != 1 || !strings.Contains(string(said), "\x37\x22abcd\x00") {
			t.Errorf("%s: said % x", name, said)
		}
	}
}

// TestPicture: the file shows the slip: as wide as its paper, with ink on each
// line and none between.
func TestPicture(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "slip.png")
	text := append([]byte("\x1c&\x1d!\x11"), hangul(t, "합계 12,000원")...)
	say(t, Options{PNG: file}, append(text, []byte("\n\x1d!\x00x\n\x1dVB\x00")...))
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(0, 0, 32*halfWidth+2*margin, 2*margin+3*lineHeight); picture.Bounds() != want {
		t.Errorf("the picture is %v, want %v", picture.Bounds(), want)
	}
	if n := ink(picture, margin, margin+2*cellHeight); n < 500 {
		t.Errorf("the large line has %d dots", n)
	}
	if n := ink(picture, margin+2*lineHeight, margin+3*lineHeight); n < 10 || n > 100 {
		t.Errorf("the small x has %d dots", n)
	}
	if n := ink(picture, 0, margin); n != 0 {
		t.Errorf("the margin has %d dots", n)
	}
	if words, err := os.ReadFile(TextFile(file)); err != nil || string(words) != "합계 12,000원\nx\n"+CutMark+"\n" {
		t.Errorf("beside it stands %q, %v", words, err)
	}
}

// ink counts the dots between two heights.
func ink(picture image.Image, from, to int) (n int) {
	for y := from; y < to; y++ {
		for x := range picture.Bounds().Dx() {
			if r, _, _, _ := picture.At(x, y).RGBA(); r == 0 {
				n++
			}
		}
	}
	return n
}

// TestGlyphs: the font has what Korean printers have, and an empty box is not
// taken for a letter.
func TestGlyphs(t *testing.T) {
	t.Parallel()
	g, err := loadGlyphs()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range "Aj09,가힝뚫è€" {
		dots := 0
		for _, b := range g[c] {
			for ; b != 0; b &= b - 1 {
				dots++
			}
		}
		if _, ok := g[c]; c != '€' && (!ok || dots < 5) {
			t.Errorf("%q has %d dots", c, dots)
		}
	}
	if len(g) < 2500 {
		t.Errorf("%d characters", len(g))
	}
}
