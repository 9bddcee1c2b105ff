package smartro

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
)

// masked feeds a stream to a masker in pieces of n bytes, and lets the rest go.
func masked(stream []byte, n int) (all drivers.Pieces) {
	m := newMasker(drivers.Options{}, drivers.FromPad)
	add := func(pieces []drivers.Piece) {
		for _, p := range pieces {
			if all.Hide(p.Hidden); p.Shown != nil {
				all.Show(p.Shown)
			}
		}
	}
	for part := range slices.Chunk(stream, n) {
		add(m.Mask(part))
	}
	add(m.Flush())
	return all
}

// wire is a frame with the given data, as it travels.
func wire(tb testing.TB, j Job, data string) []byte {
	tb.Helper()
	raw, err := Frame{Terminal: "9900000001", Stamp: "20250314101530", Job: j, Data: []byte(data)}.MarshalBinary()
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// TestMaskKeepsTheWorkedFrames: all but one hold nothing that is not masked
// already.
func TestMaskKeepsTheWorkedFrames(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		if v.name == "w16-card-query-response" {
			continue // shows an invented number
		}
		if diff := cmp.Diff(drivers.Pieces{{Shown: v.raw}}, masked(v.raw, len(v.raw))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.name, diff)
		}
	}
}

const plainCard = "9410095566771234"

func TestMaskHidesSecrets(t *testing.T) {
	t.Parallel()
	approval, _ := golden(t, "w04-approval-approved")
	body := string(approval[35 : 35+resultSize])
	rejection, _ := golden(t, "w05-approval-rejected")
	no := string(rejection[35 : 35+resultSize])
	buyer := "1" + strings.Repeat("0", 28) + strings.Repeat("buyer 010-1234-5678 ", 16)[:310]
	tests := []struct {
		name string
		job  Job
		data string
		want string
	}{
		{"plain card number", 'b', body[:2] + "0000" + plainCard + body[22:], body[:2] + "0000941009******1234" + body[22:]},
		{"KakaoPay barcode", 'c', body[:2] + "0000" + plainCard + body[22:], body[:2] + "0000941009******1234" + body[22:]},
		{"telephone as card", 'l', body[:2] + "00000000001012345678" + body[22:], body[:2] + "0000000000******5678" + body[22:]},
		{"card in the VAN's words", 'b', no[:137] + "9410-0955 66771234  ", no[:137] + strings.Repeat("*", 18) + "  "},
		{"card query", 'd', "1T0000" + plainCard + body[22:53], "1T0000941009******1234" + body[22:53]},
		{"buyer", 'G', buyer, buyer[:29] + strings.Repeat("*", 310)},
		{"cash receipt", 'C', "13" + body[:55] + "1101012345678", "13" + body[:55] + "11" + strings.Repeat("*", 11)},
		{"PG number", 'C', "42" + body[:55] + "30" + strings.Repeat("7", 30), "42" + body[:55] + "30" + strings.Repeat("7", 30)},
		{"card number of a tag", 'f', "0123456789", "**********"},
		{"configuration", 'x', strings.Repeat("10.0.0.1", 30), strings.Repeat("*", 240)},
		{"unknown job", 'q', plainCard, strings.Repeat("*", 16)},
		{"known job, other length", 'b', body + plainCard, strings.Repeat("*", resultSize+16)},
	}
	for _, test := range tests {
		for _, n := range []int{1, 7, 1000} {
			got := masked(wire(t, test.job, test.data), n)
			if diff := cmp.Diff(drivers.Pieces{{Shown: wire(t, test.job, test.want)}}, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", test.name, diff)
			}
		}
	}
}

// TestMaskCountsTheRest: what is no whole frame is not shown.
func TestMaskCountsTheRest(t *testing.T) {
	t.Parallel()
	frame, _ := golden(t, "w04-approval-approved")
	cut := frame[:100]
	bad := bytes.Clone(frame)
	bad[60] ^= 1
	tests := []struct {
		name   string
		stream []byte
		want   drivers.Pieces
	}{
		{"noise", []byte("9410095566771234"), drivers.Pieces{{Hidden: 16}}},
		{"between control characters", []byte{ack, 'x', 'y', nack}, drivers.Pieces{{Shown: []byte{ack}}, {Hidden: 2}, {Shown: []byte{nack}}}},
		{"cut off", cut, drivers.Pieces{{Hidden: 100}}},
		{"cut off, then whole", slices.Concat(cut, frame), drivers.Pieces{{Hidden: 100}, {Shown: frame}}},
		{"broken, then whole", slices.Concat(bad, frame), drivers.Pieces{{Hidden: len(bad)}, {Shown: frame}}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, masked(test.stream, 50)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}
