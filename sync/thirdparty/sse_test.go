package thirdparty

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func allEvents(r io.Reader) (all []sentEvent, err error) {
	for from := readEvents(r); ; {
		e, err := from.next()
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
}

func TestEventStream(t *testing.T) {
	t.Parallel()
	const stream = "event: open\ndata: ok\n\n: still here\n\nid: 7\nevent:payment-ready\r\ndata:{\"a\":\r\ndata:1}\r\n\r\nevent: lost\n\ndata: x\r\rdata: not ended"
	want := []sentEvent{
		{name: "open", data: "ok"},
		{name: "payment-ready", data: "{\"a\":\n1}", id: "7"},
		{name: "message", data: "x", id: "7"},
	}
	for name, r := range map[string]io.Reader{
		"whole": strings.NewReader(stream), "byte by byte": iotest.OneByteReader(strings.NewReader(stream)),
	} {
		got, err := allEvents(r)
		if !errors.Is(err, errEnded) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(sentEvent{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestEndlessEvent: a line or an event without an end is no memory's end.
func TestEndlessEvent(t *testing.T) {
	t.Parallel()
	for name, endless := range map[string]string{
		"line": "data: " + strings.Repeat("x", 2*maxEvent), "event": strings.Repeat("data: x\n", maxEvent),
	} {
		if _, err := allEvents(strings.NewReader(endless)); err == nil || errors.Is(err, errEnded) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzEventStream(f *testing.F) {
	f.Add("event: open\ndata: ok\n\n")
	f.Add("\r\r\n\n:x\nid:\x00\ndata\n\n")
	f.Fuzz(func(t *testing.T, stream string) {
		whole, _ := allEvents(strings.NewReader(stream))
		pieces, _ := allEvents(iotest.OneByteReader(strings.NewReader(stream)))
		if diff := cmp.Diff(whole, pieces, cmp.AllowUnexported(sentEvent{})); diff != "" {
			t.Errorf("byte by byte it is another (-whole +pieces):\n%s", diff)
		}
	})
}
