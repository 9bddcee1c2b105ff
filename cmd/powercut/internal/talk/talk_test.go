package talk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, row := range []struct {
		in   string
		want Line
		ours bool
	}{
		{"ACK 12 9f2c0011", Line{Ack, 12, "9f2c0011"}, true},
		{"HAVE 0 -\r", Line{Have, 0, NoMark}, true},
		{"REFUSED 0 open queue: store is damaged", Line{Refused, 0, "open queue: store is damaged"}, true},
		{"ACK 12", Line{}, false},  // the mark is missing
		{"ACK 12 ", Line{}, false}, // the same
		{"ACK -1 9f2c0011", Line{}, false},
		{"ACK 99999999999999999999 9f2c0011", Line{}, false},
		{"[    1.234567] virtio_blk virtio0: [vda] 131072 512-byte blocks", Line{}, false},
		{"", Line{}, false},
	} {
		got, ours := Parse(row.in)
		if ours != row.ours {
			t.Errorf("%q: ours %v, want %v", row.in, ours, row.ours)
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", row.in, diff)
		}
	}
}

func TestLineStaysOneLine(t *testing.T) {
	l := Line{Failed, 3, "no disk\nno luck\r\n"}
	if got, want := l.String(), "FAILED 3 no disk no luck"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := (Line{Word: Mounted}).String(), "MOUNTED 0 -"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMark(t *testing.T) {
	a, b := Mark([]byte(`{"seq":1}`)), Mark([]byte(`{"seq":2}`))
	if a == b || len(a) != 16 {
		t.Errorf("marks %q and %q, want two different ones of 16 characters", a, b)
	}
}

// What is parsed says the same when it is sent again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"ACK 12 9f2c", "HAVE 0 -", "FAILED 1 a  b", "ACK 1", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, ours := Parse(s)
		if !ours {
			return
		}
		again, ours := Parse(l.String())
		if !ours || again != l {
			t.Errorf("%q: parsed as %+v, again as %+v (%v)", s, l, again, ours)
		}
	})
}
