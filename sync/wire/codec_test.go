package wire

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeRefuses(t *testing.T) {
	header := `{"type":"facts","first":1,"last":1,"count":1}`
	for name, message := range map[string]string{
		"nothing":                   "",
		"no JSON":                   "hello",
		"null":                      "null",
		"an array":                  `["ack"]`,
		"no type":                   `{"upto":1}`,
		"a type that is no name":    `{"type":"a b"}`,
		"a field of another kind":   `{"type":"ack","upto":"7"}`,
		"a number beyond 63 bits":   `{"type":"ack","upto":9223372036854775808}`,
		"a negative number":         `{"type":"ack","upto":-1}`,
		"not UTF-8":                 "{\"type\":\"fork\",\"reason\":\"\xff\"}",
		"a second line":             "{\"type\":\"ack\",\"upto\":7}\n{}",
		"facts without lines":       header,
		"facts with an empty line":  header + "\n",
		"more lines than said":      header + "\n{}\n{}",
		"fewer lines than said":     `{"type":"facts","first":1,"last":2,"count":2}` + "\n{}",
		"a last that does not fit":  `{"type":"facts","first":1,"last":3,"count":2}` + "\n{}\n{}",
		"facts from number 0":       `{"type":"facts","first":0,"last":0,"count":1}` + "\n{}",
		"facts that wrap around":    `{"type":"facts","first":18446744073709551615,"last":18446744073709551615,"count":1}` + "\n{}",
		"too many facts":            `{"type":"facts","first":1,"last":201,"count":201}` + strings.Repeat("\n{}", 201),
		"too much payload":          header + "\n" + strings.Repeat("x", MaxPayload),
		"too long a header":         `{"type":"fork","reason":"` + strings.Repeat("x", MaxHeader) + `"}`,
		"too long a message":        strings.Repeat(" ", MaxMessage+1),
		"a hello of a strange name": `{"type":"hello","kiosk":"a/b","epoch":"e","hash":"` + someSum + `"}`,
		"a hello without a hash":    `{"type":"hello","kiosk":"k","epoch":"e"}`,
		"a challenge without nonce": `{"type":"challenge","version":1}`,
		"a reject of number 0":      `{"type":"reject","reason":"x"}`,
	} {
		if m, err := Decode([]byte(message)); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: got %v, %v, want an error", name, m, err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, m := range map[string]Message{
		"an unknown message":         &Unknown{Name: "settings"},
		"a line feed inside a line":  NewFacts(1, [][]byte{[]byte("{\n}")}),
		"no facts":                   NewFacts(1, nil),
		"a reason of a whole header": &Fork{Reason: strings.Repeat("x", MaxHeader)},
		"a challenge without nonce":  &Challenge{},
	} {
		if b, err := Encode(m); err == nil {
			t.Errorf("%s: encoded as %.80q, want an error", name, b)
		}
	}
}

func TestFactsOfFullSizeFit(t *testing.T) {
	line := bytes.Repeat([]byte("x"), MaxFact)
	b, err := Encode(NewFacts(7, [][]byte{line}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.(*Facts).Lines[0]; !bytes.Equal(got, line) {
		t.Errorf("line of %d bytes came back with %d", len(line), len(got))
	}
}

func TestLimitsStayWithinTheProtocol(t *testing.T) {
	got := Limits{BatchFacts: -1, BatchBytes: 1 << 30, InFlight: 2}.OrDefault()
	want := Limits{BatchFacts: MaxBatch, BatchBytes: MaxPayload, InFlight: 2, FirstDelay: 2000}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}

func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/v1/*.msg")
	if err != nil || len(files) == 0 {
		f.Fatalf("golden files: %v, %v", files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		m, err := Decode(message)
		if err != nil {
			return
		}
		if _, unknown := m.(*Unknown); unknown {
			return
		}
		encoded, err := Encode(m)
		if err != nil {
			if len(message) > MaxHeader/8 { // escapes can make a header grow beyond its bound
				return
			}
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := Decode(encoded)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Errorf("message (-first +second):\n%s", diff)
		}
	})
}

func TestDecodeRefusesSigned(t *testing.T) {
	sig := strings.Repeat("A", signatureLen)
	head := `{"type":"settings","version":1,"key":"k","sig":"` + sig + `"}`
	if _, err := Decode([]byte(head + "\n{}")); err != nil {
		t.Fatalf("a good one: %v", err)
	}
	for name, message := range map[string]string{
		"no document":            head,
		"an empty document":      head + "\n",
		"two documents":          head + "\n{}\n{}",
		"too long a document":    head + "\n" + strings.Repeat("x", MaxPayload),
		"no version":             `{"type":"settings","key":"k","sig":"` + sig + `"}` + "\n{}",
		"a short signature":      `{"type":"settings","version":1,"key":"k","sig":"AA"}` + "\n{}",
		"no key":                 `{"type":"update","version":"1","sig":"` + sig + `"}` + "\n{}",
		"a command without time": `{"type":"command","id":"c","name":"lock"}`,
		"a command without id":   `{"type":"command","name":"lock","expires":"2026-11-21T12:00:00Z"}`,
		"a question for never":   `{"type":"ask","id":"a","name":"stock","within_ms":0}`,
		"an answer to nobody":    `{"type":"answer"}`,
		"a drain for an hour":    `{"type":"drain","after_ms":3600000}`,
		"half a signed hello":    `{"type":"hello","kiosk":"k","epoch":"e","hash":"` + someSum + `","key":"k"}`,
	} {
		if m, err := Decode([]byte(message)); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: got %v, %v, want an error", name, m, err)
		}
	}
}
