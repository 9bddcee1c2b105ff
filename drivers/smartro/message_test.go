package smartro

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

func TestRefusedFrames(t *testing.T) {
	t.Parallel()
	raw, _ := golden(t, "w12-standby-request")
	edit := func(at int, to byte) []byte {
		b := append([]byte(nil), raw...)
		b[at] = to
		return b
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "too short": raw[:36], "too long": append(append([]byte(nil), raw...), 0),
		"no STX": edit(0, 3), "no ETX": edit(35, 4), "check byte": edit(36, 0), "length": edit(34, 0xFF),
	} {
		if err := new(Frame).UnmarshalBinary(b); !errors.Is(err, ErrFrame) {
			t.Errorf("%s: %v, want ErrFrame", name, err)
		}
	}
	for name, f := range map[string]Frame{
		"terminal ID": {Terminal: "12345678901234567", Stamp: StampFormat},
		"stamp":       {Stamp: "2025"},
		"data":        {Stamp: StampFormat, Data: make([]byte, MaxData+1)},
	} {
		if _, err := f.MarshalBinary(); !errors.Is(err, ErrFrame) {
			t.Errorf("%s: %v, want ErrFrame", name, err)
		}
	}
}

func TestRefusedMessages(t *testing.T) {
	t.Parallel()
	broken := func(vector string, at int, with string) []byte {
		_, f := golden(t, vector)
		copy(f.Data[at:], with)
		return f.Data
	}
	const b, c, ok, d = "w03-approval-request", "w08-cancel-request-57", "w04-approval-approved", "w16-card-query-response"
	tests := []struct {
		into  message
		data  []byte
		field string
		off   int
	}{
		{new(ApprovalRequest), broken(b, 0, "2"), "transaction type", 0},
		{new(ApprovalRequest), broken(b, 1, "00000x1000"), "amount", 1},
		{new(ApprovalRequest), broken(b, 1, "0000000000"), "amount", 1},
		{new(ApprovalRequest), broken(b, 11, "      -1"), "tax", 11},
		{new(ApprovalRequest), broken(b, 27, "01"), "instalment", 27},
		{new(ApprovalRequest), broken(b, 29, "3"), "signature", 29},
		{new(CancelRequest), broken(c, 0, "7"), "cancel type", 0},
		{new(CancelRequest), broken(c, 1, "7"), "original transaction type", 1},
		{new(CancelRequest), broken(c, 43, "2025-314"), "original date", 43},
		{new(Result), broken(ok, 0, "Y"), "transaction type", 0},
		{new(Result), broken(ok, 1, "9"), "medium", 1},
		{new(Result), broken(ok, 22, "        11"), "amount", 22},
		{new(Result), broken(ok, 50, "8765\x014321"), "approval number", 50},
		{new(Result), broken(ok, 62, "yesterdy"), "date", 62},
		{new(Result), broken(ok, 76, "\xFF\xFF"), "unique number", 76},
		{new(Health), []byte("OOZN"), "VAN link", 2},
		{new(CardQuery), broken(d, 1, "?"), "card kind", 1},
		{new(CardQuery), broken(d, 52, "1"), "status", 52},
		{new(BuyerRequest), buyerData("2", ""), "transaction type", 0},
		{new(BuyerRequest), buyerData("1000000110x", ""), "amount", 1},
		{new(BuyerRequest), buyerData("10000001100000010000000000013", ""), "instalment", 27},
		{new(Inside), []byte("?"), "card", 0},
	}
	for _, test := range tests {
		err := test.into.UnmarshalBinary(test.data)
		want := fmt.Sprintf("%s at offset %d ", test.field, test.off)
		if !errors.Is(err, ErrMessage) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want one that names %q", err, want)
		}
	}
	for _, into := range []message{new(ApprovalRequest), new(CancelRequest), new(Result), new(Health), new(Version), new(CardQuery), new(BuyerRequest), new(Tag), new(Levels)} {
		if err := into.UnmarshalBinary([]byte("1")); !errors.Is(err, ErrMessage) {
			t.Errorf("%T: one byte gives %v, want ErrMessage", into, err)
		}
	}
}

func TestAmountsBeyondTheProtocolAreNotWritten(t *testing.T) {
	t.Parallel()
	for _, q := range []ApprovalRequest{
		{Amount: 0}, {Amount: -1}, {Amount: 10_000_000_000},
		{Amount: 1, Tax: 100_000_000}, {Amount: 1, Tax: -1}, {Amount: 1, Service: 100_000_000},
		{Amount: 1, Instalment: 1}, {Amount: 1, Instalment: 13}, {Amount: 1, Instalment: -2},
	} {
		if _, err := q.MarshalBinary(); !errors.Is(err, ErrMessage) {
			t.Errorf("%+v: %v, want ErrMessage", q, err)
		}
	}
}

// rejection builds the data of a rejection from its forty bytes of words.
func rejection(kind, words string) []byte {
	data := kind + strings.Repeat(" ", 116) + words
	return []byte(data + strings.Repeat(" ", resultSize-len(data)))
}

func TestRejections(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		data []byte
		want Rejected
	}{
		{"code first", rejection("X", "-6Bno"), Rejected{Medium: ' ', Code: "6B", Text: "no"}},
		{"lower case", rejection("x", "-6bno"), Rejected{Medium: ' ', Code: "6B", Text: "no"}},
		{"split", rejection("X", "first line          -0Csecond"), Rejected{Medium: ' ', Code: "0C", Text: "second", Split: true, Extra: "first line"}},
		{"without code", rejection("X", "declined"), Rejected{Medium: ' ', Text: "declined"}},
		{"a hyphen that begins no code", rejection("X", "- sorry -"), Rejected{Medium: ' ', Text: "- sorry -"}},
		{"nothing", rejection("X", ""), Rejected{Medium: ' '}},
		{"cut in half", rejection("X", "-74"+strings.Repeat("\xBD\xC3", 18)+"\xBD"), Rejected{Medium: ' ', Code: "74", Text: strings.Repeat("시", 18)}},
		{"zeros as filler", rejection("X", "-71no\x00\x00"), Rejected{Medium: ' ', Code: "71", Text: "no"}},
	}
	for _, test := range tests {
		var r Result
		if err := r.UnmarshalBinary(test.data); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(&test.want, r.Rejected); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestBlankResults(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{
		"no data": nil, "spaces": rejection(" ", ""), "zero bytes": make([]byte, resultSize),
	} {
		var r Result
		if err := r.UnmarshalBinary(data); err != nil || !r.IsBlank() {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if err := new(Result).UnmarshalBinary([]byte("   ")); err == nil {
		t.Error("three spaces passed as a result")
	}
}

func TestApprovalWords(t *testing.T) {
	t.Parallel()
	want := pay.Approval{
		Ref: "000000004711/87654321/20250314101612", Number: "87654321", Currency: pay.KRW,
		Amount: 11000, VAT: 1000, At: "2025-03-14T10:16:12", Method: "credit", Medium: pay.Chip,
		Card:   pay.MaskCard("941009**********"),
		Issuer: pay.Party{Code: "0100", Name: "시험카드"}, Acquirer: pay.Party{Code: "0200", Name: "시험매입"},
		Merchant: "990000000000001", Device: "9900000001",
		Driver: map[string]string{"driver": "smartro", "type": "1", "medium": "1", "date": "20250314", "time": "101612"},
	}
	if diff := cmp.Diff(want, sale().Approval(), cmp.AllowUnexported(pay.Card{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if sale().Ref() == saleTaken().Ref() {
		t.Error("a cancel has the reference of its sale")
	}
	transit := sale()
	transit.Type, transit.Number, transit.Tax = Prepaid, "T00000023550", 34550
	got := transit.Approval()
	if got.Ref != "000000004711//20250314101612" || got.Number != "000000004711" || got.VAT != 0 {
		t.Errorf("prepaid: %q, %q, VAT %d: a balance shows", got.Ref, got.Number, got.VAT)
	}
}

func TestPlainText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"one\r\ntwo  three": "one two three",
		"9410091234567890":  "****************",
		"call 1588-1234":    "call 1588-1234",
		" 카드\x01오류 ":        "카드 오류",
	} {
		if got := plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]bool{
		"OOON": true, "OONN": true, "NOON": true, "XOON": false, "OXON": false, "OOXN": false, "OOFN": false, "OOOF": true,
	} {
		var h Health
		if err := h.UnmarshalBinary([]byte(data)); err != nil {
			t.Fatal(err)
		}
		if got := h.Ready(false); (got == nil) != want {
			t.Errorf("%s: %v", data, got)
		}
	}
	if err := (Health{'O', 'O', 'N', 'N'}).Ready(true); !errors.Is(err, desk.ErrNotReady) {
		t.Errorf("unconfigured VAN: %v", err)
	}
}
