package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var lineTests = []struct {
	name string
	fact Fact
	line string
}{
	{
		"everything",
		Fact{Seq: 7, At: day, Kind: "approved", Key: "order-1", Ref: "A 1/2", Sum: 11000, Body: []byte(`{"v":1}`)},
		`{"seq":7,"at":"2026-11-21T03:04:05.123Z","kind":"approved","key":"order-1","ref":"A 1/2","sum":11000,"prev":"` + zeros + `","body":{"v":1}}`,
	},
	{
		"nothing that can be left out",
		Fact{Seq: 1, At: day.Truncate(time.Second), Kind: "x", Body: []byte(`0`)},
		`{"seq":1,"at":"2026-11-21T03:04:05.000Z","kind":"x","prev":"` + zeros + `","body":0}`,
	},
	{
		"money going back, and signs that JSON escapes",
		Fact{Seq: math.MaxUint64, At: day, Kind: "voided", Key: `a"b\c`, Ref: "승인 1", Sum: -5, Body: []byte(`"}\n"`)},
		`{"seq":18446744073709551615,"at":"2026-11-21T03:04:05.123Z","kind":"voided","key":"a\"b\\c","ref":"승인 1","sum":-5,"prev":"` + zeros + `","body":"}\n"}`,
	},
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func TestLine(t *testing.T) {
	t.Parallel()
	for _, tt := range lineTests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.line, string(appendLine(nil, tt.fact, hash{}))); diff != "" {
				t.Errorf("line (-want +got):\n%s", diff)
			}
			want := tt.fact
			want.Line = []byte(tt.line)
			got, prev, err := parseLine([]byte(tt.line))
			if err != nil || prev != (hash{}) {
				t.Errorf("parse: hash %v, error %v", prev, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("parsed (-want +got):\n%s", diff)
			}
		})
	}
}

// Whoever reads lines elsewhere reads JSON.
func TestLineIsJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range lineTests {
		var got struct {
			Seq            uint64
			At             time.Time
			Kind, Key, Ref string
			Sum            int64
			Prev           string
			Body           json.RawMessage
		}
		d := json.NewDecoder(strings.NewReader(tt.line))
		d.DisallowUnknownFields()
		if err := d.Decode(&got); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		read := Fact{Seq: got.Seq, At: got.At, Kind: got.Kind, Key: got.Key, Ref: got.Ref, Sum: got.Sum, Body: got.Body}
		if diff := cmp.Diff(tt.fact, read); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestParseLineRefuses(t *testing.T) {
	t.Parallel()
	good := lineTests[0].line
	for _, change := range [][2]string{
		{`"seq":7`, `"seq":07`}, {`"seq":7`, `"seq":0`}, {`"seq":7`, `"seq":-7`}, {`"seq":7`, `"seq":18446744073709551616`}, {`"seq":7`, `"seq":`},
		{`.123Z`, `Z`}, {`.123Z`, `.123+`}, {`2026-11`, `2026-13`}, {`2026-11-21T03:04:05.123`, `0001-01-01T00:00:00.000`},
		{`"kind":"approved"`, `"kind":""`}, {`"kind":"approved"`, `"kind":"Approved"`},
		{`"key":"order-1"`, `"key":""`}, {`"key":"order-1"`, `"key":"\u0041"`}, {`"key":"order-1"`, `"key":"a\`}, {`"key":"order-1"`, "\"key\":\"a\tb\""}, {`"key":"order-1"`, "\"key\":\"\xff\""},
		{`"sum":11000`, `"sum":0`}, {`"sum":11000`, `"sum":1.5`}, {`"sum":11000`, `"sum":9223372036854775808`}, {`"sum":11000`, `"sum":1000000000001`},
		{zeros, zeros[:63] + "A"}, {zeros, zeros[1:]},
		{`"body":{"v":1}}`, `"body":}`}, {`"body":{"v":1}}`, `"body":{"v":1`}, {`"body":{"v":1}}`, "\"body\":{\n}}"},
		{`,"prev"`, `, "prev"`}, {good, ""},
	} {
		line := strings.Replace(good, change[0], change[1], 1)
		if line == good {
			t.Fatalf("%q changes nothing", change)
		}
		if _, _, err := parseLine([]byte(line)); !errors.Is(err, errLine) {
			t.Errorf("%q instead of %q: error %v, want %v", change[1], change[0], err, errLine)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	for _, tt := range lineTests {
		f.Add([]byte(tt.line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		fact, prev, err := parseLine(line)
		if err != nil {
			return
		}
		if again := appendLine(nil, fact, prev); !bytes.Equal(again, line) {
			t.Errorf("parses, and is written otherwise:\n%q\n%q", line, again)
		}
	})
}

func FuzzParseRecord(f *testing.F) {
	fact, after, err := tip{}.next(lineTests[0].fact)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(record(fact, after))
	f.Add([]byte{tagFact})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := parseRecord(b)
		if err == nil && !bytes.Equal(record(e.Fact, e.tip()), b) {
			t.Errorf("%x parses, and is written otherwise", b)
		}
	})
}

func FuzzParseRejection(f *testing.F) {
	f.Add([]byte(`Q{"reason":"unknown kiosk","at":"2026-11-21T03:04:05Z"}`))
	f.Add([]byte(`Q`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseRejection(b)
		if err != nil {
			return
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatalf("%q parses into what cannot be written: %v", b, err)
		}
		if again, err := parseRejection(append([]byte{tagRejection}, text...)); err != nil || !again.At.Equal(r.At) {
			t.Errorf("%q parses into %+v, then into %+v, error %v", b, r, again, err)
		}
	})
}
