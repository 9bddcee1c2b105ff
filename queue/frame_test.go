package queue

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// segmentOf returns a segment's bytes with the given facts' payloads.
func segmentOf(number uint64, payloads ...string) ([]byte, []frame) {
	w := frameWriter{segment: number, off: segmentHead, buf: marshalHead(number, run{Epoch: "e", Witness: []byte("w")})}
	var want []frame
	for i, p := range payloads {
		f := frame{kind: kindFact, end: i%2 == 0, seq: uint64(i + 1), first: 1, payload: []byte(p)}
		f.off, f.link, f.size = int(w.off), w.link, int(frameSize(len(p)))
		w.add(f)
		f.crc = w.link
		want = append(want, f)
	}
	return append(w.buf, make([]byte, 1000)...), want
}

var sameFrame = cmp.AllowUnexported(frame{})

func TestScanFrames(t *testing.T) {
	t.Parallel()
	data, want := segmentOf(7, "one", "", "a longer third one that needs more room")
	got, end, gaps := scanFrames(data, 7)
	if diff := cmp.Diff(want, got, sameFrame); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if last := want[2]; end != last.off+last.size || gaps != 0 {
		t.Errorf("ends at %d with %d gaps, want %d and none", end, gaps, last.off+last.size)
	}
	if other, _, _ := scanFrames(data, 8); len(other) > 0 {
		t.Errorf("as another segment it has %d frames: what is left of an earlier use must not count", len(other))
	}
}

// Whatever bit of a frame is wrong, that frame is none, and the others are.
func TestScanFramesBesideDamage(t *testing.T) {
	t.Parallel()
	data, want := segmentOf(7, "one", "two", "three")
	hit := want[1]
	for at := hit.off; at < hit.off+frameHead+len(hit.payload); at++ {
		for bit := range 8 {
			b := bytes.Clone(data)
			b[at] ^= 1 << bit
			got, _, gaps := scanFrames(b, 7)
			if diff := cmp.Diff([]frame{want[0], want[2]}, got, sameFrame); diff != "" || gaps != 1 {
				t.Fatalf("byte %d, bit %d: %d gaps (-want +got):\n%s", at, bit, gaps, diff)
			}
		}
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	want := run{Epoch: "0123456789abcdef", Base: 41, Witness: []byte("sealed")}
	b := marshalHead(3, want)
	if got, err := parseHead(b, 3); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("read as %+v, error %v", got, err)
	}
	if _, err := parseHead(b, 4); !errors.Is(err, errSegment) {
		t.Errorf("under another name: error %v, want %v", err, errSegment)
	}
	for at := range 62 { // that is all of it but the zeros
		bad := bytes.Clone(b)
		bad[at] ^= 0x10
		if _, err := parseHead(bad, 3); !errors.Is(err, errSegment) {
			t.Errorf("byte %d changed: error %v, want %v", at, err, errSegment)
		}
	}
}

func TestSegmentNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]uint64{
		segmentName(1): 1, segmentName(123456789012): 123456789012,
		"queue-00000000.log": 0, "queue-1.log": 0, "queue-spare.log": 0, "queue.db": 0,
		"queue-00000001.log.damaged-20261121T101112Z-content": 0, "queue-+0000001.log": 0,
	} {
		if got, ok := segmentNumber(name); got != want && ok || ok != (want > 0) {
			t.Errorf("%s: %d, %v, want %d", name, got, ok, want)
		}
	}
}

func FuzzScanFrames(f *testing.F) {
	data, _ := segmentOf(1, "one", "two")
	f.Add(data)
	f.Add(data[:len(data)-1010])
	f.Fuzz(func(t *testing.T, data []byte) {
		frames, end, _ := scanFrames(data, 1)
		w := frameWriter{segment: 1}
		for _, fr := range frames {
			w.off, w.link, w.buf = int64(fr.off), fr.link, nil
			w.add(fr)
			if rest := data[fr.off:]; fr.kind == kindFact && !bytes.HasPrefix(w.buf, rest[:min(frameHead+len(fr.payload), len(rest))]) && data[fr.off+6] == 0 && data[fr.off+7] == 0 && data[fr.off+5] < 2 {
				t.Errorf("the frame at %d is written otherwise", fr.off)
			}
		}
		namedBehind(data, end)
		if r, err := parseHead(data, 1); err == nil && !bytes.HasPrefix(marshalHead(1, r), data[:32]) {
			t.Error("the head is written otherwise")
		}
	})
}

func FuzzRejectParts(f *testing.F) {
	f.Add(rejectFrame("hq", 1, []byte("sealed")).payload)
	f.Fuzz(func(t *testing.T, payload []byte) {
		cursor, sealed, ok := rejectParts(payload)
		if ok && !bytes.Equal(rejectFrame(cursor, 1, sealed).payload, payload) {
			t.Error("written otherwise")
		}
	})
}

// Whatever a store's file holds, reading it without bbolt ends, and says nothing
// that is not in it.
func FuzzPages(f *testing.F) {
	dir := f.TempDir()
	q := reopen(f, dir, Options{noFlush: true})
	appendTest(f, q, facts(3)...)
	shut(f, q)
	image, err := os.ReadFile(filepath.Join(dir, storeFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(image[:min(len(image), 20*pageSize)])
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		for _, s := range findShards(r, int64(len(data))) {
			if s.off < 0 || s.length < 1 || s.off+int64(s.length) > int64(len(data)) {
				t.Errorf("a fact at %d of %d bytes, in %d", s.off, s.length, len(data))
			}
		}
		if err := verifyPages(t.Context(), r, int64(len(data))); err == nil && len(data) < 4*1024 {
			t.Error("a store of less than four pages is taken for one")
		}
	})
}
