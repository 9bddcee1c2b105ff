package zvt

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vector is a golden file: a header that says what to expect, a dump of the frame,
// and a dump of its block on the serial line where it has one.
type vector struct {
	name   string
	header map[string]string
	raw    []byte
	serial []byte
}

func readVector(tb testing.TB, path string) vector {
	tb.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	v := vector{name: strings.TrimSuffix(filepath.Base(path), ".txt"), header: map[string]string{}}
	head, dump, _ := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n\n")
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		v.header[key] = value
	}
	frame, serial, _ := strings.Cut(dump, "serial\n")
	v.raw, v.serial = undump(tb, frame), undump(tb, serial)
	return v
}

// undump reads lines of an offset and bytes.
func undump(tb testing.TB, dump string) (raw []byte) {
	tb.Helper()
	for line := range strings.Lines(dump) {
		_, digits, _ := strings.Cut(strings.TrimSpace(line), " ")
		b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
		if err != nil {
			tb.Fatal(err)
		}
		raw = append(raw, b...)
	}
	return raw
}

func vectors(tb testing.TB) []vector {
	tb.Helper()
	paths, err := filepath.Glob("testdata/frames/*.txt")
	if err != nil || len(paths) != 24 {
		tb.Fatalf("%d vectors, %v; want 24", len(paths), err)
	}
	var all []vector
	for _, path := range paths {
		all = append(all, readVector(tb, path))
	}
	return all
}

// vectorNamed returns one of the golden frames.
func vectorNamed(tb testing.TB, prefix string) Frame {
	tb.Helper()
	for _, v := range vectors(tb) {
		if strings.HasPrefix(v.name, prefix) {
			var f Frame
			if err := f.UnmarshalBinary(v.raw); err != nil {
				tb.Fatal(err)
			}
			return f
		}
	}
	tb.Fatalf("no vector %s", prefix)
	return Frame{}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		var f Frame
		if err := f.UnmarshalBinary(v.raw); err != nil {
			t.Errorf("%s: %v", v.name, err)
			continue
		}
		if got := f.Code.String()[:5]; got != v.header["code"] {
			t.Errorf("%s: code %s", v.name, got)
		}
		if raw, err := f.MarshalBinary(); err != nil || !bytes.Equal(raw, v.raw) {
			t.Errorf("%s: written as % X, %v", v.name, raw, err)
		}
		if v.serial != nil {
			if diff := cmp.Diff(v.serial, Block(v.raw)); diff != "" {
				t.Errorf("%s as a block (-want +got)\n%s", v.name, diff)
			}
		}
	}
}

// TestChecksum: the check value of CRC-16/KERMIT, and the ETX behind it.
func TestChecksum(t *testing.T) {
	t.Parallel()
	var sum uint16
	for _, b := range []byte("123456789") {
		sum = sumByte(sum, b)
	}
	if sum != 0x2189 {
		t.Errorf("check value %04X, want 2189", sum)
	}
}

func TestLongFrame(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 254, 255, 256, MaxData} {
		f := Frame{Code: CodePrintBlock, Data: bytes.Repeat([]byte{dle}, size)}
		raw, err := f.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if size == 256 && !bytes.Equal(raw[2:5], []byte{0xFF, 0x00, 0x01}) {
			t.Errorf("length of 256 written as % X", raw[2:5])
		}
		var back Frame
		if err := back.UnmarshalBinary(raw); err != nil || !bytes.Equal(back.Data, f.Data) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if _, err := (Frame{Data: make([]byte, MaxData+1)}).MarshalBinary(); err == nil {
		t.Error("a frame that is too long was written")
	}
}
