package wire

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// byJSON reads a line with package json alone.
func byJSON(line []byte) (Fact, error) {
	var f Fact
	if err := json.Unmarshal(line, &f); err != nil {
		return Fact{}, err
	}
	return f, nil
}

// odd are lines that are facts to package json, or nearly.
var odd = []string{
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{}}`,
	`{"seq":1,"at":"2026-11-21T03:04:05+09:00","kind":"k","key":"x","ref":"r","sum":-5,"prev":"p","body":[1]}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{}, "more":1}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{},"seq":2}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":null}`,
	`{"seq":01,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{}}`,
	`{"seq":-1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{}}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k\n","prev":"p","body":{}}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"é","prev":"","body":"é"}`,
	`{"seq":9223372036854775807,"at":"2026-11-21T03:04:05Z","kind":"","sum":-0,"prev":"p","body":0}`,
	`{"seq":18446744073709551615,"at":"2026-11-21T03:04:05Z","kind":"","sum":-9223372036854775808,"prev":"p","body":0}`,
	`{"seq":1.0,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{}}`,
	`{"seq":1,"at":"yesterday","kind":"k","prev":"p","body":{}}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":{}}}`,
	`{"seq":1,"at":"2026-11-21T03:04:05Z","kind":"k","prev":"p","body":}`,
	`{"seq":1,"at":"`, `{"seq":1,"at":"}`, `{"seq":`, `{}`, ``,
}

// TestScanFact: what the scanner reads is what package json reads.
func TestScanFact(t *testing.T) {
	t.Parallel()
	for _, line := range append(odd, string(fact1), string(fact2)) {
		checkScan(t, []byte(line))
	}
	for _, line := range [][]byte{fact1, fact2} {
		if _, ok := scanFact(line); !ok {
			t.Errorf("a kiosk's own line is left to package json: %s", line)
		}
	}
}

func checkScan(t *testing.T, line []byte) {
	t.Helper()
	got, ok := scanFact(line)
	if !ok {
		return
	}
	want, err := byJSON(line)
	if err != nil {
		t.Errorf("package json refuses %q: %v", line, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%q (-json +scanner):\n%s", line, diff)
	}
}

func FuzzScanFact(f *testing.F) {
	for _, line := range append(odd, string(fact1), string(fact2)) {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if checkLine(line) == nil { // as before ParseFact scans
			checkScan(t, line)
		}
	})
}

func BenchmarkParseFact(b *testing.B) {
	line := fmt.Appendf(nil, "%s", fact2)
	b.Run("scanner", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ParseFact(line); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := byJSON(line); err != nil {
				b.Fatal(err)
			}
		}
	})
}
