package zvt

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
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

// message is a message that can be read and written.
type message interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// TestMessages: what the golden frames say, and that it is written again so that
// it says the same.
func TestMessages(t *testing.T) {
	t.Parallel()
	card := pay.MaskCard("990000******0042")
	for prefix, c := range map[string]struct{ got, want message }{
		"z01": {&Registration{}, &Registration{Password: "000000", Config: 0xBE, Currency: pay.EUR, TLV: true}},
		"z03": {&Completion{}, &Completion{Terminal: "99000001", Currency: pay.EUR}},
		"z06": {&Waiting{}, &Waiting{Status: WaitInsertCard}},
		"z07": {&Waiting{}, &Waiting{Status: WaitInsertCard, Minutes: 2, Lines: []string{"Insert card", "12.34 EUR"}}},
		"z08": {&Result{}, &Result{
			Told: true, Amount: 1234, Currency: pay.EUR, Terminal: "99000001", Receipt: "0007", Trace: "000042",
			Turnover: "000007", Date: "0314", Time: "101530", Authorised: "123456", Contract: "9900000000001",
			Card: card, CardName: "girocard", CardType: 5, Payment: PaidWithPIN,
		}},
		"z09": {&Result{}, &Result{Told: true, ID: 0x78, Terminal: "99000001", Currency: pay.EUR}},
		"z11": {&Aborted{}, &Aborted{ID: 0x78}},
		"z19": {&Health{}, &Health{ID: IDEndOfDay}},
		"z23": {&PrintLine{}, &PrintLine{Attribute: AttrCentred, Text: []byte("SAMPLE RECEIPT")}},
		"z24": {&PrintBlock{}, &PrintBlock{Kind: ReceiptCustomer, Lines: []PrintLine{
			{AttrCentred, []byte("SAMPLE")}, {0, []byte("Total EUR 12.34")}, {Attribute: AttrLast},
		}}},
	} {
		f := vectorNamed(t, prefix)
		if err := c.got.UnmarshalBinary(f.Data); err != nil {
			t.Errorf("%s: %v", prefix, err)
			continue
		}
		same := cmp.AllowUnexported(pay.Card{})
		if diff := cmp.Diff(c.want, c.got, same); diff != "" {
			t.Errorf("%s (-want +got)\n%s", prefix, diff)
		}
		raw, err := c.got.MarshalBinary()
		if err == nil {
			err = c.got.UnmarshalBinary(raw)
		}
		if diff := cmp.Diff(c.want, c.got, same); diff != "" || err != nil {
			t.Errorf("%s written and read again: %v (-want +got)\n%s", prefix, err, diff)
		}
	}
}

// TestRequests: the requests that the driver makes are the golden ones.
func TestRequests(t *testing.T) {
	t.Parallel()
	const password = "000000"
	type made struct {
		f   Frame
		err error
	}
	of := func(f Frame, err error) made { return made{f, err} }
	for prefix, got := range map[string]made{
		"z13": of(refund(password, 500, pay.EUR)),
		"z12": of(reversal(password, "0007", 1234, pay.EUR)),
		"z04": of(authorization(1234, pay.EUR)),
		"z05": of(authorization(1010, pay.EUR)),
		"z14": of(Request{Code: CodeEndOfDay, Password: password}.Frame()),
		"z15": of(withService(CodeRepeat, password, RepeatWithResult|RepeatUnprinted)),
		"z16": of(Request{Code: CodeLogOff}.Frame()),
		"z17": of(Request{Code: CodeAbort}.Frame()),
		"z18": of(withService(CodeStatus, password, StatusNoVersion)),
	} {
		if diff := cmp.Diff(vectorNamed(t, prefix), got.f); diff != "" || got.err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", prefix, got.err, diff)
		}
		q, err := ParseRequest(got.f)
		if err != nil {
			t.Errorf("%s: %v", prefix, err)
		}
		if f, err := q.Frame(); err != nil || !bytes.Equal(f.Data, got.f.Data) {
			t.Errorf("%s written again as % X, %v", prefix, f.Data, err)
		}
	}
	if _, err := (Request{Code: CodeRefund, Password: "12"}).Frame(); err == nil {
		t.Error("a password of two digits passed")
	}
	if _, err := authorization(pay.MaxAmount+1, pay.EUR); err == nil {
		t.Error("an amount of eleven digits passed")
	}
	if _, err := authorization(1, "XXX"); err == nil {
		t.Error("an unknown currency passed")
	}
}
