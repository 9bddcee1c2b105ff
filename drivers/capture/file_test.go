package capture

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
)

func example() Capture {
	return Capture{
		Head: Head{Driver: "smartro", Way: "serial:/dev/ttyUSB0?baud=115200", Begun: time.Date(2025, 3, 14, 10, 15, 30, 120e6, time.UTC)},
		Records: []Record{
			{Kind: Opened},
			{At: 2 * time.Millisecond, Kind: Sent, Piece: drivers.Piece{Shown: []byte{2, 0x41, 3}}},
			{At: 9 * time.Millisecond, Kind: Heard, Piece: drivers.Piece{Shown: []byte{6}}},
			{At: 31 * time.Millisecond, Kind: Heard, Piece: drivers.Piece{Hidden: 17}},
			{At: 4500 * time.Millisecond, Kind: Ended, Note: "line lost: EOF"},
		},
	}
}

const exampleText = `kioskd capture 1
driver smartro
way serial:/dev/ttyUSB0?baud=115200
begun 2025-03-14T10:15:30.12Z

0.000 open
0.002 > 02 41 03
0.009 < 06
0.031 < hidden 17
4.500 end line lost: EOF
`

func write(tb testing.TB, c Capture) string {
	tb.Helper()
	var b strings.Builder
	if err := c.Head.Write(&b); err != nil {
		tb.Fatal(err)
	}
	for _, r := range c.Records {
		if err := r.Write(&b); err != nil {
			tb.Fatal(err)
		}
	}
	return b.String()
}

func TestFile(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(exampleText, write(t, example())); diff != "" {
		t.Errorf("written (-want +got)\n%s", diff)
	}
	commented := strings.Replace(exampleText, "0.009", "# the pad has it\r\n\r\n0.009", 1)
	got, err := Read(strings.NewReader(commented))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(example(), got); diff != "" {
		t.Errorf("read (-want +got)\n%s", diff)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(exampleText, "0.000")
	for text, hint := range map[string]string{
		"":                                    "kioskd pad trace",
		"PNG":                                 "line 1",
		"kioskd capture 2\n":                  "line 1",
		magic + "\n\n":                        "names no driver",
		magic + "\nmodel x\n":                 `"model" is none of`,
		magic + "\nbegun yesterday\n":         "begun is no time",
		head + "0.000 shut":                   "line 6",
		head + "0.000 open now":               "behind open",
		head + "0.0 open":                     "no time",
		head + "-1.000 open":                  "no time",
		head + "0.000 >":                      "bytes are written",
		head + "0.000 > 2":                    "bytes are written",
		head + "0.000 > hidden 0":             "no count",
		head + "0.000 < hidden -4":            "no count",
		head + "1.000 open\n0.000 open":       "line 7",
		head + "0.000 > " + longLine(1<<16+1): "bytes are written",
		head + "0.000 > " + longLine(1<<17):   "too long",
	} {
		_, err := Read(strings.NewReader(text))
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), hint) {
			t.Errorf("%.60q: got %v, want ErrFormat and a hint at %q", text, err, hint)
		}
	}
}

func longLine(n int) string { return strings.Repeat("00 ", n) }

// FuzzRead: what is refused says why, and what was read is written as it was.
func FuzzRead(f *testing.F) {
	f.Add(exampleText)
	f.Add(magic + "\ndriver zvt\n\n12.034 < hidden 3\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		again, err := Read(strings.NewReader(write(t, c)))
		if err != nil {
			t.Fatalf("%v in what was written of %q", err, text)
		}
		same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
		if diff := cmp.Diff(c, again, same); diff != "" {
			t.Errorf("(-read +again)\n%s", diff)
		}
	})
}
