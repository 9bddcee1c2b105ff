package zvt

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
	"kioskd/drivers/link"
)

// masked feeds a stream to a masker in pieces of n bytes, and lets the rest go.
func masked(stream []byte, tcp bool, n int) (all drivers.Pieces) {
	m := newMasker(drivers.Options{
		Link: link.TCP{Address: "127.0.0.1:1"}, Settings: map[string]string{"transport": map[bool]string{true: "tcp", false: "serial"}[tcp]},
	}, drivers.FromPad)
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

// TestMaskKeepsTheWorkedFrames: they hold nothing that is not masked already,
// apart from texts, and the expiry date of a card.
func TestMaskKeepsTheWorkedFrames(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		switch v.name[:3] {
		case "z07", "z08", "z21", "z24":
			continue
		}
		if diff := cmp.Diff(drivers.Pieces{{Shown: v.raw}}, masked(v.raw, true, len(v.raw))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.name, diff)
		}
		if diff := cmp.Diff(drivers.Pieces{{Shown: v.serial}}, masked(v.serial, false, 1+len(v.serial))); v.serial != nil && diff != "" {
			t.Errorf("%s on a serial line (-want +got)\n%s", v.name, diff)
		}
	}
}

func TestMaskHidesSecrets(t *testing.T) {
	t.Parallel()
	secret := []byte{0x41, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77}
	text := "4111 2233 4455 6677"
	track := []byte(";4111223344556677=2512")
	fields := func(all ...Field) []byte { return mustFields(t, all) }
	objects := func(all ...Object) []byte {
		raw, err := Objects(all).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		return fields(Field{bmpContainer, raw})
	}
	for name, f := range map[string]Frame{
		"plain card number":     {CodeResult, fields(Field{bmpResult, []byte{0}}, Field{bmpPAN, secret})},
		"track 2":               {CodeResult, fields(Field{0x23, track})},
		"track 1":               {CodeResult, fields(Field{0x2D, track})},
		"chip data":             {CodeResult, fields(Field{0xAF, secret})},
		"additional text":       {CodeResult, fields(Field{bmpText, []byte(text)})},
		"object nobody knows":   {CodeResult, objects(Object{0x1F71, secret})},
		"behind what is known":  {CodeResult, append(fields(Field{bmpResult, []byte{0}}), append([]byte{0xC8}, secret...)...)},
		"card data of a sale":   {CodeAuthorize, fields(Field{bmpPAN, secret})},
		"printed line":          {CodePrintLine, append([]byte{0}, text...)},
		"printed block":         {CodePrintBlock, objects(Object{0x25, append([]byte{0x07, byte(len(text))}, text...)})},
		"words for the screen":  {CodeIntermediate, append([]byte{0x0A, 0x02}, objects(Object{0x24, append([]byte{0x07, byte(len(text))}, text...)})...)},
		"words of an abort":     {CodeAborted, append([]byte{0x6C}, objects(Object{0x1F17, []byte(text)})...)},
		"password of a refund":  {CodeRefund, append([]byte{0x22, 0x33, 0x44}, fields(Field{bmpAmount, []byte{0, 0, 0, 0, 1, 0}})...)},
		"password to register":  {CodeRegister, []byte{0x22, 0x33, 0x44, 0xBE}},
		"blocked-list query":    {CodeBlockedList, fields(Field{bmpPAN, secret})},
		"command nobody knows":  {0x0899, secret},
		"card that was read":    {CodeReadCard, secret},
		"answer with card data": {CodeGood, fields(Field{bmpPAN, secret})},
	} {
		raw, err := f.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		for _, tcp := range []bool{true, false} {
			stream := raw
			if !tcp {
				stream = Block(raw)
			}
			got := masked(stream, tcp, 5)
			if len(got) != 1 || got[0].Shown == nil || !tcp && decode(false, got[0].Shown)[0].Kind != Whole {
				t.Errorf("%s: told as %v, want one whole frame", name, got)
				continue
			}
			if shown := string(got[0].Shown); bytes.Contains(got[0].Shown, []byte{0x22, 0x33, 0x44}) || strings.Contains(shown, "2233") {
				t.Errorf("%s: shown as % X", name, shown)
			}
		}
	}
}

// TestMaskCountsTheRest: what is no whole frame is not shown.
func TestMaskCountsTheRest(t *testing.T) {
	t.Parallel()
	frame, err := vectorNamed(t, "z09").MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	block := Block(frame)
	bad := bytes.Clone(block)
	bad[8] ^= 1
	for name, test := range map[string]struct {
		tcp    bool
		stream []byte
		want   drivers.Pieces
	}{
		"noise":                      {false, []byte("4111223344556677"), drivers.Pieces{{Hidden: 16}}},
		"between control characters": {false, []byte{ack, 'x', 'y', nak}, drivers.Pieces{{Shown: []byte{ack}}, {Hidden: 2}, {Shown: []byte{nak}}}},
		"cut off":                    {false, block[:9], drivers.Pieces{{Hidden: 9}}},
		"cut off, then whole":        {false, slices.Concat(block[:9], block), drivers.Pieces{{Hidden: 9}, {Shown: block}}},
		"broken, then whole":         {false, slices.Concat(bad, block), drivers.Pieces{{Hidden: len(bad)}, {Shown: block}}},
		"cut off over TCP":           {true, frame[:5], drivers.Pieces{{Hidden: 5}}},
		"another protocol over TCP":  {true, []byte("GET / HTTP/1.1"), drivers.Pieces{{Hidden: 14}}},
	} {
		if diff := cmp.Diff(test.want, masked(test.stream, test.tcp, 50)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestMaskLosesItsPlace: the rest of a frame that was given up is not taken for a
// frame, whatever it begins with.
func TestMaskLosesItsPlace(t *testing.T) {
	t.Parallel()
	m := newMasker(drivers.Options{Settings: map[string]string{"transport": "tcp"}}, drivers.FromPad)
	for _, step := range []struct {
		came string
		want drivers.Pieces
	}{
		{"\x06\xD3\x0A\x01\x02", drivers.Pieces{{Hidden: 5}}},
		{"\x80\x00\x00\x80\x00\x00", drivers.Pieces{{Hidden: 6}}},
		{"\x80\x00\x00", drivers.Pieces{{Shown: []byte{0x80, 0, 0}}}},
	} {
		got := append(drivers.Pieces(m.Mask([]byte(step.came))), m.Flush()...)
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("% X (-want +got)\n%s", step.came, diff)
		}
	}
}
